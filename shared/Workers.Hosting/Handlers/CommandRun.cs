using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Handlers;

/// <summary>One job's run of a program.</summary>
internal sealed class CommandRun(HandlerOptions options, JobContext context, TimeProvider time)
{
    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(5);

    /// <summary>Runs the program to its end; whatever it started ends with it.</summary>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="JobFailedException">It failed, by name.</exception>
    public async Task<ReadOnlyMemory<byte>> RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo() };
        var family = new ProcessFamily(process);
        family.Mark();
        Start(process);

        using var timeout = new CancellationTokenSource(
            options.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            time
        );
        using var tooLarge = new CancellationTokenSource();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token, tooLarge.Token);
        var writing = WriteAsync(process.StandardInput.BaseStream, input);
        var output = BoundedReader.ReadAsync(
            process.StandardOutput.BaseStream,
            options.MaxOutputBytes,
            tooLarge.Cancel,
            CancellationToken.None
        );
        var errors = BoundedReader.ReadTailAsync(process.StandardError.BaseStream, CancellationToken.None);
        await EndAsync(process, family, over.Token);

        try
        {
            // Nobody holds the other ends any more, unless a process has shed the family's mark.
            await Task.WhenAll(writing, output, errors).WaitAsync(PipePatience, time, CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            throw new JobFailedException(
                HandlerErrors.CommandTimeout,
                $"{options.Program} has ended, but a process that it started still holds its standard output or error open.",
                exception
            );
        }

        cancellationToken.ThrowIfCancellationRequested();
        return timeout.IsCancellationRequested ? throw TimedOut(await errors)
            : tooLarge.IsCancellationRequested ? throw TooLarge()
            : process.ExitCode is not 0 and var exitCode ? throw Failed(exitCode, await errors)
            : await output;
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> input)
    {
        try
        {
            await using (stream)
            {
                await stream.WriteAsync(input);
            }
        }
        catch (IOException)
        {
            // A program need not read its input.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(options.Program!, options.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        Set(start, "WORKERS_SOURCE", context.SourceName);
        Set(start, "WORKERS_JOB_ID", context.JobId);
        Set(start, "WORKERS_EXECUTION", context.Envelope.Execution);
        Set(start, "WORKERS_STATE", context.Envelope.State);
        Set(start, "WORKERS_ATTEMPT", context.Attempt.ToString(CultureInfo.InvariantCulture));
        Set(start, "WORKERS_IDEMPOTENCY_KEY", context.IdempotencyKey);
        Set(start, "TRACEPARENT", TraceContext.Current(context));
        return start;
    }

    // What is not known of this job must not be taken from the worker's own environment.
    private static void Set(ProcessStartInfo start, string name, string? value)
    {
        if (value is null)
        {
            start.Environment.Remove(name);
        }
        else
        {
            start.Environment[name] = value;
        }
    }

    private void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or DirectoryNotFoundException)
        {
            throw new JobFailedException(
                HandlerErrors.CommandNotStarted,
                $"{options.Program} cannot be started: {exception.Message}",
                exception
            );
        }
    }

    private async Task EndAsync(Process process, ProcessFamily family, CancellationToken over)
    {
        try
        {
            await process.WaitForExitAsync(over);
        }
        catch (OperationCanceledException)
        {
            family.Terminate();
            using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(options.GraceSeconds), time);
            await process.WaitForExitAsync(grace.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            family.Kill();
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    private JobFailedException Failed(int exitCode, string errors)
    {
        var code = exitCode.ToString(CultureInfo.InvariantCulture);
        var end = $"{options.Program} ended with exit code {code}";
        return new JobFailedException(
            options.ErrorNames.TryGetValue(code, out var name) ? name : HandlerErrors.CommandExitCode + code,
            errors.Length > 0 ? errors : $"{end} and wrote nothing to standard error."
        )
        {
            LoggedCause = Logged(end, errors),
        };
    }

    private JobFailedException TimedOut(string errors)
    {
        var end = $"{options.Program} did not end within {options.TimeoutSeconds} s and was ended";
        return new JobFailedException(HandlerErrors.CommandTimeout, $"{end}. {errors}".TrimEnd()) { LoggedCause = Logged(end, errors) };
    }

    private static string Logged(string end, string errors) =>
        errors.Length > 0
            ? $"{end}. What it wrote to standard error is in the cause that was reported."
            : $"{end} and wrote nothing to standard error.";

    private JobFailedException TooLarge() =>
        new(
            WorkerErrors.OutputTooLarge,
            $"{options.Program} wrote more than {options.MaxOutputBytes} bytes to standard output and was ended. "
                + "Store the output elsewhere and return a reference to it."
        );
}
