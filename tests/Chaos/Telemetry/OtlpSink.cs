using Microsoft.AspNetCore.Http;

namespace Chaos.Telemetry;

/// <summary>Takes what workers export over OTLP and HTTP, and appends it as it is to a file for each signal.</summary>
internal sealed class OtlpSink(string folder) : IDisposable
{
    private static readonly string[] Signals = ["traces", "metrics", "logs"];

    private readonly Dictionary<string, FileStream> _files = Signals.ToDictionary(
        signal => signal,
        signal => new FileStream(Path.Combine(folder, $"otlp-{signal}.bin"), FileMode.Create, FileAccess.Write, FileShare.Read),
        StringComparer.Ordinal
    );
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>How many bytes came, by signal.</summary>
    public IReadOnlyDictionary<string, long> Bytes => _files.ToDictionary(file => file.Key, file => file.Value.Length);

    /// <summary>Answers a request to <c>/v1/{signal}</c>.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        // Nobody could search what is compressed.
        var signal = (string?)context.Request.RouteValues["signal"] ?? "";
        if (context.Request.Headers.ContentEncoding.Count > 0 || !_files.TryGetValue(signal, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            await file.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
            await file.FlushAsync(context.RequestAborted);
        }
        finally
        {
            _turn.Release();
        }

        // An empty answer is a valid one of every signal: all was taken.
        context.Response.ContentType = "application/x-protobuf";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Dispose();
        }

        _turn.Dispose();
    }
}
