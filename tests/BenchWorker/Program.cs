using System.Globalization;
using System.Text.Json;
using BenchWorker;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

// What a candidate of a comparison is told: MODE (activity or sqs), ACTIVITY_ARN or QUEUE_URL, CONCURRENCY and HANDLER_MS.
static string Told(string variable) =>
    Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new WorkerConfigurationException($"{variable} is missing: the comparison that starts this worker sets it.");

static int Number(string variable) =>
    int.TryParse(Told(variable), CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new WorkerConfigurationException($"{variable} is '{Told(variable)}': it must be a whole number.");

var builder = WorkerHost.CreateBuilder(args);
builder.Services.AddSingleton(services => new Echo(
    TimeSpan.FromMilliseconds(Number("HANDLER_MS")),
    services.GetRequiredService<TimeProvider>()
));
switch (Told("MODE"))
{
    case "activity":
        builder.AddActivity<Echo, JsonElement, JsonElement>(
            Echo.Source,
            EchoJson.Default.JsonElement,
            EchoJson.Default.JsonElement,
            options =>
            {
                options.ActivityArn = Told("ACTIVITY_ARN");
                options.Slots = Number("CONCURRENCY");
            }
        );
        break;
    case "sqs":
        builder.AddQueue<Echo, JsonElement, JsonElement>(
            Echo.Source,
            EchoJson.Default.JsonElement,
            EchoJson.Default.JsonElement,
            options =>
            {
                options.QueueUrl = Told("QUEUE_URL");
                options.Slots = Number("CONCURRENCY");
            }
        );
        break;
    case var mode:
        throw new WorkerConfigurationException($"MODE is '{mode}': it must be 'activity' or 'sqs'.");
}

return await builder.Build().RunAsync();
