using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using EndToEnd.Processes;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace EndToEnd.Fleet;

/// <summary>An emulator's process, clients of it, and workers' processes that work against it.</summary>
public sealed partial class EmulatorFixture : IAsyncLifetime
{
    private static readonly string Patterns = Path.Combine(AppContext.BaseDirectory, "Patterns");

    private RunningProgram? _emulator;
    private EmulatorStats? _stats;
    private StepFunctionsClient? _stepFunctions;
    private SqsClient? _sqs;
    private int _names;

    public string Address { get; private set; } = "";

    public IStepFunctions StepFunctions => _stepFunctions!;

    public ISqs Sqs => _sqs!;

    internal int EmulatorId => _emulator!.Id;

    internal EmulatorStats Stats => _stats!;

    public async ValueTask InitializeAsync()
    {
        _emulator = RunningProgram.StartEmulator();
        Address = await _emulator.EmulatorAddressAsync();
        var options = new AwsClientOptions
        {
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("test", "test"),
            ServiceUrl = Address,
            StepFunctionsServiceUrl = Address,
            SqsServiceUrl = Address,
        };
        _stepFunctions = new StepFunctionsClient(options);
        _sqs = new SqsClient(options);
        _stats = new EmulatorStats(new Uri(Address));
    }

    public async ValueTask DisposeAsync()
    {
        _stats?.Dispose();
        _stepFunctions?.Dispose();
        _sqs?.Dispose();
        if (_emulator is not null)
        {
            _emulator.EndInput();
            await _emulator.ExitAsync();
            await _emulator.DisposeAsync();
        }
    }

    /// <summary>Starts a worker with these settings on top of the emulator's address; <see langword="null"/> takes one away.</summary>
    internal RunningProgram StartWorker(string assembly, params (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = Address,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["AWS_REGION"] = "us-east-1",
            ["AWS_PROFILE"] = null,
            ["Health__Port"] = "0",
            ["Lifetime__StopOnStandardInputEnd"] = "true",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return RunningProgram.Start(assembly, environment);
    }

    internal async Task<(string Name, string Arn)> CreateActivityAsync(string? name = null)
    {
        var request = new CreateActivityRequest { Name = name ?? NewName("activity") };
        return (request.Name, (await StepFunctions.CreateActivityAsync(request, TestContext.Current.CancellationToken)).ActivityArn);
    }

    internal async Task<(string Name, string Url)> CreateQueueAsync(params (string Name, string Value)[] attributes)
    {
        var request = new CreateQueueRequest
        {
            QueueName = NewName("queue"),
            Attributes = attributes.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal),
        };
        return (request.QueueName, (await Sqs.CreateQueueAsync(request, TestContext.Current.CancellationToken)).QueueUrl);
    }

    /// <summary>Creates a state machine from a pattern's definition; time limits that are not given get a value.</summary>
    internal async Task<string> CreatePatternAsync(string pattern, params (string Name, string Value)[] variables)
    {
        var values = variables.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        var template = await File.ReadAllTextAsync(
            Path.Combine(Patterns, pattern, "definition.asl.json"),
            TestContext.Current.CancellationToken
        );
        var request = new CreateStateMachineRequest
        {
            Name = NewName(pattern),
            Definition = Placeholder.Replace(
                template,
                match => values.GetValueOrDefault(match.Groups[1].Value) ?? Limit(match.Groups[1].Value)
            ),
            RoleArn = "arn:aws:iam::000000000000:role/test",
        };
        return (await StepFunctions.CreateStateMachineAsync(request, TestContext.Current.CancellationToken)).StateMachineArn;
    }

    /// <summary>Runs an execution to its end.</summary>
    internal async Task<ExecutionDescription> ExecuteAsync(string stateMachineArn, string input) =>
        await EndAsync(await StartAsync(stateMachineArn, input));

    internal async Task<ExecutionDescription> StartAsync(string stateMachineArn, string input)
    {
        var start = new StartExecutionRequest { StateMachineArn = stateMachineArn, Input = input };
        return await DescribeAsync((await StepFunctions.StartExecutionAsync(start, TestContext.Current.CancellationToken)).ExecutionArn);
    }

    internal async Task<ExecutionDescription> EndAsync(ExecutionDescription execution)
    {
        await Eventually.TrueAsync(async () => (await DescribeAsync(execution.ExecutionArn)).Status != "RUNNING");
        return await DescribeAsync(execution.ExecutionArn);
    }

    private Task<ExecutionDescription> DescribeAsync(string executionArn) =>
        StepFunctions.DescribeExecutionAsync(
            new DescribeExecutionRequest { ExecutionArn = executionArn },
            TestContext.Current.CancellationToken
        );

    /// <summary>Kills the emulator, and starts another one in its place that knows nothing.</summary>
    internal async Task RestartEmptyHandedAsync()
    {
        _emulator!.Kill();
        await _emulator.ExitAsync();
        await _emulator.DisposeAsync();
        _emulator = RunningProgram.StartEmulator(Address);
        await _emulator.EmulatorAddressAsync();
    }

    /// <summary>How often an event is in an execution's history.</summary>
    internal async Task<int> EventsAsync(ExecutionDescription execution, string type)
    {
        var request = new GetExecutionHistoryRequest { ExecutionArn = execution.ExecutionArn, MaxResults = 1000 };
        var history = await StepFunctions.GetExecutionHistoryAsync(request, TestContext.Current.CancellationToken);
        return history.Events.Count(one => one.Type == type);
    }

    private static string Limit(string name) =>
        name switch
        {
            "execution_timeout_seconds" => "600",
            _ when name.EndsWith("heartbeat_seconds", StringComparison.Ordinal) => "30",
            _ when name.EndsWith("timeout_seconds", StringComparison.Ordinal) => "60",
            _ => throw new ArgumentException($"The definition needs a value for {name}.", nameof(name)),
        };

    private string NewName(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{Interlocked.Increment(ref _names)}");

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Placeholder { get; }
}
