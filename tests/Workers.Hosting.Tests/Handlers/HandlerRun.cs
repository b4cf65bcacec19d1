using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Handlers;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Tests.Handlers;

/// <summary>Runs one job through a ready-made handler.</summary>
internal static class HandlerRun
{
    public const string Token = "AAAAKgAAAAIAAAAA-secret-token";

    public const string Envelope = """
        {"job":{"execution":"arn:aws:states:eu-central-1:000000000000:execution:claims:e1","state":"Prüfen","entered":"2026-03-01T08:00:00.000Z","attempt":2,"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},"taskToken":"AAAAKgAAAAIAAAAA-secret-token","input":{"id":"c1","text":"Grüße"}}
        """;

    public static JobContext Context(string envelope = Envelope) =>
        new()
        {
            JobId = "job-1",
            SourceName = "appraise-claim",
            Envelope = JobEnvelope.Parse(Encoding.UTF8.GetBytes(envelope)),
        };

    public static async Task<JobOutcome> RunAsync(
        HandlerOptions options,
        JobContext? context = null,
        TimeProvider? time = null,
        CancellationToken? cancellationToken = null
    )
    {
        await using var services = new ServiceCollection()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton<HttpPost>()
            .BuildServiceProvider();
        var invoker = new ConfiguredInvoker("Activities:appraise-claim") { Options = options };
        return await invoker.InvokeAsync(services, context ?? Context(), cancellationToken ?? TestContext.Current.CancellationToken);
    }

    public static async Task<string> OutputAsync(HandlerOptions options, JobContext? context = null)
    {
        var outcome = await RunAsync(options, context);
        Assert.Equal(JobOutcomeKind.Succeeded, outcome.Kind);
        return Encoding.UTF8.GetString(outcome.Output.Span);
    }

    public static Task<JobFailedException> FailAsync(HandlerOptions options, TimeProvider? time = null) =>
        Assert.ThrowsAsync<JobFailedException>(() => RunAsync(options, time: time));
}
