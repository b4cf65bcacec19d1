using System.Text.Json.Nodes;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Requests;
using ApprovalWorker.Tests.Support;
using Workers.Hosting.Stores;

namespace ApprovalWorker.Tests.Patterns;

/// <summary>The pattern end to end: its definition, the emulator, the worker, in skipped time.</summary>
public sealed class ApprovalPatternTests
{
    [Fact]
    public async Task An_approval_lets_the_execution_go_on_with_who_when_and_why()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(10));

        var (result, decided) = await host.DecideAsync(request.Id, approve: true);

        Assert.Equal(DecideResult.Decided, result);
        Assert.Equal((RequestStatus.Approved, DeliveryState.Delivered), (decided!.Status, decided.Delivery!.State));
        var ended = await host.EndAsync(execution);
        Assert.Equal("SUCCEEDED", ended.Status);
        var output = JsonNode.Parse(ended.Output!.ToString()!)!;
        Assert.True((bool)output["approved"]!);
        Assert.Equal(("mary", "checked"), ((string)output["by"]!, (string)output["comment"]!));
        Assert.Equal(decided.Decision!.At, DateTimeOffset.Parse((string)output["at"]!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_rejection_fails_the_state_by_name_with_the_decision_as_its_cause()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();

        await host.DecideAsync(request.Id, approve: false, comment: "too much");

        var ended = await host.EndAsync(execution);
        Assert.Equal(("FAILED", "Approval.Rejected"), (ended.Status, ended.Error));
        Assert.Equal("too much", (string)JsonNode.Parse(ended.Cause!)!["comment"]!);
    }

    [Fact]
    public async Task A_worker_says_at_its_end_what_became_of_decisions_and_what_it_called()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await host.DecideAsync(request.Id, approve: true);
        await host.EndAsync(execution);

        await host.StopWorkerAsync();

        Assert.Contains("approve-request: 1 results accepted, 0 came too late, 0 given up", host.Log.Text, StringComparison.Ordinal);
        Assert.Matches(@"Calls to AWS: .*AWSStepFunctions\.GetActivityTask [1-9]", host.Log.Text);
        Assert.Matches(@"Calls to AWS: .*AWSStepFunctions\.SendTaskSuccess 1\b", host.Log.Text);
    }

    [Fact]
    public async Task A_rejection_can_be_an_output()
    {
        await using var host = await ApprovalHost.StartAsync(("Approvals:Rejection", "Output"));
        var (execution, request) = await host.AskAsync();

        await host.DecideAsync(request.Id, approve: false);

        var ended = await host.EndAsync(execution);
        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.False((bool)JsonNode.Parse(ended.Output!.ToString()!)!["approved"]!);
    }

    [Fact]
    public async Task A_request_that_nobody_decides_expires_by_name_before_the_state_times_out()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();

        var ended = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        var history = await host.HistoryAsync(execution);
        Assert.Contains(history, entry => entry.Type == "ActivityFailed");
        Assert.DoesNotContain(history, entry => entry.Type == "ActivityTimedOut");
        var expired = await host.RequestAsync(execution);
        Assert.Equal((RequestStatus.Expired, DeliveryState.Delivered), (expired.Status, expired.Delivery!.State));
        Assert.Equal(DecideResult.Conflict, (await host.DecideAsync(request.Id, approve: true)).Result);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_keeps_no_other_request_from_being_listed_and_from_expiring()
    {
        await using var host = await ApprovalHost.StartAsync();
        var broken = new RecordKey("approval", new string('0', 32));
        await host.Store.TryPutAsync(
            broken,
            """{"title":"Pay DE8937?","status":7}"""u8.ToArray(),
            0,
            null,
            TestContext.Current.CancellationToken
        );
        var (execution, request) = await host.AskAsync();
        using var browser = new InboxClient(host.Url);

        var page = await browser.PageAsync("/");
        var ended = await host.EndAsync(execution);

        Assert.Contains(request.Title, page, StringComparison.Ordinal);
        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.Contains($"Record {broken.Id} of the approval requests cannot be read", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("DE8937", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_is_shown_to_people_and_not_logged()
    {
        await using var host = await ApprovalHost.StartAsync();

        var (_, request) = await host.AskAsync("Pay 600 EUR to DE8937?");
        await host.UntilAsync(() => host.Log.Text.Contains($"Request {request.Id} waits for a decision", StringComparison.Ordinal));

        Assert.Equal("Pay 600 EUR to DE8937?", request.Title);
        Assert.DoesNotContain("DE8937", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_is_down_for_long_kills_no_pending_request()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await host.StopWorkerAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(40));

        await host.StartWorkerAsync();
        var (result, _) = await host.DecideAsync(request.Id, approve: true);

        Assert.Equal(DecideResult.Decided, result);
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task The_state_times_out_when_the_worker_is_down_until_the_end_and_the_next_worker_says_so()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, _) = await host.AskAsync();
        await host.StopWorkerAsync();

        var ended = await host.EndAsync(execution);
        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));

        await host.StartWorkerAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(2));
        var request = await host.RequestAsync(execution);
        Assert.Equal((RequestStatus.Expired, DeliveryState.Gone), (request.Status, request.Delivery!.State));
    }

    [Fact]
    public async Task A_task_whose_worker_died_before_it_was_stored_expires_with_the_state()
    {
        await using var host = await ApprovalHost.StartAsync();
        await host.SkipAsync(TimeSpan.FromSeconds(5));

        // Its poll is still open, and is handed the task.
        host.CrashWorker();
        var execution = await host.AskOnlyAsync();
        await host.StartWorkerAsync();

        var ended = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.Expired"), (ended.Status, ended.Error));
        Assert.Equal(ApprovalHost.Expiry, ended.StopDate!.Value - ended.StartDate);
        Assert.Empty(host.Store.All("approval"));
    }

    [Fact]
    public async Task A_worker_that_is_killed_leaves_its_pending_requests_to_another_one()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        host.CrashWorker();
        await host.SkipAsync(TimeSpan.FromMinutes(40));

        await host.StartWorkerAsync();
        var (result, decided) = await host.DecideAsync(request.Id, approve: true);

        Assert.Equal((DecideResult.Decided, DeliveryState.Delivered), (result, decided!.Delivery!.State));
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task A_decision_whose_worker_is_killed_before_AWS_has_it_is_reported_by_another_one()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        host.Tasks.IsDown = true;
        await host.DecideAsync(request.Id, approve: false, comment: "too much");
        host.CrashWorker();
        host.Tasks.IsDown = false;

        await host.StartWorkerAsync();
        var ended = await host.EndAsync(execution);

        Assert.Equal(("FAILED", "Approval.Rejected"), (ended.Status, ended.Error));
        Assert.Equal(DeliveryState.Delivered, (await host.RequestAsync(execution)).Delivery!.State);
    }

    [Fact]
    public async Task The_first_decision_wins_the_same_again_is_fine_and_another_one_is_told_who_was_first()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();

        await host.DecideAsync(request.Id, approve: true, by: "mary");
        var again = await host.DecideAsync(request.Id, approve: true, by: "john");
        var other = await host.DecideAsync(request.Id, approve: false, by: "john");

        Assert.Equal((DecideResult.Decided, DecideResult.Conflict), (again.Result, other.Result));
        Assert.Equal("mary", other.Request!.Decision!.By);
        Assert.Equal(1, host.Tasks.Reports);
        Assert.Single(other.Request.History, entry => entry.By is not null);
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
    }

    [Fact]
    public async Task Of_many_who_decide_at_once_one_wins()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();

        var all = Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    host.Decisions.DecideAsync(
                        request.Id,
                        new DecisionWish(i % 2 == 0, new Person($"p{i}"), "so", ""),
                        TestContext.Current.CancellationToken
                    )
                )
        );
        var results = await host.Workflow.Clock.RunUntilAsync(all, TestContext.Current.CancellationToken);

        var decision = (await host.RequestAsync(execution)).Decision!;
        Assert.Equal(10, results.Count(result => result.Result is DecideResult.Decided));
        Assert.All(results, result => Assert.Equal(decision, result.Request!.Decision));
        Assert.Equal(1, host.Tasks.Reports);
    }

    [Fact]
    public async Task Several_workers_over_one_store_notify_remind_and_report_once()
    {
        await using var host = await ApprovalHost.StartAsync(("Approvals:ReminderSeconds", "600"), ("Approvals:MaxReminders", "2"));
        var first = host.Decisions;
        await host.StartWorkerAsync(("Approvals:ReminderSeconds", "600"), ("Approvals:MaxReminders", "2"));
        await host.StartWorkerAsync(("Approvals:ReminderSeconds", "600"), ("Approvals:MaxReminders", "2"));
        var (execution, request) = await host.AskAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(40));

        var wish = new DecisionWish(true, new Person("mary"), "", "");
        var results = await host.Workflow.Clock.RunUntilAsync(
            Task.WhenAll(
                first.DecideAsync(request.Id, wish, TestContext.Current.CancellationToken),
                host.Decisions.DecideAsync(request.Id, wish, TestContext.Current.CancellationToken)
            ),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        await host.SkipAsync(TimeSpan.FromMinutes(10));

        Assert.All(results, result => Assert.Equal(DecideResult.Decided, result.Result));
        Assert.Equal(["Approval Requested", "Approval Reminder", "Approval Reminder", "Approval Decided"], host.Bus.Kinds);
        Assert.Equal(1, host.Tasks.Reports);
    }

    [Fact]
    public async Task A_decision_that_AWS_does_not_take_is_kept_and_goes_through_after_the_outage()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        host.Tasks.IsDown = true;

        var (result, kept) = await host.DecideAsync(request.Id, approve: true);
        Assert.Equal((DecideResult.Decided, DeliveryState.Waiting), (result, kept!.Delivery!.State));
        await host.SkipAsync(TimeSpan.FromMinutes(20));
        await host.StopWorkerAsync();
        host.Tasks.IsDown = false;
        await host.StartWorkerAsync();

        var ended = await host.EndAsync(execution);
        Assert.Equal("SUCCEEDED", ended.Status);
        var delivered = await host.RequestAsync(execution);
        Assert.Equal(DeliveryState.Delivered, delivered.Delivery!.State);
        Assert.Null(delivered.TaskToken);
        Assert.InRange(delivered.Delivery.Attempts, 15, 40);
    }

    [Fact]
    public async Task A_decision_that_comes_through_only_after_the_state_timed_out_is_said_to_be_late()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        host.Tasks.IsDown = true;
        await host.DecideAsync(request.Id, approve: true);

        await host.EndAsync(execution);
        host.Tasks.IsDown = false;
        await host.SkipAsync(TimeSpan.FromMinutes(3));

        var late = await host.RequestAsync(execution);
        Assert.Equal((RequestStatus.Approved, DeliveryState.Gone), (late.Status, late.Delivery!.State));
    }

    [Fact]
    public async Task An_answer_that_was_lost_leaves_the_request_honest_about_what_is_known()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        host.Tasks.LosesAnswers = true;

        await host.DecideAsync(request.Id, approve: true);
        Assert.Equal("SUCCEEDED", (await host.EndAsync(execution)).Status);
        await host.SkipAsync(TimeSpan.FromMinutes(1));

        var delivery = (await host.RequestAsync(execution)).Delivery!;
        Assert.Equal(DeliveryState.Gone, delivery.State);
        Assert.Contains("an earlier attempt", delivery.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_that_was_stopped_is_found_out_at_the_decision()
    {
        await using var host = await ApprovalHost.StartAsync();
        var (execution, request) = await host.AskAsync();
        await host.StopExecutionAsync(execution);

        var (_, decided) = await host.DecideAsync(request.Id, approve: true);

        Assert.Equal(DeliveryState.Gone, decided!.Delivery!.State);
    }

    [Fact]
    public async Task While_the_store_is_down_nothing_is_polled_and_what_was_taken_is_asked_again()
    {
        await using var host = await ApprovalHost.StartAsync();
        host.Store.IsDown = true;
        var first = await host.AskOnlyAsync();
        await host.SkipAsync(TimeSpan.FromMinutes(2));
        var polls = host.Tasks.Polls;
        await host.SkipAsync(TimeSpan.FromMinutes(5));
        var failures = (await host.HistoryAsync(first)).Count(entry => entry.Type == "ActivityFailed");

        // The polls that were open when the store went down may have brought the task; there were no others.
        Assert.Equal(polls, host.Tasks.Polls);
        Assert.InRange(failures, 1, 3);

        host.Store.IsDown = false;
        await host.SkipAsync(TimeSpan.FromMinutes(2));
        var request = await host.RequestAsync(first);
        await host.DecideAsync(request.Id, approve: true);

        Assert.Equal("SUCCEEDED", (await host.EndAsync(first)).Status);
    }

    [Fact]
    public async Task An_idle_worker_polls_about_once_a_minute_and_takes_a_request_at_once()
    {
        await using var host = await ApprovalHost.StartAsync();
        await host.SkipAsync(TimeSpan.FromHours(1));
        var before = host.Tasks.Polls;
        await host.SkipAsync(TimeSpan.FromHours(1));
        Assert.InRange(host.Tasks.Polls - before, 55, 65);

        var asked = host.Workflow.Clock.GetUtcNow();
        var (_, request) = await host.AskAsync();

        Assert.Equal(asked, request.RequestedAt);
    }
}
