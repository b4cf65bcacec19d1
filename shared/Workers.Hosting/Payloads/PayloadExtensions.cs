using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Payloads;

namespace Workers.Hosting;

/// <summary>Adds large payloads to a worker.</summary>
public static class PayloadExtensions
{
    /// <summary>
    /// Hands large outputs on by reference: what is larger than <see cref="PayloadOptions.ThresholdBytes"/> goes to the payload store, and the
    /// state gets a small reference in its place. Wherever a reference into that store stands in an input, its payload is put before the handler
    /// sees it. Handlers need not know. An <see cref="IPayloadStore"/> of the program's own in <see cref="WorkerHostBuilder.Services"/> is used
    /// instead of the folder or the bucket that section <c>Payloads</c> names. Calling it again changes nothing.
    /// </summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the settings after they were read, before they are validated.</param>
    public static WorkerHostBuilder AddPayloads(this WorkerHostBuilder builder, Action<PayloadOptions>? configure = null)
    {
        builder.Services.AddSingleton(new PayloadRegistration(configure));
        return builder;
    }
}
