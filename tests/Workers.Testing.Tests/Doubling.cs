using System.Text.Json.Serialization;
using Workers.Hosting;

namespace Workers.Testing.Tests;

internal sealed record Number(int Value);

[JsonSerializable(typeof(Number))]
internal sealed partial class NumberJson : JsonSerializerContext;

/// <summary>What the handler of a test does, and what it saw.</summary>
internal sealed class Script
{
    public Func<Number, JobContext, CancellationToken, Task<Number>> Run { get; set; } =
        (input, _, _) => Task.FromResult(new Number(input.Value * 2));

    public List<JobContext> Seen { get; } = [];
}

internal sealed class Doubling(Script script) : IJobHandler<Number, Number>
{
    public Task<Number> HandleAsync(Number input, JobContext context, CancellationToken cancellationToken)
    {
        lock (script.Seen)
        {
            script.Seen.Add(context);
        }

        return script.Run(input, context, cancellationToken);
    }
}
