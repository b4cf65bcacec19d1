using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Handlers;

/// <summary>Calls the ready-made handler that a source's settings name: JSON in, JSON out, as they are.</summary>
internal sealed class ConfiguredInvoker(string section) : JobInvoker
{
    /// <summary>The section of the settings that names the handler.</summary>
    public string Section { get; } = section + ":Handler";

    /// <summary>The settings, once they were read.</summary>
    public HandlerOptions? Options { get; set; }

    protected override async Task<JobOutcome> CallAsync(IServiceProvider services, JobContext context, CancellationToken cancellationToken)
    {
        var options = Options!;
        var input = RawInput.Of(context.Envelope);
        var output =
            options.Kind is HandlerKind.Http
                ? await services.GetRequiredService<HttpPost>().RunAsync(options, input, context, cancellationToken)
                : await new CommandRun(options, context, services.GetRequiredService<TimeProvider>()).RunAsync(input, cancellationToken);
        return ToOutcome(output.Trim());
    }

    private static JobOutcome ToOutcome(ReadOnlyMemory<byte> output)
    {
        if (output.IsEmpty)
        {
            return JobOutcome.Succeeded("null"u8.ToArray());
        }

        var reader = new Utf8JsonReader(output.Span);
        try
        {
            while (reader.Read()) { }

            return JobOutcome.Succeeded(output);
        }
        catch (JsonException exception)
        {
            return JobOutcome.Failed(
                WorkerErrors.InvalidOutput,
                $"The output is not one JSON value: {exception.Message}",
                "The output is not one JSON value"
            );
        }
    }
}
