using System.Text;
using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Aws.Sqs;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>The rows of patterns whose jobs come as messages with a task token, whichever way they take to the queue.</summary>
public abstract class CallbackContract : PatternContract, IAsyncLifetime
{
    private const int MaxReceiveCount = 3;
    private const int Visibility = 30;

    // The message is given up before the state is: three receives fit in.
    private protected const int Heartbeat = 120;

    private string _dead = "";

    private protected Bench Bench { get; } = new();

    private protected string Queue { get; private set; } = "";

    private protected string Machine { get; private set; } = "";

    /// <summary>An input that the handler takes.</summary>
    private protected abstract string Good { get; }

    /// <summary>An input that the handler fails by name.</summary>
    private protected abstract string Bad { get; }

    /// <summary>The name it fails by, and how its cause begins.</summary>
    private protected abstract (string Error, string Cause) Failure { get; }

    public async ValueTask InitializeAsync()
    {
        _dead = await Bench.Host.CreateQueueAsync("jobs-dead", null, Bench.Stop);
        var deadArn = "arn:aws:sqs:us-east-1:000000000000:jobs-dead";
        Queue = await Bench.Host.CreateQueueAsync(
            "jobs",
            new Dictionary<string, string>
            {
                ["VisibilityTimeout"] = Bench.Text(Visibility),
                ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":{{Bench.Text(MaxReceiveCount)}}}""",
            },
            Bench.Stop
        );
        Machine = await DeployAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Bench.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<string> DeployAsync();

    private protected abstract void AddHandler(WorkerHostBuilder worker, Action<QueueOptions> configure);

    protected override async Task SuccessAsync()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, Good);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Contains(Bench.Cue.Done.Keys.Single(), execution.Output, StringComparison.Ordinal);
        Assert.Empty(await Bench.FailuresAsync(execution.ExecutionArn));
        await AssertQueuesAreEmptyAsync();
    }

    protected override async Task BusinessFailureAsync()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, Bad);

        Assert.Equal(("FAILED", Failure.Error), (execution.Status, execution.Error));
        Assert.StartsWith(Failure.Cause, execution.Cause, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], Bench.Cue.Jobs.Select(job => job.Attempt));
        await AssertQueuesAreEmptyAsync();
    }

    // The queue's visibility timeout notices it, and the state hears nothing of it.
    protected override async Task CrashAsync()
    {
        Bench.Cue.HoldFirst();
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Good);
        await Bench.SkipAsync(TimeSpan.FromMinutes(3));

        Bench.Host.CrashWorker(first);
        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Empty(await Bench.FailuresAsync(execution));
        Assert.Equal([1, 2], Bench.Cue.Jobs.Select(job => job.ReceiveCount));
        await AssertDoneOnceAsync(execution);
    }

    // All that could take the message is cut off; the state's next attempt sends another one.
    protected override async Task SilenceAsync()
    {
        Bench.Cue.HoldFirst();
        var worker = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Good);

        Bench.Host.PartitionWorker(worker);
        await Bench.SkipAsync(TimeSpan.FromSeconds(Heartbeat + 5));
        Assert.Equal(["States.Timeout"], await Bench.FailuresAsync(execution));
        Bench.Host.ReconnectWorker(worker);
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await Bench.FailuresAsync(execution));
        Assert.Equal([0, 1], Bench.Cue.Jobs.Select(job => job.Attempt));
        await AssertDoneOnceAsync(execution);
    }

    // The message while it is worked on, and a copy of it under another id: three deliveries at once.
    protected override async Task DuplicateAsync()
    {
        Bench.Cue.Before = (_, _, time, _) => Task.Delay(TimeSpan.FromSeconds(20), time, CancellationToken.None);
        await StartWorkerAsync(slots: 5);
        var execution = await Bench.BeginAsync(Machine, Good);

        Assert.Equal(1, Bench.Host.RedeliverMessages(Queue));
        await Bench.ReachAsync(2);
        Assert.Equal(1, Bench.Host.DuplicateMessages(Queue));
        await Bench.ReachAsync(3);
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Single(Bench.Cue.Done);
        Assert.Contains(Bench.Cue.Done.Keys.Single(), ended.Output, StringComparison.Ordinal);
        Assert.Equal(1, await Bench.SuccessesAsync(execution));
        await AssertQueuesAreEmptyAsync();
    }

    // The message goes back at once, and the job's two retries are there still.
    protected override async Task ShutdownAsync()
    {
        Bench.Cue.Before = (number, _, time, cancellationToken) =>
            number switch
            {
                1 => Cue.HoldAsync(time, cancellationToken),
                2 or 3 => throw new JobFailedException("Printer.Busy", "The printer is being refilled."),
                _ => Task.CompletedTask,
            };
        var first = await StartWorkerAsync();
        var execution = await Bench.BeginAsync(Machine, Good);

        await Bench.Host.StopWorkerAsync(first, Bench.Stop);
        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["Printer.Busy", "Printer.Busy"], await Bench.FailuresAsync(execution));
        Assert.Equal([(0, 1), (0, 2), (1, 1), (2, 1)], Bench.Cue.Jobs.Select(job => (job.Attempt, job.ReceiveCount)));
        await AssertDoneOnceAsync(execution);
    }

    // Each message of each of the state's attempts kills every worker that takes it.
    protected override async Task DeadEndAsync()
    {
        Bench.Cue.HoldFirst(int.MaxValue);
        await StartDeadLettersAsync();
        var execution = await Bench.Host.StartAsync(Machine, $$"""{"input":{{Good}}}""", Bench.Stop);

        const int Attempts = 3;
        for (var job = 1; job <= Attempts * MaxReceiveCount; job++)
        {
            var worker = await StartWorkerAsync();
            await Bench.ReachAsync(job);
            Bench.Host.CrashWorker(worker);
        }

        await StartWorkerAsync();
        var ended = await Bench.EndAsync(execution);

        Assert.Equal(("FAILED", "Worker.DeadLettered"), (ended.Status, ended.Error));
        Assert.Contains("of queue jobs ", ended.Cause, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("Worker.DeadLettered", Attempts), await Bench.FailuresAsync(execution));
        await AssertQueuesAreEmptyAsync();
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name_at_once()
    {
        await StartWorkerAsync();

        var execution = await Bench.RunAsync(Machine, """{"claimId":7}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Single(await Bench.FailuresAsync(execution.ExecutionArn));
        await AssertQueuesAreEmptyAsync();
    }

    [Fact]
    public async Task A_message_that_is_mangled_on_its_way_but_for_its_token_fails_its_state_by_name()
    {
        var execution = await MangleAsync(body => body.Replace("\"claimId\"", "claimId", StringComparison.Ordinal));
        await StartWorkerAsync();

        var ended = await Bench.EndAsync(execution);

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (ended.Status, ended.Error));
        Assert.Empty(Bench.Cue.Done);
        await AssertQueuesAreEmptyAsync();
    }

    [Fact]
    public async Task A_message_without_a_readable_token_is_given_up_by_the_heartbeat_and_sent_again()
    {
        var execution = await MangleAsync(_ => "not JSON");
        await StartWorkerAsync();
        await StartDeadLettersAsync();

        var ended = await Bench.EndAsync(execution);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(["States.Timeout"], await Bench.FailuresAsync(execution));

        // It is kept for whoever looks into it.
        Assert.Equal((0, 1), (await Bench.CountAsync(Queue), await Bench.CountAsync(_dead)));
    }

    private protected Task<WorkerApplication> StartWorkerAsync(int slots = 1) =>
        Bench.StartWorkerAsync(worker =>
            AddHandler(
                worker,
                options =>
                {
                    options.QueueUrl = Queue;
                    options.Slots = slots;
                }
            )
        );

    private Task<WorkerApplication> StartDeadLettersAsync() =>
        Bench.Host.StartWorkerAsync(worker => worker.AddDeadLetters("jobs-dead", options => options.QueueUrl = _dead), Bench.Stop);

    // Starts an execution, takes its message out of the queue, and sends another one in its place.
    private async Task<string> MangleAsync(Func<string, string> mangle)
    {
        var execution = await Bench.Host.StartAsync(Machine, $$"""{"input":{{Good}}}""", Bench.Stop);
        var receive = Bench.Host.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = Queue, WaitTimeSeconds = 5 }, Bench.Stop);
        var received = await Bench.Host.Clock.RunUntilAsync(receive, Bench.Stop);
        var message = Assert.Single(received.Messages!);
        await Bench.Host.Sqs.DeleteMessageAsync(
            new DeleteMessageRequest { QueueUrl = Queue, ReceiptHandle = message.ReceiptHandle },
            Bench.Stop
        );
        var body = mangle(Encoding.UTF8.GetString(message.Body.Span));
        await Bench.Host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = Queue, MessageBody = body }, Bench.Stop);
        return execution;
    }

    private async Task AssertDoneOnceAsync(string execution)
    {
        Assert.Equal(1, Assert.Single(Bench.Cue.Done).Value);
        Assert.Single(Bench.Cue.Jobs.Select(job => job.IdempotencyKey).Distinct());
        Assert.Equal(1, await Bench.SuccessesAsync(execution));
        await AssertQueuesAreEmptyAsync();
    }

    private async Task AssertQueuesAreEmptyAsync()
    {
        // A delete waits a moment for company.
        await Bench.SkipAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), (await Bench.CountAsync(Queue), await Bench.CountAsync(_dead)));
    }
}
