using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Stores;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Stores;

public sealed class StoreSettingsTests
{
    [Theory]
    [InlineData("Store:Kind is not set", "give Sqlite", "Store__Kind")]
    [InlineData("Store:Kind is 'Oracle'", "cannot be read", "Store__Kind", "--Store:Kind=Oracle")]
    [InlineData("Store:Kind is '7'", "must be Sqlite or DynamoDb", "Store__Kind", "--Store:Kind=7")]
    [InlineData("Store:Path is not set", "give the database's file", "Store__Path", "--Store:Kind=Sqlite")]
    [InlineData("Store:Table is not set", "give the table's name or ARN", "Store__Table", "--Store:Kind=DynamoDb")]
    [InlineData(
        "Store:Path is '/dev/null/records.db'",
        "a folder that",
        "Store__Path",
        "--Store:Kind=Sqlite",
        "--Store:Path=/dev/null/records.db"
    )]
    public async Task A_wrong_setting_is_told_with_value_remedy_and_variable(
        string setting,
        string remedy,
        string variable,
        params string[] args
    )
    {
        var (exitCode, error) = await RunAsync(args);

        Assert.Equal(WorkerExitCode.Configuration, exitCode);
        Assert.Contains(setting, error, StringComparison.Ordinal);
        Assert.Contains(remedy, error, StringComparison.Ordinal);
        Assert.Contains(variable, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_uses_no_store_does_not_read_the_section()
    {
        await using var application = Builder(["--Store:Kind=Oracle"]).Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        Assert.Null(application.Services.GetService<IRecordStore>());
    }

    [Fact]
    public async Task A_store_of_the_programs_own_needs_no_settings()
    {
        var own = new MemoryRecordStore(TimeProvider.System);
        var builder = Builder([]);
        builder.AddRecordStore();
        builder.Services.AddSingleton<IRecordStore>(own);
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        Assert.Same(own, application.Services.GetRequiredService<IRecordStore>());
    }

    [Fact]
    public async Task Adding_it_twice_gives_one_store_where_the_settings_say()
    {
        using var folder = new TemporaryFolder();
        var builder = Builder(["--Store:Kind=Sqlite"]);
        builder.AddRecordStore().AddRecordStore(options => options.Path = folder.File("records.db"));
        await using var application = builder.Build();

        await application.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(application.Services.GetServices<IRecordStore>());
        Assert.True(File.Exists(folder.File("records.db")));
    }

    private static WorkerHostBuilder Builder(string[] args)
    {
        var aws = new AwsDouble();
        var builder = new WorkerHostBuilder(
            [$"--Activities:appraise-claim:ActivityArn={TestWorker.Arn}", "--Health:Port=0", "--Shutdown:BudgetSeconds=1", .. args],
            new Hashtable()
        );
        builder.AddActivity<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer);
        builder.Services.AddSingleton(TestWorker.Answering());
        builder.Services.AddSingleton<Workers.Aws.StepFunctions.IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsConsumer>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsQueues>(aws);
        return builder;
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string[] args)
    {
        var builder = Builder(args);
        builder.AddRecordStore().AddRecordStore();
        await using var application = builder.Build();
        await using var error = new StringWriter();
        application.Error = error;
        return (await application.RunAsync(TestContext.Current.CancellationToken), error.ToString());
    }
}
