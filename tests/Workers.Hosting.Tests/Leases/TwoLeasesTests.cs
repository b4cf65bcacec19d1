using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Leases;

/// <summary>A callback job has two leases: its task's heartbeat and its message's visibility.</summary>
public sealed class TwoLeasesTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    private readonly Channel<JobContext> _started = Channel.CreateUnbounded<JobContext>();
    private readonly TaskCompletionSource<Answer> _ends = new();

    public enum Fault
    {
        Throttle,
        Status500,
        Status503,
        Reset,
        Hang,
    }

    // The jitter decides when the first beat is due and how long the pauses are: 1 is the latest beat and the longest pauses.
    public static TheoryData<Fault, double> Faults =>
        new MatrixTheoryData<Fault, double>(Enum.GetValues<Fault>(), [0, 0.25, 0.5, 0.75, 0.9, 1]);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task The_shortest_that_are_promised_outlive_half_a_minute_of_failures_that_begins_as_they_are_due(
        Fault fault,
        double jitter
    )
    {
        await using var worker = await StartAsync(
            LeaseReach.ShortestHeartbeatSeconds,
            $"--Queues:write-letter:VisibilityTimeoutSeconds={LeaseReach.ShortestVisibilitySeconds}",
            jitter
        );
        var beats = new OutageOf(worker);
        var extensions = new OutageOf(worker);
        worker.Aws.OnHeartbeat = _ => beats.IsOver() ? Task.CompletedTask : FailAsync(worker, fault);
        var extend = worker.Aws.OnExtension;
        worker.Aws.OnExtension = request => extensions.IsOver() ? extend(request) : throw Failure(fault);

        var started = worker.Time.GetUtcNow();
        while (worker.Time.GetUtcNow() - started < TimeSpan.FromMinutes(5))
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromMinutes(1));
        }

        Assert.DoesNotContain("is cancelled", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains("a heartbeat of job m1 failed", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains("could not be extended yet", worker.Log.Text, StringComparison.Ordinal);
        _ends.SetResult(new Answer("done"));
        Assert.Equal("t1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Theory]
    [InlineData(true, JobCancelReason.TaskLost)]
    [InlineData(false, JobCancelReason.MessageLost)]
    public async Task The_loss_of_either_cancels_the_job_and_its_report(bool task, JobCancelReason reason)
    {
        await using var worker = await StartAsync(heartbeatSeconds: 80);
        if (task)
        {
            worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out");
        }
        else
        {
            worker.Aws.OnExtension = request => new BatchResponse
            {
                Failed = [.. request.Entries.Select(entry => new BatchErrorEntry(entry.Id, "ReceiptHandleIsInvalid", "gone", true))],
            };
        }

        var context = await Soon.Next(_started);
        while (context.CancelReason is JobCancelReason.None)
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(45));
        }

        _ends.SetResult(new Answer("for nobody"));
        await worker.StopAnsweredAsync();

        Assert.Equal(reason, context.CancelReason);
        Assert.Equal(0, worker.Aws.Successes.Reader.Count + worker.Aws.Failures.Reader.Count);
    }

    [Fact]
    public async Task A_message_is_kept_for_as_long_as_SQS_lets_anybody_and_not_asked_for_longer()
    {
        var most = TimeSpan.FromHours(12);
        await using var worker = await StartAsync(heartbeatSeconds: null, "--Queues:write-letter:VisibilityTimeoutSeconds=14400");
        var received = worker.Time.GetUtcNow();
        var ends = new List<TimeSpan>();
        worker.Aws.OnExtension = request =>
        {
            ends.Add(worker.Time.GetUtcNow() - received + TimeSpan.FromSeconds(request.Entries[0].VisibilityTimeout));
            return new BatchResponse { Successful = [new BatchResultEntry(request.Entries[0].Id)] };
        };

        while (!worker.Log.Text.Contains("SQS's limit of 12 hours is reached", StringComparison.Ordinal))
        {
            await worker.Time.AdvanceToNextAsync(TimeSpan.FromHours(3));
        }

        Assert.All(ends, end => Assert.InRange(end, TimeSpan.Zero, most));
        Assert.InRange(ends[^1], most - TimeSpan.FromSeconds(30), most);
        Assert.DoesNotContain("is cancelled", worker.Log.Text, StringComparison.Ordinal);
        var asked = ends.Count;
        while (worker.Time.GetUtcNow() - received < most - TimeSpan.FromSeconds(15))
        {
            worker.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal(asked, ends.Count);
    }

    // A call that hangs is ended by the client, and tried again by nobody but the lease keeper.
    private static async Task FailAsync(TestWorker worker, Fault fault)
    {
        if (fault is Fault.Hang)
        {
            await Task.Delay(TimeSpan.FromSeconds(10), worker.Time);
        }

        throw Failure(fault);
    }

    private static Exception Failure(Fault fault) =>
        fault switch
        {
            Fault.Throttle => new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled),
            Fault.Status500 => new AwsServiceException("InternalFailure", "try later", 500, AwsErrorKind.Transient),
            Fault.Status503 => new AwsServiceException("ServiceUnavailable", "try later", 503, AwsErrorKind.Transient),
            _ => new AwsConnectionException("The connection was reset by the peer."),
        };

    private async Task<TestWorker> StartAsync(
        int? heartbeatSeconds,
        string visibility = "--Queues:write-letter:VisibilityTimeoutSeconds=60",
        double jitter = 0.5
    )
    {
        var worker = await TestWorker.QueueAsync(
            builder => builder.Services.AddSingleton(new Jitter(() => jitter)),
            (_, context, _) =>
            {
                _started.Writer.TryWrite(context);
                return _ends.Task;
            },
            visibility,
            "--Coherence:RefuseToStart=false"
        );
        worker.Aws.AnswerReceive(AwsDouble.Message("m1", TestWorker.Envelope("t1", heartbeatSeconds)));
        await Soon.Within(_started.Reader.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask());

        return worker;
    }

    /// <summary>An outage of one operation that begins with its first call.</summary>
    private sealed class OutageOf(TestWorker worker)
    {
        private DateTimeOffset? _began;

        public bool IsOver()
        {
            _began ??= worker.Time.GetUtcNow();
            return worker.Time.GetUtcNow() >= _began + Outage;
        }
    }
}
