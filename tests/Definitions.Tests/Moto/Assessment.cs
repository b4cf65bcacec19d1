using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Hosting;

namespace Definitions.Tests.Moto;

/// <summary>A job's input: what the job is to answer, or as what it is to fail. An approval has it in its request.</summary>
public sealed record Question(JsonElement? Answer = null, string? FailAs = null, Question? Request = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Question))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AssessmentJson : JsonSerializerContext;

/// <summary>Does as the input says.</summary>
public sealed class Assessment : IJobHandler<Question, JsonElement>
{
    public Task<JsonElement> HandleAsync(Question input, JobContext context, CancellationToken cancellationToken)
    {
        var question = input.Request ?? input;
        return question.FailAs is { } error
            ? throw new JobFailedException(error, "It was to fail.")
            : Task.FromResult(question.Answer!.Value);
    }
}
