using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Jobs;
using Workers.Hosting.Payloads;
using Workers.Hosting.Settings;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.RunOnce;

/// <summary>Leaves the result where the next one looks for it, and turns the job's end into the program's exit code.</summary>
internal sealed partial class RunOnceResult(
    IConfiguration configuration,
    WorkerSettings settings,
    ShutdownState shutdown,
    ILogger<RunOnceResult> logger,
    PayloadCalls? payloads = null,
    ClaimCheck? claims = null
)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>The program's exit code. A job that never came to its end is the worker's own fault.</summary>
    public int ExitCode { get; private set; } = WorkerExitCode.Failure;

    /// <summary>Where a result goes that has no other place.</summary>
    internal Func<Stream> OpenOutput { get; set; } = Console.OpenStandardOutput;

    /// <summary>The job could not be found.</summary>
    public void Misconfigured(WorkerConfigurationException exception)
    {
        LogMisconfigured(exception.Message);
        ExitCode = WorkerExitCode.Configuration;
    }

    /// <summary>The job's input could not be read, which may pass.</summary>
    public void Unreadable(Exception exception) => LogUnreadable(exception);

    /// <summary>Keeps the output first and reports then: whoever is told of the end finds the result.</summary>
    /// <returns>Whether the result has arrived.</returns>
    public async Task<bool> EndAsync(Job job, JobOutcome outcome, Func<JobOutcome, Task<bool>> report)
    {
        if (outcome.Kind is JobOutcomeKind.Succeeded)
        {
            try
            {
                // What is kept is the result itself, even where the state gets a reference to it.
                var output = claims is null
                    ? outcome.Output
                    : await claims.ResolveAsync(outcome.Output, job.Context, shutdown.ReportsEnd, CancellationToken.None);
                await KeepAsync(job, output);
            }
            catch (Exception exception)
            {
                LogNotKept(exception, job.Context.JobId);
                outcome = JobOutcome.Failed(WorkerErrors.ResultNotKept, $"The result could not be written: {exception.Message}");
            }
        }

        var isReported = await report(outcome) || job.TaskToken is null;
        var code = CodeOf(outcome);
        ExitCode = isReported || code is WorkerExitCode.Cancelled ? code : WorkerExitCode.Failure;
        LogEnded(job.Context.JobId, outcome.Kind, ExitCode);
        return isReported;
    }

    private static int CodeOf(JobOutcome outcome) =>
        outcome switch
        {
            { Kind: JobOutcomeKind.Succeeded or JobOutcomeKind.HandedOver } => WorkerExitCode.Success,
            { Kind: JobOutcomeKind.Released or JobOutcomeKind.Lost } => WorkerExitCode.Cancelled,
            { Error: WorkerErrors.InvalidInput } => WorkerExitCode.InvalidInput,
            { Error: WorkerErrors.ResultNotKept } => WorkerExitCode.Failure,
            _ => WorkerExitCode.JobFailed,
        };

    private async Task KeepAsync(Job job, ReadOnlyMemory<byte> output)
    {
        var isKept = job.TaskToken is not null;
        if (settings.RunOnce!.ResultFile is { Length: > 0 } file)
        {
            await File.WriteAllBytesAsync(file, output);
            isKept = true;
        }

        var given = configuration[RunOnceVariables.ResultKey];
        var key = string.IsNullOrEmpty(given) ? job.Context.IdempotencyKey : given;
        if (payloads is not null && key is not null)
        {
            await payloads.WriteAsync(key, output, job.Context, shutdown.ReportsEnd);
            LogKept(job.Context.JobId, output.Length, key);
            isKept = true;
        }
        else if (!string.IsNullOrEmpty(given))
        {
            throw new InvalidOperationException(
                $"{RunOnceVariables.ResultKey} is '{given}', but there is no payload store: set RunOnce:PayloadFolder "
                    + "(environment variable RunOnce__PayloadFolder), or add a record store."
            );
        }

        if (!isKept)
        {
            await using var stream = OpenOutput();
            await stream.WriteAsync(output);
            await stream.WriteAsync(NewLine);
        }
    }

    [LoggerMessage(LogLevel.Critical, "The input could not be read; the job was not begun")]
    private partial void LogUnreadable(Exception exception);

    [LoggerMessage(LogLevel.Critical, "{Problem}")]
    private partial void LogMisconfigured(string problem);

    [LoggerMessage(LogLevel.Information, "The result of job {JobId} ({Bytes} bytes) is kept under {Key}")]
    private partial void LogKept(string jobId, int bytes, string key);

    [LoggerMessage(LogLevel.Error, "The result of job {JobId} could not be written")]
    private partial void LogNotKept(Exception exception, string jobId);

    [LoggerMessage(LogLevel.Information, "Job {JobId} ended ({Outcome}); exit code {ExitCode}")]
    private partial void LogEnded(string jobId, JobOutcomeKind outcome, int exitCode);
}
