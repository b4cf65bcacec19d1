using System.Globalization;
using System.Text.Json;
using LocalFleet.Failures;
using Microsoft.AspNetCore.Http;

namespace LocalFleet.Outside;

/// <summary>The tariff over HTTP: what a service on the premises would answer. It fails now and then.</summary>
internal sealed class TariffService(string tariffFile, FailureLog failures)
{
    private const int MinutesThatPay = 60;
    private const int FailureInterval = 100;

    private readonly byte[] _tariff = Read(tariffFile);
    private readonly EveryNth _fails = new(FailureInterval);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (failures.IsOn && _fails.Next())
        {
            failures.Injected(FleetPattern.ActivityWorker);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _tariff.Length;
        return context.Response.Body.WriteAsync(_tariff, context.RequestAborted).AsTask();
    }

    private static byte[] Read(string file)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("currency", "USD");
            writer.WriteNumber("payableFromMinutes", MinutesThatPay);
            writer.WriteStartArray("bands");
            foreach (var columns in File.ReadLines(file).Skip(1).Select(line => line.Split(',')))
            {
                writer.WriteStartObject();
                writer.WriteNumber("fromMiles", int.Parse(columns[0], CultureInfo.InvariantCulture));
                writer.WriteString("band", columns[1]);
                writer.WriteNumber("amount", int.Parse(columns[2], CultureInfo.InvariantCulture));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
