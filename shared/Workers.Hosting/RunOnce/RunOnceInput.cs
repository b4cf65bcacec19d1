using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Workers.Hosting.Jobs;
using Workers.Hosting.Payloads;
using Workers.Hosting.Settings;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.RunOnce;

/// <summary>Finds the job in the environment, a file or the payload store.</summary>
internal sealed class RunOnceInput(IConfiguration configuration, WorkerSettings settings, IPayloadStore? payloads = null)
{
    /// <summary>Whether there is somebody to report to, as far as the environment tells.</summary>
    public static bool HasToken(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[RunOnceVariables.TaskToken]);

    /// <summary>Reads the job.</summary>
    /// <returns>The job's envelope, and why its input cannot be read or <see langword="null"/>.</returns>
    /// <exception cref="WorkerConfigurationException">There is no input, more than one, or it cannot be found.</exception>
    public async Task<(JobEnvelope Envelope, string? Problem)> ReadAsync(CancellationToken cancellationToken)
    {
        var problem = EnvelopeReader.Read(await ReadTextAsync(cancellationToken), out var given);
        var execution = Value(RunOnceVariables.Execution) ?? given.Execution;
        return (
            new JobEnvelope
            {
                Execution = execution,
                State = Value(RunOnceVariables.State) ?? given.State,
                Entered = Value(RunOnceVariables.Entered) ?? given.Entered,
                Attempt = Number(RunOnceVariables.Attempt) ?? given.Attempt,
                MapPath = Value(RunOnceVariables.MapPath) ?? given.MapPath,
                HeartbeatSeconds = Number(RunOnceVariables.HeartbeatSeconds) ?? given.HeartbeatSeconds,
                TraceParent = TraceContext.Given(Value(RunOnceVariables.TraceParent)) ?? given.TraceParent,
                TaskToken = Value(RunOnceVariables.TaskToken) ?? given.TaskToken,
                Input = given.Input,
                InputPath = given.InputPath,
                IsBare = given.IsBare && execution is null,
            },
            problem
        );
    }

    private async Task<ReadOnlyMemory<byte>> ReadTextAsync(CancellationToken cancellationToken)
    {
        if (settings.RunOnce!.InputFile is { Length: > 0 } chosen)
        {
            return await ReadFileAsync("--input", chosen, cancellationToken);
        }

        string[] names = [RunOnceVariables.Input, RunOnceVariables.InputFile, RunOnceVariables.InputKey];
        var given = names.Where(name => Value(name) is not null).ToList();
        if (given.Count != 1)
        {
            throw new WorkerConfigurationException(
                (given.Count == 0 ? "There is no input" : $"There is more than one input ({string.Join(", ", given)})")
                    + $": set one of the environment variables {string.Join(", ", names)}, or give a file with --input."
            );
        }

        var value = Value(given[0])!;
        return given[0] switch
        {
            RunOnceVariables.Input => Encoding.UTF8.GetBytes(value),
            RunOnceVariables.InputFile => await ReadFileAsync(given[0], value, cancellationToken),
            _ => await ReadPayloadAsync(value, cancellationToken),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadFileAsync(string setting, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WorkerConfigurationException(
                $"{setting} is '{path}', which cannot be read: {exception.Message} Give a file that holds the input.",
                exception
            );
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadPayloadAsync(string key, CancellationToken cancellationToken)
    {
        if (payloads is null)
        {
            throw new WorkerConfigurationException(
                $"{RunOnceVariables.InputKey} is '{key}', but there is no payload store: "
                    + "set RunOnce:PayloadFolder (environment variable RunOnce__PayloadFolder), or add a record store."
            );
        }

        try
        {
            return await payloads.ReadAsync(key, cancellationToken)
                ?? throw new WorkerConfigurationException(
                    $"{RunOnceVariables.InputKey} is '{key}': the payload store has nothing under that key. "
                        + "Write the input before the task is started, with the same store's settings."
                );
        }
        catch (ArgumentException exception)
        {
            throw new WorkerConfigurationException($"{RunOnceVariables.InputKey}: {exception.Message}", exception);
        }
    }

    private string? Value(string name) => configuration[name] is { Length: > 0 } value ? value : null;

    private int? Number(string name)
    {
        if (Value(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new WorkerConfigurationException($"{name} is '{text}': it must be a whole number, 0 or more.");
    }
}
