using Workers.Hosting;

namespace ChaosWorker;

/// <summary>The effect that honours no key: whoever does the job again does the effect again.</summary>
internal sealed class AppendEffect(EffectFile file, TimeProvider time) : IJobHandler<Order, Receipt>
{
    /// <summary>The activity's name in the settings.</summary>
    public const string Activity = "journal";

    /// <summary>The queue's name in the settings.</summary>
    public const string Queue = "register";

    /// <inheritdoc/>
    public async Task<Receipt> HandleAsync(Order input, JobContext context, CancellationToken cancellationToken)
    {
        var half = TimeSpan.FromMilliseconds(input.WorkMs / 2.0);
        await Task.Delay(half, time, cancellationToken);
        file.Append(input.Id);
        await Task.Delay(half, time, cancellationToken);
        return new Receipt
        {
            Id = input.Id,
            Total = input.Amounts.Sum(),
            Secret = input.Secret,
        };
    }
}
