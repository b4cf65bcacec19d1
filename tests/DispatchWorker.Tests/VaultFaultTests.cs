using DispatchWorker.Tests.Support;
using Workers.Hosting.Stores;

namespace DispatchWorker.Tests;

/// <summary>Writes into the vault that fail, seem to fail, or were made by somebody else: a task gets one id, and no job is left behind.</summary>
public sealed class VaultFaultTests : IAsyncLifetime
{
    private const string Input = """{"input":{"claimId":"F-1"}}""";

    private readonly PushBench _bench = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData("dispatch-input", false)]
    [InlineData("dispatch-input", true)]
    [InlineData("dispatch-job", false)]
    [InlineData("dispatch-job", true)]
    [InlineData("dispatch", false)]
    [InlineData("dispatch", true)]
    public async Task A_task_gets_one_id_whichever_write_fails(string partition, bool answerIsLost)
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(2));
        FailOnce(partition, answerIsLost);
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Theory]
    [InlineData("dispatch-input", false)]
    [InlineData("dispatch", false)]
    [InlineData("dispatch", true)]
    public async Task A_task_without_an_envelope_gets_one_id_whichever_write_fails(string partition, bool answerIsLost)
    {
        var definition = await _bench.DeployBareAsync();
        _bench.PayAfter(TimeSpan.FromMinutes(2));
        FailOnce(partition, answerIsLost);
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(definition, """{"claimId":"F-1"}""", PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(1, _bench.Provider.Distinct);
    }

    [Fact]
    public async Task An_outcome_whose_write_seemed_to_fail_is_reported_and_told_as_pending()
    {
        await _bench.DeployAsync();
        var statuses = new List<int>();
        _bench.Provider.Work = async payment =>
        {
            // When the hand-over itself has been written down.
            await Task.Delay(TimeSpan.FromSeconds(1), _bench.Clock, PushBench.Stop);
            FailOnce("dispatch", answerIsLost: true);
            statuses.Add((await _bench.Provider.CallAsync(payment.Id, "success", "{}")).Status);
            statuses.Add((await _bench.Provider.CallAsync(payment.Id, "success", "{}")).Status);
        };
        await _bench.StartDispatcherAsync();

        var execution = await _bench.Host.RunAsync(_bench.Machine, Input, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal([503, 202], statuses);
        Assert.Equal(1, _bench.StepFunctions.Reports);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_keeps_no_other_job_from_being_gone_on_with()
    {
        await _bench.DeployAsync();
        _bench.PayAfter(TimeSpan.FromSeconds(1));
        await _bench.StartDispatcherAsync(crashPoint: new CrashPoint("put dispatch", 1, AfterIt: true));
        var crashed = _bench.Trap!;
        var started = await _bench.Host.StartAsync(_bench.Machine, Input, PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => crashed.HasSprung, PushBench.Stop);
        var unreadable = new RecordKey("dispatch", new string('0', 32));
        Assert.NotNull(
            await _bench
                .OpenVault()
                .TryPutAsync(unreadable, """{"taskToken":"Q7cVx0Zk3mPz8sLw","stage":"New"}"""u8.ToArray(), 0, null, PushBench.Stop)
        );

        await _bench.StartDispatcherAsync();
        var execution = await _bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), execution.StopDate - execution.StartDate);
        Assert.Contains($"record {unreadable.Id} cannot be read", _bench.Log.Text, StringComparison.Ordinal);
    }

    private void FailOnce(string partition, bool answerIsLost)
    {
        var failed = 0;
        _bench.Store.Fault = key =>
            key.Partition != partition || Interlocked.Exchange(ref failed, 1) == 1 ? WriteFault.None
            : answerIsLost ? WriteFault.AnswerLost
            : WriteFault.NotWritten;
    }
}
