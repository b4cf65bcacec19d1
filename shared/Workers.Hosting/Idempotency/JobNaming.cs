using System.Security.Cryptography;
using System.Text;

namespace Workers.Hosting.Idempotency;

/// <summary>Under which name a job is known to its later attempts, and how it is told from another one that came under the same name.</summary>
internal static class JobNaming
{
    private const string Remedy =
        "Give the state the job envelope (execution from $$.Execution.Id, state from $$.State.Name, entered from $$.State.EnteredTime; in a Map "
        + "also mapPath), or turn the source's Idempotency off.";

    /// <summary>The record's id. The source belongs to it: a job that one source hands on to another is two pieces of work.</summary>
    /// <exception cref="JobFailedException">Nothing names the job, or not well enough.</exception>
    public static string NameOf(JobContext context)
    {
        if (context.IdempotencyKey is not { } key)
        {
            throw Unnamed("its input came without job.execution and job.state");
        }

        if (context.Envelope.IdempotencyKey is not null && context.Envelope.Entered is null)
        {
            // A state that is visited twice would be answered with its first visit's result.
            throw Unnamed("its envelope has no job.entered, so that a later visit of the state cannot be told from this one");
        }

        return $"{context.SourceName}/{key}";
    }

    /// <summary>The SHA-256 in hexadecimal of what arrived as the input.</summary>
    public static string HashOf(ReadOnlyMemory<byte> input) => Convert.ToHexStringLower(SHA256.HashData(input.Span));

    /// <inheritdoc cref="HashOf(ReadOnlyMemory{byte})"/>
    public static string? HashOf(string? token) => token is null ? null : HashOf(Encoding.UTF8.GetBytes(token));

    private static JobFailedException Unnamed(string why) =>
        new(WorkerErrors.InvalidInput, $"The job cannot be done idempotently, because nothing names it across attempts: {why}. {Remedy}");
}
