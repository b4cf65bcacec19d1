using System.Collections;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Jobs;
using Workers.Hosting.Settings;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Handlers;

public sealed class ConfiguredSourceTests
{
    private const string Appraise = "--Activities:appraise-claim:";

    [Fact]
    public void AddConfiguredSources_TakesWhatNamesAHandlerAndNothingElse()
    {
        var builder = Builder(
            [],
            "--Activities:appraise-claim:Handler:Kind=command",
            "--Activities:other:Slots=3",
            "--Queues:write-letter:Handler:Kind=http"
        );

        builder.AddConfiguredSources();

        Assert.Equal(["appraise-claim"], Registered<ActivityRegistration>(builder).Select(source => source.Name));
        Assert.Equal(["write-letter"], Registered<QueueRegistration>(builder).Select(source => source.Name));
    }

    [Fact]
    public void AddConfiguredSources_LeavesTheProgramsOwnSourcesAlone()
    {
        var builder = Builder([], "--Activities:appraise-claim:Handler:Kind=command");
        builder.AddActivity<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer);

        builder.AddConfiguredSources();

        Assert.IsType<JobInvoker<TestHandler, Claim, Answer>>(Assert.Single(Registered<ActivityRegistration>(builder)).Invoker);
    }

    [Fact]
    public void AddConfiguredSources_WithVariables_KnowsANameWithDashesAgain()
    {
        var environment = new Hashtable
        {
            ["Activities__appraise_claim__Handler__Kind"] = "command",
            ["Activities__appraise_claim__Handler__Program"] = "cat",
        };
        foreach (DictionaryEntry variable in environment)
        {
            Environment.SetEnvironmentVariable((string)variable.Key, (string)variable.Value!);
        }

        try
        {
            var builder = Builder(environment, "--Activities:appraise-claim:Slots=3");

            builder.AddConfiguredSources();

            Assert.Equal("appraise-claim", Assert.Single(Registered<ActivityRegistration>(builder)).Name);
            Assert.Equal("cat", builder.Configuration["Activities:appraise-claim:Handler:Program"]);
        }
        finally
        {
            foreach (string variable in environment.Keys)
            {
                Environment.SetEnvironmentVariable(variable, null);
            }
        }
    }

    [Fact]
    public void The_settings_of_a_handler_are_read_whole()
    {
        var options = Read(
            "Kind=command",
            "Program=cat",
            "Arguments:0=-u",
            "Arguments:1=a b",
            "Environment:TARIFF=2026",
            "GraceSeconds=5",
            "TimeoutSeconds=60",
            "MaxOutputBytes=1000",
            "ErrorNames:3=Claim.UnknownAirport"
        );

        Assert.Equal((HandlerKind.Command, "cat"), (options.Kind, options.Program));
        Assert.Equal(["-u", "a b"], options.Arguments);
        Assert.Equal("2026", options.Environment["TARIFF"]);
        Assert.Equal((5, 60, 1000), (options.GraceSeconds, options.TimeoutSeconds, options.MaxOutputBytes));
        Assert.Equal("Claim.UnknownAirport", options.ErrorNames["3"]);
    }

    [Theory]
    [InlineData("Kind", "is not set", "give Command (runs a program) or Http", "Slots=3")]
    [InlineData("Kind", "is 'shell'", "cannot be read", "Kind=shell")]
    [InlineData("Kind", "is '9'", "must be Command or Http", "Kind=9")]
    [InlineData("Program", "is not set", "give the program's path", "Kind=command")]
    [InlineData("Program", "is '/no/such'", "is no file here", "Kind=command", "Program=/no/such")]
    [InlineData("WorkingDirectory", "is '/no/such'", "is no folder here", "Kind=command", "Program=cat", "WorkingDirectory=/no/such")]
    [InlineData("GraceSeconds", "is '601'", "must be between 0 and 600", "Kind=command", "Program=cat", "GraceSeconds=601")]
    [InlineData("Url", "is not set", "absolute http or https URL", "Kind=http")]
    [InlineData("Url", "is 'ftp://host/'", "absolute http or https URL", "Kind=http", "Url=ftp://host/")]
    [InlineData("Headers:Content-Type", "is '(set)'", "no request header", "Kind=http", "Url=http://h/", "Headers:Content-Type=text/plain")]
    [InlineData("MaxOutputBytes", "is '262145'", "must be at most 262144", "Kind=http", "Url=http://h/", "MaxOutputBytes=262145")]
    [InlineData("ErrorNames:3", "is not set", "1 to 256 characters", "Kind=command", "Program=cat", "ErrorNames:3=")]
    public void A_wrong_setting_is_told_with_value_remedy_and_variable(
        string setting,
        string state,
        string remedy,
        params string[] settings
    )
    {
        var message = Assert.Throws<WorkerConfigurationException>(() => Read(settings)).Message;

        Assert.Contains($"Activities:appraise-claim:Handler:{setting} {state}", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
        Assert.Contains(
            $"Activities__appraise_claim__Handler__{setting.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')}",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_activity_is_done_by_a_program_that_the_settings_name()
    {
        var aws = new AwsDouble();
        var builder = Builder(
            [],
            $"{Appraise}ActivityArn={TestWorker.Arn}",
            $"{Appraise}Handler:Kind=Command",
            $"{Appraise}Handler:Program=sh",
            $"{Appraise}Handler:Arguments:0=-c",
            $"{Appraise}Handler:Arguments:1=cat >/dev/null; echo '{{\"amount\":250}}'",
            "--Health:Port=0",
            "--Shutdown:BudgetSeconds=1"
        );
        builder.AddConfiguredSources();
        builder.Services.AddSingleton<Workers.Aws.StepFunctions.IStepFunctionsTasks>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsConsumer>(aws);
        builder.Services.AddSingleton<Workers.Aws.Sqs.ISqsQueues>(aws);
        await using var application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);

        aws.AnswerPoll("token", "{}");

        var report = await Soon.Next(aws.Successes);
        Assert.Equal("""{"amount":250}""", System.Text.Encoding.UTF8.GetString(report.Output.Span));
    }

    private static HandlerOptions Read(params string[] settings)
    {
        var builder = Builder(
            [],
            [$"{Appraise}ActivityArn={TestWorker.Arn}", .. settings.Select(setting => $"{Appraise}Handler:{setting}")]
        );
        builder.AddActivity("appraise-claim");
        var registered = Registered<ActivityRegistration>(builder);
        var read = new WorkerSettings(builder.Configuration, registered, [], [], []);
        read.ThrowIfWrong();
        return ((Workers.Hosting.Handlers.ConfiguredInvoker)registered[0].Invoker).Options!;
    }

    private static WorkerHostBuilder Builder(Hashtable environment, params string[] args) => new(args, environment);

    private static List<T> Registered<T>(WorkerHostBuilder builder) =>
        [.. builder.Services.Select(service => service.ImplementationInstance).OfType<T>()];
}
