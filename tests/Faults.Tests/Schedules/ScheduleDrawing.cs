namespace Faults.Tests.Schedules;

/// <summary>Draws schedules.</summary>
internal static class ScheduleDrawing
{
    /// <summary>A maxReceiveCount that no day uses up.</summary>
    public const int EnoughReceives = 1000;

    private const int FewReceives = 3;

    // What leases are promised to outlive, if they are as long as that takes; and then a time in which they can be renewed.
    private const int GentleSeconds = 30;
    private const int GentleSpacing = 150;
    private const int GentleOffset = 60;
    private const int PromisedHeartbeat = 120;
    private const int PromisedVisibility = 90;

    private const int ShortLease = 60;

    // On a queue the heartbeat's clock starts when the message is sent: it covers the wait for polls that fail, for a slot, for another worker.
    private const int QueueHeartbeat = 240;
    private const int LongQueueHeartbeat = 7200;

    private const int RoughSeconds = 40;
    private const int Span = 300;

    // What is left at the end of a stop for giving back, and before it for a report that fails once more as its fault has just ended.
    private static readonly TimeSpan EndOfStop = TimeSpan.FromSeconds(40);

    private static ReadOnlySpan<FaultKind> BeforeTheEffect =>
        [FaultKind.Throttle, FaultKind.InternalError, FaultKind.Unavailable, FaultKind.Reset, FaultKind.Delay];

    private static ReadOnlySpan<FaultKind> AfterTheEffect => [FaultKind.ResetAfter, FaultKind.InternalErrorAfter, FaultKind.LoseAnswer];

    public static Schedule FromSeed(int seed)
    {
        var draw = new Draw((ulong)seed);
        var pattern = draw.Of(Pattern.Activity, Pattern.Queue);
        var mood = draw.Between(1, 100) switch
        {
            <= 5 => Mood.Calm,
            <= 30 => Mood.Gentle,
            <= 45 => Mood.Stops,
            <= 65 => Mood.Deployments,
            _ => Mood.Rough,
        };
        var workers = draw.Between(1, 3);
        var slots = draw.Between(1, 4);
        var jobs = Enumerable.Range(0, draw.Between(1, 12)).Select(_ => Job(draw)).ToList();
        var terms = Terms(draw, pattern, mood, hasSlotsForAll: workers * slots >= jobs.Count);
        var happenings = jobs.Select((_, job) => new Happening(draw.Seconds(0, draw.Of(0, 120)), Act.Start, job)).ToList();
        if (mood is Mood.Stops or Mood.Deployments)
        {
            Add(draw.Between(1, 6), () => Act.Stop);
        }
        else if (mood is Mood.Rough)
        {
            Add(draw.Between(1, 6), () => RoughAct(draw, pattern));
        }

        return new Schedule(seed, pattern, mood, jobs, workers, slots, happenings, Faults(draw, mood, happenings, terms), terms);

        void Add(int times, Func<Act> act)
        {
            for (var time = 0; time < times; time++)
            {
                var first = new Happening(draw.Seconds(0, Span), act(), draw.Between(0, workers - 1));
                if (first.Act is Act.Freeze)
                {
                    first = first with { Length = draw.Seconds(1, 150) };
                }

                happenings.Add(first);
                if (first.Act is Act.Crash or Act.Stop)
                {
                    happenings.Add(first with { At = first.At + draw.Seconds(0, 60), Act = Act.StartWorker });
                }
                else if (first.Act is Act.Partition)
                {
                    happenings.Add(first with { At = first.At + draw.Seconds(1, 120), Act = Act.Reconnect });
                }
            }
        }
    }

    private static Terms Terms(Draw draw, Pattern pattern, Mood mood, bool hasSlotsForAll) =>
        new()
        {
            Heartbeat = TimeSpan.FromSeconds(
                pattern is Pattern.Activity ? (mood is Mood.Rough ? ShortLease : PromisedHeartbeat)
                : !hasSlotsForAll || mood is Mood.Stops or Mood.Deployments ? LongQueueHeartbeat
                : mood is Mood.Rough ? PromisedHeartbeat
                : QueueHeartbeat
            ),
            Visibility = TimeSpan.FromSeconds(mood is Mood.Rough ? ShortLease : PromisedVisibility),
            MaxReceiveCount = draw.Of(FewReceives, EnoughReceives),
            IsIdempotent = draw.Chance(40),
            StopBudget = TimeSpan.FromSeconds(draw.Of(80, 110)),
        };

    private static List<FaultWindow> Faults(Draw draw, Mood mood, IReadOnlyList<Happening> happenings, Terms terms) =>
        mood switch
        {
            Mood.Gentle => [.. Enumerable.Range(0, draw.Between(1, 4)).Select(window => Gentle(draw, window, AfterTheEffect))],
            Mood.Deployments =>
            [
                .. Enumerable
                    .Range(0, draw.Between(1, 4))
                    .Select(window => Gentle(draw, window, BeforeTheEffect))
                    .Where(window => !IsInTheWay(window, happenings, terms)),
            ],
            Mood.Rough => [.. Enumerable.Range(0, draw.Between(0, 4)).Select(_ => Rough(draw))],
            _ => [],
        };

    private static bool IsInTheWay(FaultWindow window, IReadOnlyList<Happening> happenings, Terms terms) =>
        window.Target is FaultTarget.Calls
        && happenings.Any(stop =>
            stop.Act is Act.Stop && window.From < stop.At + terms.StopBudget && window.To > stop.At + terms.StopBudget - EndOfStop
        );

    private static JobScript Job(Draw draw)
    {
        var script = draw.Between(1, 10) switch
        {
            <= 7 => Script.Succeeds,
            <= 8 => Script.ThrowsFirst,
            _ => Script.Fails,
        };
        var duration = draw.Between(1, 10) switch
        {
            <= 2 => TimeSpan.Zero,
            <= 6 => draw.Seconds(0, 5),
            <= 8 => draw.Seconds(5, 60),
            _ => draw.Seconds(60, 300),
        };
        var manner = draw.Between(1, 10) switch
        {
            <= 7 => Manner.Heeds,
            <= 8 => Manner.WindsDown,
            _ => Manner.Hangs,
        };
        return new JobScript(script, manner is Manner.Hangs ? draw.Seconds(60, 400) : duration, manner);
    }

    private static FaultWindow Gentle(Draw draw, int window, ReadOnlySpan<FaultKind> ofCalls)
    {
        var from = TimeSpan.FromSeconds(window * GentleSpacing) + draw.Seconds(0, GentleOffset);
        var target = draw.Of(FaultTarget.Polls, FaultTarget.Calls);
        var kind = target is FaultTarget.Calls && draw.Chance(50) ? draw.Of(ofCalls) : draw.Of(BeforeTheEffect);
        return new FaultWindow(from, from + draw.Seconds(1, GentleSeconds), kind, target, draw.Of(30, 60, 100));
    }

    private static FaultWindow Rough(Draw draw)
    {
        var from = draw.Seconds(0, Span);
        var kind = draw.Chance(60) ? draw.Of(AfterTheEffect) : draw.Of(BeforeTheEffect);
        var target = draw.Of(FaultTarget.Polls, FaultTarget.Calls);
        return new FaultWindow(from, from + draw.Seconds(1, RoughSeconds), kind, target, draw.Of(30, 60, 100));
    }

    private static Act RoughAct(Draw draw, Pattern pattern) =>
        pattern is Pattern.Queue
            ? draw.Of(Act.Crash, Act.Crash, Act.Stop, Act.Partition, Act.Freeze, Act.Redeliver, Act.Duplicate)
            : draw.Of(Act.Crash, Act.Crash, Act.Stop, Act.Partition, Act.Freeze);
}
