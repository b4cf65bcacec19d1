using JobWorker.ReplyQueues;
using Microsoft.Extensions.Configuration;
using Workers.Hosting;
using Workers.Testing;

namespace JobWorker.Tests.ReplyQueues;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("SweepPrefix", "job reply")]
    [InlineData("SweepPrefix", "job-reply-*")]
    [InlineData("SweepPrefix", "a-prefix-after-which-no-id-of-36-letters-fits")]
    [InlineData("SweepGraceSeconds", "59")]
    [InlineData("SweepGraceSeconds", "1209601")]
    [InlineData("SweepIntervalSeconds", "0")]
    [InlineData("SweepIntervalSeconds", "hourly")]
    public void What_is_wrong_is_named_with_its_value_and_what_to_give(string name, string value)
    {
        var problem = Assert.Throws<WorkerConfigurationException>(() => Read(name, value));

        Assert.Contains($"ReplyQueues:{name}", problem.Message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_swept_by_default_and_hourly_with_a_prefix()
    {
        Assert.Null(Read("Other", "").Prefix);
        var options = Read("SweepPrefix", "job-reply-");
        Assert.Equal(("job-reply-", TimeSpan.FromHours(1), TimeSpan.FromHours(1)), (options.Prefix, options.Grace, options.Interval));
    }

    [Theory]
    [InlineData("Flights:RecordsPerSecond", "fast")]
    [InlineData("ReplyQueues:SweepPrefix", "job reply")]
    public async Task A_worker_with_a_wrong_setting_does_not_start(string key, string value)
    {
        await using var host = new WorkflowTestHost();

        var problem = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            host.StartWorkerAsync(
                worker =>
                {
                    worker.Configuration[key] = value;
                    worker.AddAssessments(options => options.QueueName = "assess-route");
                    worker.AddReplyQueueSweep();
                },
                TestContext.Current.CancellationToken
            )
        );

        Assert.Contains(key, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_program_tells_a_wrong_setting_and_ends_with_its_exit_code()
    {
        var program = typeof(SweepOptions).Assembly.EntryPoint!;
        var before = Environment.ExitCode;
        try
        {
            // Where there is no region or are no credentials that is told first, and ends the same way.
            var code = program.Invoke(null, [(string[])["--Flights:RecordsPerSecond=fast", "--Queues:assess-route:QueueName=q"]]);

            Assert.Equal(WorkerExitCode.Configuration, code);
        }
        finally
        {
            Environment.ExitCode = before;
        }
    }

    private static SweepOptions Read(string name, string value) =>
        SweepOptions.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new KeyValuePair<string, string?>($"ReplyQueues:{name}", value)]).Build()
        );
}
