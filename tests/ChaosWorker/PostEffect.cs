using Workers.Hosting;

namespace ChaosWorker;

/// <summary>The effect that honours the job's key, over the network, from a source whose results are kept by the runtime's idempotency.</summary>
internal sealed class PostEffect(EffectClient effects) : IJobHandler<Order, Receipt>
{
    /// <summary>The activity's name in the settings.</summary>
    public const string Activity = "post";

    /// <inheritdoc/>
    public async Task<Receipt> HandleAsync(Order input, JobContext context, CancellationToken cancellationToken)
    {
        var done = await effects.PostAsync(input, context.IdempotencyKey!, cancellationToken);
        return done with { Total = input.Amounts.Sum() };
    }
}
