using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>What the emulator cannot do is told when a machine is created, and fails by name when it is entered.</summary>
public sealed class UnsupportedIntegrationTests
{
    [Theory]
    [InlineData("arn:aws:states:::sns:publish")]
    [InlineData("arn:aws:states:::glue:startJobRun.sync")]
    [InlineData("arn:aws:states:::aws-sdk:secretsmanager:listSecrets")]
    [InlineData("arn:aws:states:::aws-sdk:ecs:updateService")]
    [InlineData("arn:aws:states:::aws-sdk:s3:listBuckets")]
    [InlineData("arn:aws:states:::http:invoke")]
    [InlineData("arn:aws:states:::ecs:runTask.sync")]
    [InlineData("arn:aws:states:::lambda:invoke")]
    [InlineData("arn:aws:lambda:us-east-1:000000000000:function:appraise")]
    [InlineData("arn:aws:swf:us-east-1:000000000000:task:x")]
    public async Task A_resource_that_cannot_be_performed_is_told_at_creation_and_fails_by_name(string resource)
    {
        using var log = new Lines();
        await using var emulator = new StepFunctionsHarness(loggers: log);

        var end = await emulator.RunAsync(
            $$$"""{"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"{{{resource}}}","End":true} } }"""
        );

        var warning = Assert.Single(log, line => line.Contains("State machine machine", StringComparison.Ordinal));
        Assert.StartsWith("Warning: ", warning, StringComparison.Ordinal);
        Assert.Contains("'Call'", warning, StringComparison.Ordinal);
        Assert.Contains(resource, warning, StringComparison.Ordinal);
        Assert.Equal("Emulator.UnsupportedIntegration", end.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_Map_without_a_folder_for_its_items_is_told_at_creation()
    {
        using var log = new Lines();
        await using var emulator = new StepFunctionsHarness(loggers: log);

        await emulator.CreateAsync(
            """
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
              "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"}},
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}}}}
            """
        );

        Assert.Contains(
            log,
            line => line.Contains("'M'", StringComparison.Ordinal) && line.Contains("--s3-root", StringComparison.Ordinal)
        );
    }

    private sealed class Lines : ConcurrentQueue<string>, ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider) { }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose() { }
    }
}
