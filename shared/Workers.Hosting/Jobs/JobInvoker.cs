using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Payloads;
using Workers.Hosting.Shutdown;

namespace Workers.Hosting.Jobs;

/// <summary>Calls a typed handler with bytes in and bytes out.</summary>
internal abstract class JobInvoker
{
    /// <summary>Step Functions' limit for an output, in bytes of UTF-8.</summary>
    public const int MaxOutputBytes = 262_144;

    /// <summary>Whether it works on the input. One that does not is called even when the input cannot be read.</summary>
    public virtual bool NeedsInput => true;

    /// <summary>Runs the handler, with payloads in the place of references on both sides. What the handler throws passes through.</summary>
    /// <exception cref="JobFailedException">A payload cannot be read or written.</exception>
    public async Task<JobOutcome> InvokeAsync(IServiceProvider services, JobContext context, CancellationToken cancellationToken)
    {
        if (!NeedsInput || services.GetService<ClaimCheck>() is not { } payloads)
        {
            return Limit(await CallAsync(services, context, cancellationToken));
        }

        var shutdown = services.GetRequiredService<ShutdownState>();

        // A job that has not begun when the stop comes is best given back at once.
        context.Envelope.Resolved = await payloads.ResolveAsync(context.Envelope.Input, context, shutdown.Told, cancellationToken);
        var outcome = await CallAsync(services, context, cancellationToken);

        // What is done is kept, whatever has cancelled the job meanwhile: the stop leaves reports this long.
        return await payloads.OffloadAsync(outcome, context, shutdown.ReportsEnd);
    }

    /// <summary>Runs the handler with the input as it is.</summary>
    protected abstract Task<JobOutcome> CallAsync(IServiceProvider services, JobContext context, CancellationToken cancellationToken);

    private static JobOutcome Limit(JobOutcome outcome) =>
        outcome.Output.Length <= MaxOutputBytes
            ? outcome
            : JobOutcome.Failed(
                WorkerErrors.OutputTooLarge,
                $"The output has {outcome.Output.Length} bytes in UTF-8; Step Functions takes at most {MaxOutputBytes}. "
                    + "Store it elsewhere and return a reference to it, or let builder.AddPayloads() do so."
            );
}

/// <inheritdoc/>
internal sealed class JobInvoker<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TInput, TOutput>(
    JsonTypeInfo<TInput> inputType,
    JsonTypeInfo<TOutput> outputType
) : JobInvoker
    where THandler : class, IJobHandler<TInput, TOutput>
{
    protected override async Task<JobOutcome> CallAsync(IServiceProvider services, JobContext context, CancellationToken cancellationToken)
    {
        TInput? input;
        try
        {
            input = JsonSerializer.Deserialize(context.Envelope.Input.Span, inputType);
        }
        catch (JsonException exception)
        {
            return InvalidInput(context, exception.Path, exception.Message);
        }

        if (input is null)
        {
            return InvalidInput(context, "$", "it is null.");
        }

        var handler = services.GetRequiredService<THandler>();
        var output = await handler.HandleAsync(input, context, cancellationToken);

        if (context.IsTakenOver)
        {
            return JobOutcome.HandedOver();
        }

        try
        {
            return JobOutcome.Succeeded(JsonSerializer.SerializeToUtf8Bytes(output, outputType));
        }
        catch (Exception exception)
            when (exception is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            return JobOutcome.Failed(
                WorkerErrors.InvalidOutput,
                $"The output ({typeof(TOutput).Name}) cannot be serialized: {exception.Message}",
                $"The output ({typeof(TOutput).Name}) cannot be serialized ({exception.GetType().Name})"
            );
        }
    }

    private static JobOutcome InvalidInput(JobContext context, string? path, string message)
    {
        // Paths are told from the top of what arrived, so that they can be found in the execution's history. Logs do without: a path may have keys of
        // a dictionary in it, and a message what stands there.
        var place = context.Envelope.InputPath + (path is { Length: > 1 } ? path[1..] : "");
        return JobOutcome.Failed(
            WorkerErrors.InvalidInput,
            $"The input does not fit {typeof(TInput).Name} at {place}: {message}",
            $"The input does not fit {typeof(TInput).Name}"
        );
    }
}
