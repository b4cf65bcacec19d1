using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Workers.Hosting.Telemetry;

/// <summary>Logs to the console: JSON in a container, one readable line an event elsewhere. <c>Logging:Console:FormatterName</c> decides otherwise.</summary>
internal static class ConsoleLogging
{
    private const int MaxWaitingLines = 10_000;

    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConfiguration(configuration.GetSection("Logging"));
        var formatter =
            configuration["Logging:Console:FormatterName"]
            ?? (
                string.Equals(configuration["DOTNET_RUNNING_IN_CONTAINER"], "true", StringComparison.OrdinalIgnoreCase)
                    ? ConsoleFormatterNames.Json
                    : LineFormatter.FormatterName
            );

        // Whoever reads the output may stop reading. Lines are lost then, and counted; jobs must not be.
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            console.MaxQueueLength = MaxWaitingLines;
        });
        if (formatter == ConsoleFormatterNames.Json)
        {
            // Programs read these lines, and find the traces by them.
            logging.Configure(options =>
                options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
            );
            logging.AddJsonConsole(json =>
            {
                json.IncludeScopes = true;
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                json.JsonWriterOptions = new JsonWriterOptions { Indented = false };
            });
        }
        else
        {
            logging.Services.AddSingleton<ConsoleFormatter, LineFormatter>();
            logging.AddConsole(console => console.FormatterName = formatter);
        }
    }
}
