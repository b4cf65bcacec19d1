using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Aws;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Coherence;

public sealed class CoherenceCheckTests
{
    [Fact]
    public async Task Several_clashes_are_told_in_one_message_and_nothing_is_received()
    {
        var aws = new AwsDouble();
        aws.QueueAttributes["RedrivePolicy"] = """{"maxReceiveCount":1}""";

        var refused = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            TestWorker.QueueAsync(
                aws,
                TestWorker.Answering(),
                "--Queues:write-letter:HeartbeatSeconds=20",
                "--Shutdown:StopTimeoutSeconds=60"
            )
        );

        var lines = refused.Message.Split(Environment.NewLine);
        Assert.StartsWith("Shutdown:BudgetSeconds is 110 and Shutdown:StopTimeoutSeconds is 60", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "Queues:write-letter:HeartbeatSeconds is 20 and the queue's VisibilityTimeout is 30 s",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Contains("the queue's maxReceiveCount is 1", lines[2], StringComparison.Ordinal);
        Assert.Contains("Coherence:RefuseToStart", lines[3], StringComparison.Ordinal);
        Assert.Equal(0, aws.Receives.Reader.Count);
    }

    [Fact]
    public async Task A_program_that_must_start_all_the_same_logs_the_clashes()
    {
        await using var worker = await TestWorker.QueueAsync(
            TestWorker.Answering(),
            "--Queues:write-letter:HeartbeatSeconds=20",
            "--Coherence:RefuseToStart=false"
        );

        Assert.Contains(
            worker.Log.Lines,
            line =>
                line.StartsWith("Error: Settings that lose work", StringComparison.Ordinal)
                && line.Contains("HeartbeatSeconds is 20", StringComparison.Ordinal)
        );
        await Soon.Next(worker.Aws.Receives);
    }

    [Fact]
    public async Task What_only_costs_something_is_logged_as_a_warning()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Shutdown:BudgetSeconds=25");

        Assert.Single(
            worker.Log.Lines,
            line =>
                line.StartsWith(
                    "Warning: Settings that cost something: Shutdown:BudgetSeconds is 25 and polls of Activities:appraise-claim",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_queue_that_may_not_be_asked_is_received_from_unchecked()
    {
        var aws = new AwsDouble
        {
            OnGetQueueAttributes = _ => throw new AwsServiceException("AccessDenied", "no", 403, AwsErrorKind.Final),
        };
        await using var worker = await TestWorker.QueueAsync(aws, TestWorker.Answering(), "--Queues:write-letter:HeartbeatSeconds=40");

        Assert.Equal(30, (await Soon.Next(aws.Receives)).VisibilityTimeout);
        Assert.Contains(
            worker.Log.Lines,
            line => line.StartsWith("Warning: write-letter: its settings were not checked", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_heartbeat_below_the_visibility_that_is_asked_for_where_the_queues_is_unknown_ends_the_start()
    {
        var aws = new AwsDouble
        {
            OnGetQueueAttributes = _ => throw new AwsServiceException("AccessDenied", "no", 403, AwsErrorKind.Final),
        };

        var refused = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            TestWorker.QueueAsync(aws, TestWorker.Answering(), "--Queues:write-letter:HeartbeatSeconds=20")
        );

        Assert.StartsWith(
            "Queues:write-letter:HeartbeatSeconds is 20 and Queues:write-letter:VisibilityTimeoutSeconds is not set",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_lease_that_does_not_outlive_an_outage_is_told_and_the_worker_starts()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:HeartbeatSeconds=30");

        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Single(
            worker.Log.Lines,
            line =>
                line.StartsWith(
                    "Warning: Settings that cost something: Activities:appraise-claim:HeartbeatSeconds is 30: a job outlives an outage of AWS of 2.6 s",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_queue_that_does_not_answer_holds_up_the_start_for_a_moment_only()
    {
        var hangs = new TaskCompletionSource();
        var aws = new AwsDouble { OnGetQueueAttributes = _ => hangs.Task };
        var time = new ManualTime();
        var starting = TestWorker.QueueAsync(aws, TestWorker.Answering(), time);
        while (!starting.IsCompleted)
        {
            await time.AdvanceToNextAsync(TimeSpan.FromSeconds(5), starting);
        }

        await using var worker = await starting;
        Assert.Contains("no answer came within 5 s", worker.Log.Text, StringComparison.Ordinal);
        hangs.SetResult();
        await Soon.Next(aws.Receives);
    }

    [Theory]
    [InlineData(14, true, true)]
    [InlineData(15, true, false)]
    [InlineData(1, false, false)]
    public async Task Payloads_that_expire_before_the_results_that_refer_to_them_end_the_start(int days, bool idempotent, bool refuses)
    {
        using var folder = new TemporaryFolder();
        async Task StartAsync()
        {
            await using var worker = await TestWorker.ActivityAsync(
                builder =>
                {
                    builder.AddPayloads().AddIdempotency();
                    builder.Services.AddSingleton<IRecordStore>(new MemoryRecordStore(TimeProvider.System));
                },
                TestWorker.Answering(),
                "--Payloads:Kind=Folder",
                $"--Payloads:Folder={folder.Name}",
                $"--Payloads:ExpiryDays={days}",
                $"--Activities:appraise-claim:Idempotency={idempotent}"
            );
        }

        var refused = await Record.ExceptionAsync(StartAsync);

        if (refuses)
        {
            var told = Assert.IsType<WorkerConfigurationException>(refused).Message;
            Assert.StartsWith("Payloads:ExpiryDays is 14 and Idempotency:ExpiryDays 14: ", told, StringComparison.Ordinal);
            Assert.Contains("Set Payloads:ExpiryDays to 15 or more", told, StringComparison.Ordinal);
        }
        else
        {
            Assert.Null(refused);
        }
    }

    [Fact]
    public async Task A_host_that_would_cut_the_stop_off_is_not_started()
    {
        var refused = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            TestWorker.ActivityAsync(
                builder => builder.Services.PostConfigure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30)),
                TestWorker.Answering()
            )
        );

        Assert.Contains("HostOptions.ShutdownTimeout 30 s", refused.Message, StringComparison.Ordinal);
    }
}
