using JobWorker.Tests.Support;
using Workers.Hosting;

namespace JobWorker.Tests.ReplyQueues;

/// <summary>What becomes of the reply queues of executions that could not remove them.</summary>
public sealed class SweepTests : IAsyncLifetime
{
    // Time for two sweeps, the second of which finds executions that have ended for an hour.
    private static readonly TimeSpan Sweeps = TimeSpan.FromHours(3.5);

    private readonly Script _script = new();
    private JobPoller _poller = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _poller = await JobPoller.CreateAsync();

    public ValueTask DisposeAsync() => _poller.DisposeAsync();

    [Fact]
    public async Task The_queue_of_an_execution_that_was_stopped_is_removed_an_hour_later()
    {
        await AbandonAsync();
        await _poller.StartSweeperAsync(_script);

        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromMinutes(59), Stop);
        Assert.Single(await _poller.QueuesAsync());
        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Empty(await _poller.QueuesAsync());
    }

    [Fact]
    public async Task The_queue_of_an_execution_that_timed_out_is_removed()
    {
        await using var poller = await JobPoller.CreateAsync(executionTimeoutSeconds: 60);
        var ended = await poller.Host.RunAsync(poller.Machine, JobPoller.Input(), Stop);
        Assert.Equal("TIMED_OUT", ended.Status);
        Assert.Single(await poller.QueuesAsync());
        await poller.StartSweeperAsync(_script);

        await poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Empty(await poller.QueuesAsync());
    }

    [Fact]
    public async Task The_queue_of_a_job_that_takes_days_stays_until_its_execution_removes_it()
    {
        _script.Run = async (claim, context, cancellationToken) =>
        {
            for (var percent = 0; percent < 100; percent++)
            {
                await context.Progress.ReportAsync(percent, TimeSpan.FromMinutes(6), cancellationToken);
                await Task.Delay(TimeSpan.FromMinutes(6), _poller.Host.Clock, cancellationToken);
            }

            return Script.Answer(claim);
        };
        var gates = new Gates(_poller.Host.Sqs, _poller.Host.StepFunctions);
        await _poller.StartSweeperAsync(_script, gates, ("SweepGraceSeconds", "60"), ("SweepIntervalSeconds", "60"));

        var ended = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.InRange(gates.Describes, 400, 800);
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
    }

    [Fact]
    public async Task The_worker_of_a_job_that_nobody_waits_for_any_more_stops_when_the_queue_is_swept()
    {
        _script.Run = async (claim, context, cancellationToken) =>
        {
            while (true)
            {
                await context.Progress.ReportAsync(1, TimeSpan.FromMinutes(10), cancellationToken);
                await Task.Delay(TimeSpan.FromMinutes(10), _poller.Host.Clock, cancellationToken);
            }
        };
        await _poller.StartSweeperAsync(_script);
        var execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.RunUntilAsync(() => !_script.Seen.IsEmpty, Stop);
        await _poller.Host.StepFunctions.StopExecutionAsync(new() { ExecutionArn = execution }, Stop);

        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Equal(JobCancelReason.TaskLost, Assert.Single(_script.Seen).CancelReason);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_worker_that_is_killed_while_it_sweeps_is_followed_by_another_one()
    {
        for (var i = 0; i < 3; i++)
        {
            await AbandonAsync();
        }

        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromHours(2), Stop);
        var killed = await _poller.StartSweeperAsync(_script);
        await _poller.Host.Clock.RunUntilAsync(() => _poller.QueuesAsync().GetAwaiter().GetResult().Count == 2, Stop);
        _poller.Host.CrashWorker(killed);
        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);
        Assert.Equal(2, (await _poller.QueuesAsync()).Count);

        await _poller.StartSweeperAsync(_script);
        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Empty(await _poller.QueuesAsync());
    }

    [Fact]
    public async Task Queues_that_are_nobodys_stay()
    {
        await _poller.Host.CreateQueueAsync("job-reply-untagged", cancellationToken: Stop);
        await CreateTaggedAsync("job-reply-unknown", _poller.Machine.Replace("stateMachine", "execution", StringComparison.Ordinal) + ":x");
        await CreateTaggedAsync("job-reply-nonsense", "anything");
        await CreateTaggedAsync("job-reply-empty", "");
        await AbandonAsync();
        await _poller.StartSweeperAsync(_script);

        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Equal(["job-reply-empty", "job-reply-nonsense", "job-reply-unknown", "job-reply-untagged"], await _poller.QueuesAsync());
    }

    [Fact]
    public async Task A_queue_with_another_prefix_stays_whatever_its_tag_says()
    {
        var execution = await AbandonAsync();
        await CreateTaggedAsync("jobs", execution);
        await _poller.StartSweeperAsync(_script);

        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);

        Assert.Equal(["jobs"], await _poller.QueuesAsync("job"));
    }

    [Theory]
    [InlineData("ListQueues", "AccessDenied")]
    [InlineData("ListQueueTags", "AccessDenied")]
    [InlineData("DescribeExecution", "AccessDeniedException")]
    [InlineData("DescribeExecution", "ThrottlingException")]
    public async Task What_AWS_does_not_tell_is_no_reason_to_remove_anything_and_asked_again_later(string operation, string code)
    {
        var gates = new Gates(_poller.Host.Sqs, _poller.Host.StepFunctions);
        gates.Refuse(operation, code);
        await AbandonAsync();
        await _poller.StartSweeperAsync(_script, gates);

        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromDays(1), Stop);
        Assert.Single(await _poller.QueuesAsync());

        gates.Refuse(null);
        await _poller.Host.Clock.AdvanceAsync(Sweeps, Stop);
        Assert.Empty(await _poller.QueuesAsync());
    }

    [Fact]
    public async Task A_throttled_sweep_leaves_the_quota_to_others()
    {
        var gates = new Gates(_poller.Host.Sqs, _poller.Host.StepFunctions);
        gates.Refuse("DescribeExecution", "ThrottlingException");
        for (var i = 0; i < 5; i++)
        {
            await AbandonAsync();
        }

        await _poller.StartSweeperAsync(_script, gates);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromHours(10), Stop);

        // One question each time, and then none until the next time.
        Assert.InRange(gates.Describes, 8, 13);
    }

    [Fact]
    public async Task Several_workers_may_sweep_at_once()
    {
        for (var i = 0; i < 10; i++)
        {
            await AbandonAsync();
        }

        var workers = new List<WorkerApplication>();
        for (var i = 0; i < 3; i++)
        {
            workers.Add(await _poller.StartSweeperAsync(_script, null, ("SweepIntervalSeconds", "60"), ("SweepGraceSeconds", "60")));
        }

        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Stop);
        Assert.Empty(await _poller.QueuesAsync());

        // All of them go on: each one alone removes what is left behind next.
        foreach (var worker in workers[1..])
        {
            await _poller.Host.StopWorkerAsync(worker, Stop);
        }

        await AbandonAsync();
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromMinutes(10), Stop);
        Assert.Empty(await _poller.QueuesAsync());
    }

    [Fact]
    public async Task More_queues_than_fit_on_a_page_are_all_looked_at()
    {
        for (var i = 0; i < 1010; i++)
        {
            await _poller.Host.CreateQueueAsync($"job-reply-0000{i}", cancellationToken: Stop);
        }

        await AbandonAsync();
        await CreateTaggedAsync("job-reply-zzzz", await AbandonAsync());
        await _poller.StartSweeperAsync(_script);

        await _poller.Host.Clock.AdvanceAsync(Sweeps * 2, Stop);

        Assert.Null(await FindAsync("job-reply-zzzz"));
        Assert.Equal(1000, (await _poller.QueuesAsync()).Count);
        Assert.NotNull(await FindAsync("job-reply-00001009"));
    }

    [Fact]
    public async Task Nothing_is_swept_unless_it_is_wanted()
    {
        await AbandonAsync();
        await _poller.StartSweeperAsync(_script, null, ("SweepPrefix", ""));

        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromDays(2), Stop);

        Assert.Single(await _poller.QueuesAsync());
    }

    private async Task<string?> FindAsync(string name)
    {
        var found = await _poller.QueuesAsync(name);
        return found.SingleOrDefault(queue => queue == name);
    }

    // An execution that is stopped while its job waits to be received.
    private async Task<string> AbandonAsync()
    {
        var execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(3), Stop);
        await _poller.Host.StepFunctions.StopExecutionAsync(new() { ExecutionArn = execution }, Stop);
        return execution;
    }

    private async Task CreateTaggedAsync(string name, string execution)
    {
        var machine = await _poller.Host.CreateStateMachineAsync(
            $"create-{name}",
            $$"""
            {"StartAt":"Create","States":{"Create":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:createQueue","End":true,
            "Parameters":{"QueueName":"{{name}}","Tags":{"workers:execution":"{{execution}}"} } } } }
            """,
            Stop
        );
        Assert.Equal("SUCCEEDED", (await _poller.Host.RunAsync(machine, cancellationToken: Stop)).Status);
    }
}
