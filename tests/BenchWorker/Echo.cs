using System.Text.Json;
using Workers.Hosting;

namespace BenchWorker;

/// <summary>Answers what it was asked, at once or after a while.</summary>
internal sealed class Echo(TimeSpan duration, TimeProvider time) : IJobHandler<JsonElement, JsonElement>
{
    /// <summary>The source's name in the settings.</summary>
    public const string Source = "bench";

    /// <inheritdoc/>
    public async Task<JsonElement> HandleAsync(JsonElement input, JobContext context, CancellationToken cancellationToken)
    {
        if (duration > TimeSpan.Zero)
        {
            await Task.Delay(duration, time, cancellationToken);
        }

        // Messages of the comparison hold the input beside the task token; tasks of its activity are the input.
        return input.TryGetProperty("input", out var inner) ? inner : input;
    }
}
