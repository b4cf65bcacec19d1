using Scaling.Metrics;

namespace Scaling.Policy;

/// <summary>
/// Application Auto Scaling with the policies of the module: the largest wish counts, all have to agree to a scale-in, cooldowns, and the way to
/// zero and back.
/// </summary>
internal sealed class Autoscaler(ScalingSettings settings, ServiceSettings service, ServiceMetrics metrics)
{
    private const double Never = double.NegativeInfinity;

    private readonly WakeAlarm _wake = new(settings, service, metrics);
    private readonly MinuteAlarm _idle = new(settings.IdleMinutes, settings.IdleMinutes);

    private readonly TargetTracking[] _policies =
    [
        new(metrics.Saturation, settings.SaturationTarget),
        .. service.HasQueue
            ? new[]
            {
                new TargetTracking(
                    metrics.BacklogPerSlot,
                    1 + (settings.LatencyShare * service.AcceptableLatencySeconds / service.JobSeconds)
                ),
            }
            : [],
    ];

    private double _lastOut = Never;
    private double _lastChange = Never;
    private double _lastWake = Never;
    private double _lastToZero = Never;
    private int _beforeOut;

    /// <summary>How often the alarm of a service at zero added a task.</summary>
    public int Wakes { get; private set; }

    /// <summary>What is wanted from now on.</summary>
    /// <param name="now">The second; asked once a minute, as alarms are.</param>
    /// <param name="desired">What was wanted so far.</param>
    public int Decide(int now, int desired)
    {
        var next = Math.Clamp(Next(now, desired), service.MinTasks, service.MaxTasks);
        if (next != desired)
        {
            _lastChange = now;
        }

        return next;
    }

    private int Next(int now, int desired)
    {
        if (service.MinTasks == 0)
        {
            if (desired > 0 && now - _lastToZero >= 60 * settings.IdleMinutes && _idle.GoesOff(now, minute => IsIdle(now, minute)))
            {
                _lastToZero = now;
                return 0;
            }

            if (now - _lastWake >= settings.WakeCooldownSeconds && desired < service.MaxTasks && _wake.GoesOff(now))
            {
                Wakes++;
                _lastWake = now;
                _lastToZero = Never;
                return desired + 1;
            }
        }

        var factors = _policies.Select(policy => policy.Factor(now)).ToArray();
        var largest = factors.Max() ?? 1;
        if (largest > 1)
        {
            return ScaleOut(now, desired, largest);
        }

        return factors.All(factor => factor < 1) && now - _lastChange >= settings.ScaleInCooldownSeconds
            ? Math.Max((int)Math.Ceiling(desired * largest), Math.Min(desired, 1))
            : desired;
    }

    private bool? IsIdle(int now, int minute) => metrics.Busy.At(now, minute) is { } busy ? busy <= 0 : null;

    // While the cooldown lasts, what was added counts as there: only a larger scale-out than that goes on.
    private int ScaleOut(int now, int desired, double factor)
    {
        if (now - _lastOut >= settings.ScaleOutCooldownSeconds)
        {
            _beforeOut = desired;
            var next = (int)Math.Ceiling(desired * factor);
            if (next > desired)
            {
                // A scale-out ends the cooldown of the scale-in before it.
                _lastToZero = Never;
                _lastOut = now;
            }

            return next;
        }

        return Math.Max(desired, (int)Math.Ceiling(_beforeOut * factor));
    }
}
