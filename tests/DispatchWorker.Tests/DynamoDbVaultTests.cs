using DispatchWorker.Tests.Support;
using Workers.Hosting.Tests.Support;

namespace DispatchWorker.Tests;

/// <summary>The vault in a table of DynamoDB, as another people's double of AWS keeps it.</summary>
public sealed class DynamoDbVaultTests(MotoServer moto) : IClassFixture<MotoServer>
{
    [Fact]
    public async Task Two_dispatchers_hand_each_job_over_once_and_report_it_once()
    {
        await using var bench = await CreateBenchAsync();
        bench.PayAfter(TimeSpan.FromMinutes(2));
        await bench.StartDispatcherAsync();
        await bench.StartDispatcherAsync();
        var executions = new List<string>();
        for (var claim = 0; claim < 5; claim++)
        {
            executions.Add(await bench.Host.StartAsync(bench.Machine, $$$"""{"input":{"claimId":"F-{{{claim}}}"}}""", PushBench.Stop));
        }

        foreach (var execution in executions)
        {
            Assert.Equal("SUCCEEDED", (await bench.Host.WaitAsync(execution, PushBench.Stop)).Status);
        }

        Assert.Equal((5, 5, 5), (bench.Provider.Received.Count, bench.Provider.Distinct, bench.StepFunctions.Reports));
        bench.AssertNoSecretWasTold();
    }

    [Theory]
    [InlineData("put dispatch", 1, true, 0)]
    [InlineData("webhook", 1, true, 0)]
    [InlineData("webhook", 1, true, 70)]
    [InlineData("put dispatch", 4, true, 70)]
    public async Task A_crash_leads_to_no_second_id(string effect, int occurrence, bool afterIt, int outage)
    {
        await using var bench = await CreateBenchAsync();
        bench.PayAfter(TimeSpan.FromSeconds(1));
        bench.Provider.WorkAgain = payment => bench.Provider.CallAsync(payment.Id, "success", """{"paid":true}""");
        await bench.StartDispatcherAsync(crashPoint: new CrashPoint(effect, occurrence, afterIt));
        var crashed = bench.Trap!;
        var started = await bench.Host.StartAsync(bench.Machine, """{"input":{"claimId":"F-1"}}""", PushBench.Stop);
        await bench.Clock.RunUntilAsync(() => crashed.HasSprung, PushBench.Stop);
        await bench.Clock.AdvanceAsync(TimeSpan.FromSeconds(outage), PushBench.Stop);

        await bench.StartDispatcherAsync();
        var execution = await bench.Host.WaitAsync(started, PushBench.Stop);

        Assert.Equal(("SUCCEEDED", """{"paid":true}"""), (execution.Status, execution.Output));
        Assert.Single(bench.Store.Ids);
    }

    private async Task<PushBench> CreateBenchAsync()
    {
        var vaults = new DynamoDbVaults(moto.Url);
        await vaults.CreateTableAsync();
        var bench = new PushBench(vaults);
        await bench.DeployAsync();
        return bench;
    }
}
