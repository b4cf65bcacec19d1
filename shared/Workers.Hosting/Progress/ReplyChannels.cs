using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws.Sqs;
using Workers.Hosting.Leases;

namespace Workers.Hosting.Progress;

/// <summary>Opens the way to a job's reply queue.</summary>
/// <remarks>
/// What sends is looked up with the first envelope that names a reply queue: a worker without such jobs, over a client of its own, needs none.
/// </remarks>
internal sealed class ReplyChannels(IServiceProvider services, ISqsQueues queues, LeaseKeeper leases, ILogger<ReplyChannel> logger)
{
    /// <summary>The channel of one delivery, or <see langword="null"/> when the envelope names no reply queue.</summary>
    public ReplyChannel? Open(JobEnvelope envelope, Lease lease, int attempt) =>
        envelope.ReplyTo is { } address
            ? new ReplyChannel(address, lease, attempt, services.GetRequiredService<ISqsProducer>(), queues, leases, logger)
            : null;
}
