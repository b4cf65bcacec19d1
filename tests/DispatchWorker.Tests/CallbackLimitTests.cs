using DispatchWorker.Callbacks;
using DispatchWorker.Settings;
using DispatchWorker.Vault;

namespace DispatchWorker.Tests;

public sealed class CallbackLimitTests
{
    [Fact]
    public void LetsIn_TooManyForOneId_LeavesTheOthersTheirShare()
    {
        using var limits = Limits(all: 100, perId: 1);
        var flooded = TokenVault.NewId();

        var letIn = Enumerable.Range(0, 10_000).Count(_ => limits.LetsIn(flooded, out var _));

        Assert.InRange(letIn, 2, 100);
        Assert.True(limits.LetsIn(TokenVault.NewId(), out _));
    }

    [Fact]
    public void LetsIn_TooManyIds_TurnsAwayWhatIsTooMuchAltogether()
    {
        using var limits = Limits(all: 1, perId: 1000);

        var pauses = new List<TimeSpan>();
        for (var call = 0; call < 10_000; call++)
        {
            if (!limits.LetsIn(TokenVault.NewId(), out var retryAfter))
            {
                pauses.Add(retryAfter);
            }
        }

        Assert.InRange(pauses.Count, 9_900, 9_998);
        Assert.All(pauses, pause => Assert.InRange(pause.TotalSeconds, 0.001, 2));
    }

    private static CallbackLimits Limits(int all, int perId) =>
        new(
            new DispatchSettings
            {
                Callbacks = new CallbackSettings { RequestsPerSecond = all, RequestsPerSecondPerId = perId },
            }
        );
}
