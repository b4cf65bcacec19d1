using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Settings;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Settings;

public sealed class SettingsTests
{
    [Fact]
    public async Task A_missing_ARN_ends_the_program_with_one_message_that_names_setting_and_variable()
    {
        var (exitCode, error) = await RunAsync();

        Assert.Equal(WorkerExitCode.Configuration, exitCode);
        Assert.Contains("Activities:appraise-claim:ActivityArn is not set", error, StringComparison.Ordinal);
        Assert.Contains("Activities__appraise_claim__ActivityArn", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("Activities:appraise-claim:Slots", "0", "must be between 1 and 1000", "Activities__appraise_claim__Slots")]
    [InlineData("Activities:appraise-claim:Slots", "many", "cannot be read", "Activities__appraise_claim__Slots")]
    [InlineData("Activities:appraise-claim:HeartbeatSeconds", "2", "must be between 3 and", "Activities__appraise_claim__HeartbeatSeconds")]
    [InlineData("Shutdown:BudgetSeconds", "0", "must be between 1 and 86400", "Shutdown__BudgetSeconds")]
    [InlineData("Health:Port", "70000", "must be between 0 and 65535", "Health__Port")]
    public async Task A_wrong_value_is_told_with_setting_value_remedy_and_variable(
        string setting,
        string value,
        string remedy,
        string variable
    )
    {
        var (exitCode, error) = await RunAsync($"--Activities:appraise-claim:ActivityArn={TestWorker.Arn}", $"--{setting}={value}");

        Assert.Equal(WorkerExitCode.Configuration, exitCode);
        Assert.Contains($"{setting} is '{value}'", error, StringComparison.Ordinal);
        Assert.Contains(remedy, error, StringComparison.Ordinal);
        Assert.Contains(variable, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_setting_value_and_remedy()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var (exitCode, error) = await RunAsync($"--Activities:appraise-claim:ActivityArn={TestWorker.Arn}", $"--Health:Port={port}");

        Assert.Equal(WorkerExitCode.Configuration, exitCode);
        Assert.Contains($"Health:Port is '{port}'", error, StringComparison.Ordinal);
        Assert.Contains("choose a port", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_cannot_be_constructed_is_told_before_any_job()
    {
        await using var application = Builder(new Hashtable(), []).Build();
        using var error = new StringWriter();
        application.Error = error;

        Assert.Equal(WorkerExitCode.Configuration, await application.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains(nameof(Work), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_of_the_programs_own_is_told_in_one_message_before_anything_starts()
    {
        using var log = new LogCapture();
        var aws = new AwsDouble();
        var builder = Builder(
            new Hashtable(),
            ["--Activities:appraise-claim:ActivityArn=arn:aws:states:x:1:activity:a", "--Health:Port=0"]
        );
        builder.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log);
        builder.Services.AddSingleton(TestWorker.Answering());
        builder.Services.AddSingleton<Workers.Aws.StepFunctions.IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsConsumer>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsQueues>(aws);
        builder.Services.AddSingleton<ISettingsCheck, PaperCheck>();
        await using var application = builder.Build();
        await using var error = new StringWriter();
        application.Error = error;

        Assert.Equal(WorkerExitCode.Configuration, await application.RunAsync(TestContext.Current.CancellationToken));

        Assert.Equal("Paper:Size is 'A9': give A4." + Environment.NewLine, error.ToString());
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void A_variable_with_underscores_sets_a_name_with_dashes_and_the_command_line_wins()
    {
        var environment = new Hashtable
        {
            ["Activities__appraise_claim__ActivityArn"] = "from the environment",
            ["Activities__appraise_claim__Slots"] = "7",
        };

        var builder = Builder(environment, ["--Activities:appraise-claim:Slots=8"]);

        Assert.Equal("from the environment", builder.Configuration["Activities:appraise-claim:ActivityArn"]);
        Assert.Equal("8", builder.Configuration["Activities:appraise-claim:Slots"]);
    }

    [Fact]
    public void A_queue_needs_a_URL_or_a_name()
    {
        var builder = WorkerHost.CreateBuilder(["--Queues:by-url:QueueUrl=letters"]);
        var reader = new SettingsReader(builder.Configuration);
        reader.Queue("by-url", null);
        reader.Queue("neither", null);
        reader.Queue("by-code", options => options.QueueName = "letters");

        var message = Assert.Throws<WorkerConfigurationException>(reader.ThrowIfWrong).Message.Split(Environment.NewLine);

        Assert.Equal(2, message.Length);
        Assert.Contains("Queues:by-url:QueueUrl is 'letters': it must be an absolute URL", message[0], StringComparison.Ordinal);
        Assert.Contains("Queues:neither:QueueUrl is not set", message[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_can_be_given_once()
    {
        var builder = Builder(new Hashtable(), []);

        var exception = Assert.Throws<ArgumentException>(() =>
            builder.AddQueue<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer)
        );
        Assert.Contains("appraise-claim", exception.Message, StringComparison.Ordinal);
    }

    private sealed class PaperCheck : ISettingsCheck
    {
        public void ThrowIfWrong() => throw new WorkerConfigurationException("Paper:Size is 'A9': give A4.");
    }

    private static WorkerHostBuilder Builder(IDictionary environment, string[] args) =>
        new WorkerHostBuilder(args, environment).AddActivity<TestHandler, Claim, Answer>(
            "appraise-claim",
            TestJson.Default.Claim,
            TestJson.Default.Answer
        );

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        var aws = new AwsDouble();
        var builder = Builder(new Hashtable(), args);
        builder.Services.AddSingleton(TestWorker.Answering());
        builder.Services.AddSingleton<Workers.Aws.StepFunctions.IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsConsumer>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsQueues>(aws);
        await using var application = builder.Build();
        await using var error = new StringWriter();
        application.Error = error;
        var exitCode = await application.RunAsync(TestContext.Current.CancellationToken);
        return (exitCode, error.ToString());
    }
}
