using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Idempotency;

public sealed class IdempotencySettingsTests
{
    [Theory]
    [InlineData(true, "Idempotency:ExpiryDays is '0'", "between 1 and 366", "Idempotency__ExpiryDays", "--Idempotency:ExpiryDays=0")]
    [InlineData(
        true,
        "Idempotency:InProgressSeconds is '5'",
        "between 10 and 3600",
        "Idempotency__InProgressSeconds",
        "--Idempotency:InProgressSeconds=5"
    )]
    [InlineData(
        false,
        "Activities:appraise-claim:Idempotency is 'true'",
        "builder.AddIdempotency()",
        "Activities__appraise_claim__Idempotency",
        "--Activities:appraise-claim:Idempotency=true"
    )]
    [InlineData(
        true,
        "DeadLetters:dead:Idempotency is 'true'",
        "leave it out",
        "DeadLetters__dead__Idempotency",
        "--DeadLetters:dead:QueueName=dead",
        "--DeadLetters:dead:Idempotency=true"
    )]
    public async Task A_wrong_setting_is_told_with_value_remedy_and_variable(
        bool added,
        string setting,
        string remedy,
        string variable,
        params string[] args
    )
    {
        var builder = new WorkerHostBuilder(
            [$"--Activities:appraise-claim:ActivityArn={TestWorker.Arn}", "--Health:Port=0", .. args],
            new Hashtable()
        );
        builder.AddActivity<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer);
        builder.AddDeadLetters();
        builder.Services.AddSingleton(TestWorker.Answering());
        if (added)
        {
            builder.AddIdempotency().AddIdempotency();
            builder.Services.AddSingleton<IRecordStore>(new MemoryRecordStore(TimeProvider.System));
        }

        await using var application = builder.Build();
        await using var error = new StringWriter();
        application.Error = error;

        Assert.Equal(WorkerExitCode.Configuration, await application.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains(setting, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(variable, error.ToString(), StringComparison.Ordinal);
    }
}
