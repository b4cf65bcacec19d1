using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Statistics;

namespace Workers.Emulator.Protocol;

/// <summary>From a target and a body to an answer: the way that requests take, whether they come over the network or from the same process.</summary>
internal sealed partial class AwsDispatcher
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 512 };

    private readonly FrozenDictionary<string, Target> _targets;
    private readonly ILogger _logger;

    public AwsDispatcher(EmulatorContext context)
    {
        _logger = context.LoggerFactory.CreateLogger<AwsDispatcher>();
        _targets = context
            .Services.SelectMany(service => service.Operations.Keys, (service, operation) => (service, operation))
            .Select(pair => new Target(pair.service, pair.operation, context.Requests.Counter(Name(pair.service, pair.operation))))
            .ToFrozenDictionary(target => Name(target.Service, target.Operation), StringComparer.Ordinal);
    }

    /// <summary>Answers one request.</summary>
    /// <param name="target">The header <c>X-Amz-Target</c>.</param>
    /// <param name="body">The request's body, valid until the answer is there.</param>
    /// <param name="baseUrl">The address under which the client reached the emulator, without a trailing slash.</param>
    /// <param name="answer">Where the answer's body goes.</param>
    /// <param name="aborted">Cancelled when the client has gone away.</param>
    /// <exception cref="OperationCanceledException">The client has gone away: there is nobody to answer.</exception>
    public async ValueTask<AwsReply> DispatchAsync(
        string? target,
        ReadOnlyMemory<byte> body,
        string baseUrl,
        ResponseBuffer answer,
        CancellationToken aborted
    )
    {
        IAwsService? service = null;
        try
        {
            if (target is null || !_targets.TryGetValue(target, out var found))
            {
                LogUnknownOperation(string.IsNullOrEmpty(target) ? "(no X-Amz-Target)" : target);
                throw FrameworkErrors.UnknownOperation();
            }

            service = found.Service;
            found.Requests.Increment();
            using var document = Parse(body);
            answer.Writer.WriteStartObject();
            await service.Find(found.Operation, baseUrl)(document.RootElement, answer.Writer, aborted);
            answer.Writer.WriteEndObject();
            return AwsReply.Success with { ContentType = service.ContentType };
        }
        catch (AwsErrorException error)
        {
            return WriteError(error, service, answer);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            LogFault(fault, target);
            return WriteError(FrameworkErrors.InternalFailure(), service, answer);
        }
    }

    /// <summary>Writes an error as AWS words it.</summary>
    public static AwsReply WriteError(AwsErrorException error, IAwsService? service, ResponseBuffer answer)
    {
        answer.Clear();
        answer.Writer.WriteStartObject();
        answer.Writer.WriteString("__type"u8, (error.Namespace ?? service?.ErrorNamespace) + error.Code);
        if (error.Message.Length > 0)
        {
            answer.Writer.WriteString("message"u8, error.Message);
        }

        answer.Writer.WriteEndObject();
        var party = error.StatusCode < 500 ? "Sender" : "Receiver";
        return new AwsReply(
            error.StatusCode,
            error.Namespace is null && service is { IsQueryCompatible: true } ? $"{error.QueryCode ?? error.Code};{party}" : null
        )
        {
            ContentType = service?.ContentType ?? WireFormat.ContentType,
        };
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body, Strict);
        }
        catch (JsonException)
        {
            throw FrameworkErrors.Serialization("The request's body is not valid JSON.");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            document.Dispose();
            throw FrameworkErrors.Serialization("The request's body is not a JSON object.");
        }

        // What is no text could not be read later on, and must not be answered.
        if (!JsonUnicode.IsValid(body.Span))
        {
            document.Dispose();
            throw FrameworkErrors.Serialization("The request's body holds text that is not valid Unicode.");
        }

        return document;
    }

    private static string Name(IAwsService service, string operation) => $"{service.TargetPrefix}.{operation}";

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Unknown operation {Target}: the emulator does not support it")]
    private partial void LogUnknownOperation(string target);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "{Target} failed inside the emulator")]
    private partial void LogFault(Exception fault, string? target);

    private sealed record Target(IAwsService Service, string Operation, Counter Requests);
}

/// <summary>What an answer carries besides its body.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="QueryError">The header <c>x-amzn-query-error</c>, if there is one.</param>
internal readonly record struct AwsReply(int StatusCode, string? QueryError)
{
    public static AwsReply Success { get; } = new(200, null);

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = WireFormat.ContentType;
}
