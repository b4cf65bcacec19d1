using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Ecs.Processes;

namespace Workers.Emulator.Server;

/// <summary>What the emulator was asked for when it was started.</summary>
internal sealed record CommandLine
{
    public const string Help = """
        Workers.Emulator: AWS Step Functions, Amazon SQS and Amazon EventBridge on this machine, over AWS's own protocol.

        Usage: Workers.Emulator [options]
               Workers.Emulator health [--urls <addresses>]   asks a running one: exits with 0 if it answers, else with 1

          --urls <addresses>     where to listen, separated by semicolons; port 0 takes a free one
                                 (default: http://127.0.0.1:4566)
          --account-id <digits>  the account in ARNs and queue URLs (default: 000000000000)
          --region <name>        the region in ARNs (default: us-east-1)
          --lost-polls <mode>    what becomes of a GetActivityTask whose worker disconnects: lossy, as in AWS (its task is
                                 started for nobody), or safe (default: lossy)
          --task <mapping>       family=command: what ecs:runTask starts for a task definition's family; may be repeated
          --tasks <file>         the same for many, as JSON; the README shows it
          --max-task-processes <n>  how many of these processes run at once; further tasks wait for room
                                 (default: four for each core)
          --function <mapping>   name=URL: the endpoint of a Lambda function; may be repeated
          --lambda-endpoint <URL>  what speaks Lambda's Invoke, for the functions that are not mapped
          --sdk-endpoint <URL>   a server for the aws-sdk calls of services that are not here, such as moto: ecs, ssm and others
          --s3-root <folder>     the folder that stands for Amazon S3: buckets are its sub-folders
          --retained-executions <n>  how many closed executions are kept with their histories (default: 100000)
          --log-level <level>    Trace, Debug, Information, Warning, Error, Critical or None (default: Information);
                                 the log goes to standard error
          --stop-on-stdin-end    end when standard input ends, as it does when the parent process ends
          --help                 show this text

        While it runs: GET /_emulator/health and GET /_emulator/stats.
        """;

    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:4566"];

    public string AccountId { get; init; } = "000000000000";

    public string Region { get; init; } = "us-east-1";

    public LostPolls LostPolls { get; init; } = LostPolls.Lossy;

    /// <summary>What stands for the containers of families.</summary>
    public ImmutableDictionary<string, ProcessDefinition> Tasks { get; init; } = ImmutableDictionary<string, ProcessDefinition>.Empty;

    /// <summary>How many processes of tasks run at once.</summary>
    public int MaxTaskProcesses { get; init; } = 4 * Environment.ProcessorCount;

    /// <summary>The endpoints of functions.</summary>
    public ImmutableDictionary<string, Uri> Functions { get; init; } = ImmutableDictionary<string, Uri>.Empty;

    /// <summary>The endpoint of all other functions.</summary>
    public Uri? LambdaEndpoint { get; init; }

    /// <summary>The server for services that are not here.</summary>
    public Uri? SdkEndpoint { get; init; }

    /// <summary>The folder that stands for Amazon S3.</summary>
    public string? S3Root { get; init; }

    /// <summary>How many closed executions are kept.</summary>
    public int RetainedExecutions { get; init; } = 100_000;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    public bool StopsOnStandardInputEnd { get; init; }

    public bool WantsHelp { get; init; }

    /// <summary>Whether a running emulator is to be asked for its health.</summary>
    public bool WantsHealth { get; init; }

    /// <summary>Reads the arguments; both <c>--region us-east-1</c> and <c>--region=us-east-1</c> will do.</summary>
    /// <exception cref="CommandLineException">An option is unknown, lacks its value, or has a wrong one.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var result = new CommandLine { WantsHealth = args is ["health", ..] };
        for (var i = result.WantsHealth ? 1 : 0; i < args.Count; i++)
        {
            var parts = args[i].Split('=', 2);
            result = parts[0] switch
            {
                "--help" or "-h" or "-?" => result with { WantsHelp = true },
                "--stop-on-stdin-end" => result with { StopsOnStandardInputEnd = Flag(parts) },
                "--urls" => result with { Urls = Addresses(Value(parts)) },
                "--account-id" => result with { AccountId = Value(parts) },
                "--region" => result with { Region = Value(parts) },
                "--log-level" => result with { LogLevel = Name<LogLevel>(parts[0], Value(parts)) },
                "--lost-polls" => result with { LostPolls = Name<LostPolls>(parts[0], Value(parts)) },
                "--task" => result with { Tasks = WithTask(result.Tasks, Value(parts)) },
                "--tasks" => result with { Tasks = WithTasks(result.Tasks, Value(parts)) },
                "--max-task-processes" => result with { MaxTaskProcesses = Count(parts[0], Value(parts)) },
                "--function" => result with { Functions = WithFunction(result.Functions, Value(parts)) },
                "--lambda-endpoint" => result with { LambdaEndpoint = Endpoint(parts[0], Value(parts)) },
                "--sdk-endpoint" => result with { SdkEndpoint = Endpoint(parts[0], Value(parts)) },
                "--s3-root" => result with { S3Root = Value(parts) },
                "--retained-executions" => result with { RetainedExecutions = Count(parts[0], Value(parts)) },
                _ => throw new CommandLineException($"Unknown option '{args[i]}'. --help lists the options."),
            };

            string Value(string[] option) =>
                option.Length == 2 ? option[1]
                : i + 1 < args.Count ? args[++i]
                : throw new CommandLineException($"The option {option[0]} needs a value. --help lists the options.");
        }

        return result;
    }

    private static bool Flag(string[] option) =>
        option.Length == 1 ? true
        : bool.TryParse(option[1], out var value) ? value
        : throw new CommandLineException($"The value '{option[1]}' of {option[0]} is neither true nor false.");

    private static string[] Addresses(string value)
    {
        var addresses = value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.AbsolutePath != "/")
            {
                throw new CommandLineException($"The address '{address}' in --urls is not of the form http://host:port.");
            }
        }

        return addresses.Length > 0 ? addresses : throw new CommandLineException("The option --urls needs at least one address.");
    }

    private static ImmutableDictionary<string, ProcessDefinition> WithTask(
        ImmutableDictionary<string, ProcessDefinition> tasks,
        string mapping
    )
    {
        try
        {
            var (family, process) = TaskMappings.Parse(mapping);
            return tasks.SetItem(family, process);
        }
        catch (FormatException error)
        {
            throw new CommandLineException($"{error.Message} An example: --task \"post-ledger=dotnet post-ledger.dll\".");
        }
    }

    private static ImmutableDictionary<string, ProcessDefinition> WithTasks(
        ImmutableDictionary<string, ProcessDefinition> tasks,
        string file
    )
    {
        try
        {
            return tasks.SetItems(TaskMappings.ParseFile(File.ReadAllText(file)));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CommandLineException($"The file '{file}' of --tasks cannot be used: {error.Message}");
        }
    }

    private static ImmutableDictionary<string, Uri> WithFunction(ImmutableDictionary<string, Uri> functions, string mapping) =>
        mapping.Split('=', 2) is [{ Length: > 0 } name, var address]
            ? functions.SetItem(name, Endpoint("--function", address))
            : throw new CommandLineException(
                $"The function '{mapping}' is not of the form name=URL. An example: --function appraise=http://127.0.0.1:9000/appraise."
            );

    private static Uri Endpoint(string option, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new CommandLineException($"The address '{value}' of {option} is not of the form http://host:port/path.");

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new CommandLineException($"The value '{value}' of {option} is not a whole number of 1 or more.");

    private static T Name<T>(string option, string value)
        where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var name) && Enum.IsDefined(name)
            ? name
            : throw new CommandLineException($"The value '{value}' of {option} is not one of {string.Join(", ", Enum.GetNames<T>())}.");
}

/// <summary>The emulator was started wrongly; the message is for the person who did.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
