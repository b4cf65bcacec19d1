using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Tests.Support;

/// <summary>Every log line with its level, exception and scopes, as text.</summary>
internal sealed class LogCapture : ILoggerProvider, ISupportExternalScope
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Text => string.Join('\n', Lines);

    /// <summary>Completes when a line contains a text: what is logged on the side may come a moment later.</summary>
    public async Task ContainsAsync(string text)
    {
        var patience = Stopwatch.StartNew();
        while (!Text.Contains(text, StringComparison.Ordinal))
        {
            await Task.Yield();
            Assert.True(patience.Elapsed < Patience, $"No line with '{text}' came, but:\n{Text}");
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    private sealed class Logger(LogCapture capture) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => capture._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = $"{logLevel}: {formatter(state, exception)} {exception}";
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                line += string.Concat(values.Select(value => $" [{value.Key}={value.Value}]"));
            }

            capture._scopes.ForEachScope(
                (scope, _) =>
                {
                    line += $" {{{scope}}}";
                    if (scope is IEnumerable<KeyValuePair<string, object?>> pairs)
                    {
                        line += string.Concat(pairs.Select(pair => $" [{pair.Key}={pair.Value}]"));
                    }
                },
                0
            );
            capture.Lines.Enqueue(line);
        }
    }
}
