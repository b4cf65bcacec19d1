using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Payloads;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Payloads;

public sealed class PayloadSettingsTests
{
    [Theory]
    [InlineData("Payloads:Kind is not set", "give Folder", "Payloads__Kind")]
    [InlineData("Payloads:Kind is 'Tape'", "cannot be read", "Payloads__Kind", "--Payloads:Kind=Tape")]
    [InlineData("Payloads:Kind is '7'", "must be Folder or S3", "Payloads__Kind", "--Payloads:Kind=7")]
    [InlineData("Payloads:Folder is not set", "give the folder", "Payloads__Folder", "--Payloads:Kind=Folder")]
    [InlineData("Payloads:Bucket is not set", "give the bucket's name", "Payloads__Bucket", "--Payloads:Kind=S3")]
    [InlineData(
        "Payloads:Prefix is '../x'",
        "none of them empty",
        "Payloads__Prefix",
        "--Payloads:Kind=S3",
        "--Payloads:Bucket=claims",
        "--Payloads:Prefix=../x"
    )]
    [InlineData(
        "Payloads:ThresholdBytes is '262145'",
        "between 1024 and 262144",
        "Payloads__ThresholdBytes",
        "--Payloads:Kind=S3",
        "--Payloads:Bucket=claims",
        "--Payloads:ThresholdBytes=262145"
    )]
    [InlineData(
        "Payloads:Folder is '/dev/null/x'",
        "a folder that",
        "Payloads__Folder",
        "--Payloads:Kind=Folder",
        "--Payloads:Folder=/dev/null/x"
    )]
    [InlineData(
        "Activities:appraise-claim:Handler:MaxOutputBytes is '900000'",
        "must not be above Payloads:MaxBytes",
        "Activities__appraise_claim__Handler__MaxOutputBytes",
        "--Payloads:Kind=Folder",
        "--Payloads:Folder=/tmp/x",
        "--Payloads:MaxBytes=800000",
        "--Activities:appraise-claim:Handler:Kind=Http",
        "--Activities:appraise-claim:Handler:Url=http://127.0.0.1:1/",
        "--Activities:appraise-claim:Handler:MaxOutputBytes=900000"
    )]
    public async Task A_wrong_setting_is_told_with_value_remedy_and_variable(
        string setting,
        string remedy,
        string variable,
        params string[] args
    )
    {
        var builder = Builder(args);
        builder.AddPayloads();
        await using var application = builder.Build();
        await using var error = new StringWriter();
        application.Error = error;

        Assert.Equal(WorkerExitCode.Configuration, await application.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains(setting, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(remedy, error.ToString(), StringComparison.Ordinal);
        Assert.Contains(variable, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_uses_no_payloads_does_not_read_the_section()
    {
        await using var application = Builder(["--Payloads:Kind=Tape"]).Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        Assert.Null(application.Services.GetService<IPayloadStore>());
    }

    private static WorkerHostBuilder Builder(string[] args)
    {
        var aws = new AwsDouble();
        var builder = new WorkerHostBuilder(
            [$"--Activities:appraise-claim:ActivityArn={TestWorker.Arn}", "--Health:Port=0", "--Shutdown:BudgetSeconds=1", .. args],
            new Hashtable()
        );
        _ = args.Any(arg => arg.Contains("Handler", StringComparison.Ordinal))
            ? builder.AddActivity("appraise-claim")
            : builder.AddActivity<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer);
        builder.Services.AddSingleton(TestWorker.Answering());
        builder.Services.AddSingleton<Workers.Aws.StepFunctions.IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsConsumer>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsQueues>(aws);
        return builder;
    }
}
