using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Workers.Emulator.Ecs.Processes;

namespace Workers.Emulator.Server;

/// <summary>The emulator as a process: from its arguments to its exit code.</summary>
internal static class EmulatorProcess
{
    private const int Failed = 1;
    private const int WronglyStarted = 2;

    // ECS's default.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs until a signal comes or, if so asked, standard input ends.</summary>
    /// <returns>0 after a requested end, 1 when it cannot listen, or does not answer for its health, 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Stream input, TextWriter output, TextWriter errors)
    {
        CommandLine commandLine;
        try
        {
            commandLine = CommandLine.Parse(args);
        }
        catch (CommandLineException error)
        {
            return await RefuseAsync(errors, error.Message, WronglyStarted);
        }

        if (commandLine.WantsHelp)
        {
            await output.WriteLineAsync(CommandLine.Help);
            return 0;
        }

        if (commandLine.WantsHealth)
        {
            return await HealthProbe.AskAsync(commandLine.Urls[0], errors) ? 0 : Failed;
        }

        using var loggers = LoggerFactory.Create(logging => Configure(logging, commandLine.LogLevel));
        var options = new EmulatorOptions
        {
            AccountId = commandLine.AccountId,
            Region = commandLine.Region,
            LoggerFactory = loggers,
            LostPolls = commandLine.LostPolls,
            FunctionEndpoints = commandLine.Functions,
            LambdaEndpoint = commandLine.LambdaEndpoint,
            SdkEndpoint = commandLine.SdkEndpoint,
            S3Root = commandLine.S3Root,
            RetainedClosedExecutions = commandLine.RetainedExecutions,
        };
        if (options.FindFault() is { } fault)
        {
            return await RefuseAsync(errors, fault, WronglyStarted);
        }

        // Before the emulator, which asks the processes to stop when it ends; whatever has not stopped then is killed.
        using var processes = new ProcessTasks(loggers, StopTimeout, commandLine.MaxTaskProcesses);
        await using var emulator = new AwsEmulator(options);
        emulator.Report(processes);
        foreach (var (family, process) in commandLine.Tasks)
        {
            emulator.MapTask(family, processes.Runner(process, () => Ambient(emulator, commandLine.Region)));
        }

        return await ServeAsync(emulator, commandLine, loggers, input, output, errors);
    }

    private static async Task<int> ServeAsync(
        AwsEmulator emulator,
        CommandLine commandLine,
        ILoggerFactory loggers,
        Stream input,
        TextWriter output,
        TextWriter errors
    )
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await using var server = new EmulatorServer(emulator, loggers);
        string address;
        try
        {
            address = await server.StartAsync(commandLine.Urls, CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidOperationException)
        {
            var addresses = string.Join(';', commandLine.Urls);
            return await RefuseAsync(errors, $"Cannot listen on {addresses}: {error.Message} Choose another address with --urls.", Failed);
        }

        await output.WriteLineAsync(
            $"Workers.Emulator listening on {address} (account {commandLine.AccountId}, region {commandLine.Region})"
        );
        await output.FlushAsync();
        if (commandLine.StopsOnStandardInputEnd)
        {
            _ = EndWithInputAsync(input, ended);
        }

        await ended.Task;
        return 0;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    // What AWS tells a container of itself: with it, AWS's clients in the process find the emulator.
    private static Dictionary<string, string> Ambient(AwsEmulator emulator, string region) =>
        new()
        {
            ["AWS_ENDPOINT_URL"] = emulator.BaseUrl,
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
            ["AWS_ACCESS_KEY_ID"] = "emulator",
            ["AWS_SECRET_ACCESS_KEY"] = "emulator",
        };

    private static async Task EndWithInputAsync(Stream input, TaskCompletionSource ended)
    {
        var buffer = new byte[256];
        try
        {
            while (await input.ReadAsync(buffer) > 0)
            {
                // What is written there means nothing; only its end does.
            }
        }
        catch (IOException)
        {
            // A broken pipe is an end as well.
        }

        ended.TrySetResult();
    }

    private static void Configure(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });

        // Standard output is for the line that says where the emulator listens.
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task<int> RefuseAsync(TextWriter errors, string message, int exitCode)
    {
        await errors.WriteLineAsync($"Workers.Emulator: {message.ReplaceLineEndings(" ")}");
        return exitCode;
    }
}
