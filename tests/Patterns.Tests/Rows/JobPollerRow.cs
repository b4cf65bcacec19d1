using JobWorker;
using JobWorker.Flights;
using JobWorker.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Aws.Sqs;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>Job poller: no task token leaves Step Functions. The state machine looks for the response in a queue that is made for the job.</summary>
[Pattern("job-poller/definition.asl.json")]
public sealed class JobPollerRow : PatternContract, IAsyncLifetime
{
    private const int MaxReceiveCount = 3;
    private const int Visibility = 30;

    // The message is given up before the job is: three receives fit in.
    private const int SilenceLimit = 300;

    private const string ReplyQueues = "job-reply-";
    private const string Claim = """{"claimId":"F-1","delay":75,"origin":"LAX","destination":"BNA"}""";

    private readonly Bench _bench = new();
    private string _queue = "";
    private string _dead = "";
    private string _machine = "";

    public async ValueTask InitializeAsync()
    {
        _dead = await _bench.Host.CreateQueueAsync("jobs-dead", null, Bench.Stop);
        var redrive =
            $$"""{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:jobs-dead","maxReceiveCount":{{Bench.Text(MaxReceiveCount)}}}""";
        var attributes = new Dictionary<string, string> { ["VisibilityTimeout"] = Bench.Text(Visibility), ["RedrivePolicy"] = redrive };
        _queue = await _bench.Host.CreateQueueAsync("jobs", attributes, Bench.Stop);
        var loop = await _bench.DeployAsync(
            "job-poller/loop.asl.json",
            ("job_limit_seconds", "36000"),
            ("silence_limit_seconds", Bench.Text(SilenceLimit)),
            ("quiet_look_seconds", "10"),
            ("looks_per_loop", "20")
        );
        _machine = await _bench.DeployAsync(
            "job-poller/definition.asl.json",
            ("job_queue_url", _queue),
            ("reply_queue_prefix", ReplyQueues),
            ("loop_state_machine_arn", loop),
            ("first_look_seconds", "5"),
            ("loop_timeout_seconds", "43200")
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_job_of_which_nothing_is_heard_any_more_fails_as_silent()
    {
        _bench.Cue.HoldFirst();
        var worker = await StartWorkerAsync();
        var execution = await _bench.BeginAsync(_machine, Claim);

        _bench.Host.PartitionWorker(worker);
        var ended = await _bench.Host.WaitAsync(execution, Bench.Stop);
        _bench.Host.ReconnectWorker(worker);
        await _bench.SkipAsync(TimeSpan.FromDays(1));

        Assert.Equal(("FAILED", "Job.Silent"), (ended.Status, ended.Error));
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name_at_once()
    {
        await StartWorkerAsync();

        var execution = await _bench.RunAsync(_machine, """{"claimId":7}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Equal(1, _bench.Cue.Count);
        await AssertNothingIsLeftAsync();
    }

    protected override async Task SuccessAsync()
    {
        await StartWorkerAsync();
        await AssertSucceedsAsync(await _bench.Host.StartAsync(_machine, $$"""{"input":{{Claim}}}""", Bench.Stop));
        Assert.Equal(1, _bench.Cue.Count);
    }

    protected override async Task BusinessFailureAsync()
    {
        await StartWorkerAsync();

        var execution = await _bench.RunAsync(_machine, Claim.Replace("LAX", "QQQ", StringComparison.Ordinal));

        Assert.Equal(("FAILED", AssessRoute.NoFlights), (execution.Status, execution.Error));
        Assert.StartsWith("Claim F-1 departs from 'QQQ'", execution.Cause, StringComparison.Ordinal);
        Assert.Equal(1, _bench.Cue.Count);
        await AssertNothingIsLeftAsync();
    }

    // The queue's visibility timeout notices it, and the execution hears nothing of it.
    protected override async Task CrashAsync()
    {
        _bench.Cue.Before = HoldFirstHalfDoneAsync;
        var first = await StartWorkerAsync();
        var execution = await _bench.BeginAsync(_machine, Claim);
        await _bench.SkipAsync(TimeSpan.FromMinutes(3));

        _bench.Host.CrashWorker(first);
        await StartWorkerAsync();

        await AssertSucceedsAsync(execution);
        Assert.Equal([1, 2], _bench.Cue.Jobs.Select(job => job.ReceiveCount));
        Assert.Equal(1, Assert.Single(_bench.Cue.Done).Value);
    }

    // No state times out: the message comes to another worker before the loop has waited for too long.
    protected override async Task SilenceAsync()
    {
        _bench.Cue.Before = HoldFirstHalfDoneAsync;
        var first = await StartWorkerAsync();
        var execution = await _bench.BeginAsync(_machine, Claim);

        _bench.Host.PartitionWorker(first);
        await StartWorkerAsync();
        await _bench.ReachAsync(2);
        _bench.Host.ReconnectWorker(first);

        await AssertSucceedsAsync(execution);
        Assert.Equal([1, 2], _bench.Cue.Jobs.Select(job => job.ReceiveCount));
        Assert.Equal(JobCancelReason.MessageLost, _bench.Cue.Jobs[0].CancelReason);
        Assert.Equal(1, Assert.Single(_bench.Cue.Done).Value);
    }

    // The message while it is worked on, and a copy of it under another id: three deliveries at once.
    protected override async Task DuplicateAsync()
    {
        _bench.Cue.Before = (_, _, time, _) => Task.Delay(TimeSpan.FromSeconds(20), time, CancellationToken.None);
        await StartWorkerAsync(slots: 5);
        var execution = await _bench.BeginAsync(_machine, Claim);

        Assert.Equal(1, _bench.Host.RedeliverMessages(_queue));
        await _bench.ReachAsync(2);
        Assert.Equal(1, _bench.Host.DuplicateMessages(_queue));
        await _bench.ReachAsync(3);

        await AssertSucceedsAsync(execution);
        Assert.Equal(3, _bench.Cue.Count);
    }

    // The message goes back at once, and all that the job may still be received is there for the next workers.
    protected override async Task ShutdownAsync()
    {
        _bench.Cue.Before = HoldFirstHalfDoneAsync;
        var first = await StartWorkerAsync();
        var execution = await _bench.BeginAsync(_machine, Claim);

        await _bench.Host.StopWorkerAsync(first, Bench.Stop);
        await StartWorkerAsync();

        await AssertSucceedsAsync(execution);
        Assert.Equal(JobCancelReason.Shutdown, _bench.Cue.Jobs[0].CancelReason);
        Assert.Equal([1, 2], _bench.Cue.Jobs.Select(job => job.ReceiveCount));
        Assert.Equal(1, Assert.Single(_bench.Cue.Done).Value);
    }

    // The message kills every worker that takes it.
    protected override async Task DeadEndAsync()
    {
        _bench.Cue.HoldFirst(int.MaxValue);
        await _bench.Host.StartWorkerAsync(worker => worker.AddDeadLetters("jobs-dead", options => options.QueueUrl = _dead), Bench.Stop);
        var execution = await _bench.Host.StartAsync(_machine, $$"""{"input":{{Claim}}}""", Bench.Stop);
        for (var job = 1; job <= MaxReceiveCount; job++)
        {
            var worker = await StartWorkerAsync();
            await _bench.ReachAsync(job);
            _bench.Host.CrashWorker(worker);
        }

        await StartWorkerAsync();
        var ended = await _bench.EndAsync(execution);

        Assert.Equal(("FAILED", "Worker.DeadLettered"), (ended.Status, ended.Error));
        Assert.Contains("of queue jobs ", ended.Cause, StringComparison.Ordinal);
        Assert.Equal(MaxReceiveCount, _bench.Cue.Count);
        await AssertNothingIsLeftAsync();
    }

    private static async Task HoldFirstHalfDoneAsync(int number, JobContext job, TimeProvider time, CancellationToken cancellationToken)
    {
        if (number == 1)
        {
            await job.Progress.ReportAsync(50, TimeSpan.FromSeconds(10), cancellationToken);
            await Cue.HoldAsync(time, cancellationToken);
        }
    }

    private Task<WorkerApplication> StartWorkerAsync(int slots = 1) =>
        _bench.StartWorkerAsync(worker =>
        {
            worker.Services.AddSingleton(new FlightRecordsOptions { RecordsPerSecond = 100 });
            worker.AddAssessments(options =>
            {
                options.QueueUrl = _queue;
                options.Slots = slots;
            });
        });

    private async Task AssertSucceedsAsync(string execution)
    {
        var ended = await _bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        var history = Bench.Json(ended.Output);
        Assert.Equal("LAX-BNA", history.GetProperty("route").GetString());
        Assert.Equal(Assert.Single(_bench.Cue.Done).Key, history.GetProperty("jobId").GetString());
        Assert.Empty(await _bench.FailuresAsync(execution));
        Assert.Single(_bench.Cue.Jobs.Select(job => job.IdempotencyKey).Distinct());
        await AssertNothingIsLeftAsync();
    }

    // Neither a job nor the reply queue.
    private async Task AssertNothingIsLeftAsync()
    {
        // A delete waits a moment for company.
        await _bench.SkipAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), (await _bench.CountAsync(_queue), await _bench.CountAsync(_dead)));
        var replies = await _bench.Host.Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = ReplyQueues }, Bench.Stop);
        Assert.Empty(replies.QueueUrls ?? []);
    }
}
