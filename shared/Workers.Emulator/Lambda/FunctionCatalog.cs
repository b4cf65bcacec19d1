using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Workers.Emulator.StatesLanguage;
using Workers.Emulator.Statistics;
using Workers.Emulator.StepFunctions;

namespace Workers.Emulator.Lambda;

/// <summary>The functions: code of this process, or endpoints.</summary>
internal sealed partial class FunctionCatalog : IStatisticsSource, IDisposable
{
    private readonly ConcurrentDictionary<string, FunctionHandler> _handlers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FunctionCounters> _counters = new(StringComparer.Ordinal);
    private readonly EmulatorOptions _options;
    private readonly HttpFunctions _endpoints;
    private readonly ILogger _logger;

    public FunctionCatalog(EmulatorOptions options)
    {
        _options = options;
        _endpoints = new HttpFunctions(options);
        _logger = options.LoggerFactory.CreateLogger<FunctionCatalog>();
        foreach (var (name, handler) in options.Functions)
        {
            _handlers[name] = handler;
        }
    }

    public bool IsEmpty => _handlers.IsEmpty && _endpoints.IsEmpty;

    public void Map(string name, FunctionHandler handler) => _handlers[name] = handler;

    /// <summary>Calls a function and waits for its answer.</summary>
    /// <exception cref="IntegrationException">There is no such function, it does not answer, or it has failed.</exception>
    public async Task<FunctionResult> InvokeAsync(FunctionInvocation invocation, CancellationToken cancelled)
    {
        var counters = _counters.GetOrAdd(invocation.FunctionName, static _ => new FunctionCounters());
        try
        {
            var result = _handlers.TryGetValue(invocation.FunctionName, out var handler)
                ? new FunctionResult(Parse(await handler(invocation, cancelled)))
                : await _endpoints.InvokeAsync(invocation, cancelled) ?? throw NotFound(invocation);
            counters.Succeeded.Increment();
            return result;
        }
        catch (IntegrationException)
        {
            counters.Failed.Increment();
            throw;
        }
        catch (FunctionErrorException error)
        {
            counters.Failed.Increment();
            throw FunctionErrors.Of(error.ErrorType, error.Message, invocation.RequestId);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancelled.IsCancellationRequested)
        {
            counters.Failed.Increment();
            LogFault(error, invocation.FunctionName);
            throw FunctionErrors.Of(error.GetType().Name, error.Message, invocation.RequestId);
        }
    }

    /// <summary>Writes <c>functions</c>: for each how many calls succeeded and failed.</summary>
    public void WriteSections(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("functions");
        foreach (var (name, counters) in _counters.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            writer.WriteNumber("succeeded", counters.Succeeded.Value);
            writer.WriteNumber("failed", counters.Failed.Value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    public void Dispose() => _endpoints.Dispose();

    private IntegrationException NotFound(FunctionInvocation invocation) =>
        FunctionErrors.OfService(
            "ResourceNotFoundException",
            $"Function not found: arn:aws:lambda:{_options.Region}:{_options.AccountId}:function:{invocation.FunctionName}:"
                + (invocation.Qualifier ?? "$LATEST"),
            404
        );

    private static JsonElement Parse(string? text) =>
        text is null ? Json.Null
        : JsonText.TryParse(text, out var reason) is { } value ? value
        : throw new FunctionErrorException("Runtime.MarshalError", $"The function's result is not valid JSON: {reason}");

    [LoggerMessage(Level = LogLevel.Warning, Message = "The function {Function} failed")]
    private partial void LogFault(Exception error, string function);

    private sealed class FunctionCounters
    {
        public Counter Succeeded { get; } = new();

        public Counter Failed { get; } = new();
    }
}

/// <summary>What a function answered.</summary>
/// <param name="Payload">Its result.</param>
/// <param name="LogResult">The end of its log in base64, where the endpoint tells it.</param>
internal sealed record FunctionResult(JsonElement Payload, string? LogResult = null);
