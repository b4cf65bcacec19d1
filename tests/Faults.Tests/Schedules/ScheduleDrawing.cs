namespace Faults.Tests.Schedules;

/// <summary>Draws schedules.</summary>
internal static class ScheduleDrawing
{
    // Below half of the shortest lease, so that a lease that is due to be extended in a window outlives it.
    private const int GentleSeconds = 12;
    private const int GentleSpacing = 90;
    private const int RoughSeconds = 40;
    private const int Span = 300;

    private static ReadOnlySpan<FaultKind> BeforeTheEffect =>
        [FaultKind.Throttle, FaultKind.InternalError, FaultKind.Unavailable, FaultKind.Reset, FaultKind.Delay];

    private static ReadOnlySpan<FaultKind> AfterTheEffect => [FaultKind.ResetAfter, FaultKind.InternalErrorAfter, FaultKind.LoseAnswer];

    public static Schedule FromSeed(int seed)
    {
        var draw = new Draw((ulong)seed);
        var pattern = draw.Of(Pattern.Activity, Pattern.Queue);
        var mood = draw.Between(1, 100) switch
        {
            <= 10 => Mood.Calm,
            <= 40 => Mood.Gentle,
            <= 55 => Mood.Stops,
            _ => Mood.Rough,
        };
        var workers = draw.Between(1, 3);
        var slots = draw.Between(1, 4);
        var jobs = Enumerable.Range(0, draw.Between(1, 12)).Select(_ => Job(draw)).ToList();
        var happenings = jobs.Select((_, job) => new Happening(draw.Seconds(0, draw.Of(0, 120)), Act.Start, job)).ToList();
        var faults = new List<FaultWindow>();
        if (mood is Mood.Gentle)
        {
            faults.AddRange(Enumerable.Range(0, draw.Between(1, 4)).Select(window => Gentle(draw, window)));
        }
        else if (mood is Mood.Stops)
        {
            Add(draw.Between(1, 4), () => Act.Stop);
        }
        else if (mood is Mood.Rough)
        {
            faults.AddRange(Enumerable.Range(0, draw.Between(0, 4)).Select(_ => Rough(draw)));
            Add(draw.Between(1, 6), () => RoughAct(draw, pattern));
        }

        return new Schedule(seed, pattern, mood, jobs, workers, slots, happenings, faults);

        void Add(int times, Func<Act> act)
        {
            for (var time = 0; time < times; time++)
            {
                var first = new Happening(draw.Seconds(0, Span), act(), draw.Between(0, workers - 1));
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
        return new JobScript(script, duration);
    }

    private static FaultWindow Gentle(Draw draw, int window)
    {
        var from = TimeSpan.FromSeconds(window * GentleSpacing) + draw.Seconds(0, GentleSpacing - GentleSeconds);
        var target = draw.Of(FaultTarget.Polls, FaultTarget.Calls);
        var kind = target is FaultTarget.Calls && draw.Chance(50) ? draw.Of(AfterTheEffect) : draw.Of(BeforeTheEffect);
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
            ? draw.Of(Act.Crash, Act.Crash, Act.Stop, Act.Partition, Act.Redeliver, Act.Duplicate)
            : draw.Of(Act.Crash, Act.Crash, Act.Stop, Act.Partition);
}
