using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Workers.Hosting.Tests.Telemetry;

public sealed class ConsoleLoggingTests
{
    [Theory]
    [InlineData("json")]
    [InlineData("line")]
    public void An_output_that_nobody_reads_does_not_hold_up_the_worker(string formatter)
    {
        using var worker = WorkerHost.CreateBuilder(["--Logging:Console:FormatterName=" + formatter]).Build();

        var console = worker.Services.GetRequiredService<IOptionsMonitor<ConsoleLoggerOptions>>().CurrentValue;

        Assert.Equal(ConsoleLoggerQueueFullMode.DropWrite, console.QueueFullMode);
        Assert.Equal(formatter, console.FormatterName);
    }
}
