using Scaling.Fleet;
using Scaling.Policy;

namespace Scaling.Workloads;

/// <summary>The days that a policy is tried on.</summary>
internal static class AllWorkloads
{
    private const int Hour = 3600;
    private const int Day = 24 * Hour;
    private const int JobSeconds = 5;

    private static readonly double[] Rates = [4, 12, 7, 20, 2, 15];

    /// <summary>Ten hours with 2,000 jobs at once every two hours, over a trickle of one in ten seconds.</summary>
    public static Workload Bursts { get; } =
        new(
            "bursts, queue",
            10 * Hour,
            new ServiceSettings { MaxTasks = 40 },
            (second, random) =>
                second % (2 * Hour) == Hour ? Enumerable.Range(0, 2000).Select(_ => Usual(second, random)) : Trickle(second, random, 0.1)
        );

    /// <summary>The same, through an activity, which has no backlog metric.</summary>
    public static Workload ActivityBursts { get; } =
        Bursts with
        {
            Name = "bursts, activity",
            Service = new ServiceSettings { MaxTasks = 40, HasQueue = false },
        };

    /// <summary>A day that goes from 2 jobs a second at night to 30 at noon.</summary>
    public static Workload SteadyDay { get; } =
        new(
            "steady day, queue",
            Day,
            new ServiceSettings(),
            (second, random) => Trickle(second, random, 16 - (14 * Math.Cos(2 * Math.PI * second / Day)))
        );

    /// <summary>The same, through an activity.</summary>
    public static Workload ActivityDay { get; } =
        SteadyDay with
        {
            Name = "steady day, activity",
            Service = new ServiceSettings { HasQueue = false },
        };

    /// <summary>A day that jumps every quarter of an hour: 4, 12, 7, 20, 2 and 15 jobs a second.</summary>
    public static Workload RoughDay { get; } =
        new(
            "rough day, queue",
            Day,
            new ServiceSettings(),
            (second, random) => Trickle(second, random, Rates[second / 900 % Rates.Length])
        );

    /// <summary>Six hours of 4 jobs a second; after two hours 1,000 messages come that nobody can do.</summary>
    public static Workload PoisonFlood { get; } =
        new(
            "poison flood",
            6 * Hour,
            new ServiceSettings(),
            (second, random) =>
                second == 2 * Hour ? Enumerable.Range(0, 1000).Select(_ => new Job(second, 1, IsPoison: true)) : Trickle(second, random, 4)
        );

    /// <summary>A day with one job an hour, for a service that stands at zero and is woken by the state machine.</summary>
    public static Workload HourlyWoken { get; } =
        new(
            "one job an hour, woken",
            Day,
            new ServiceSettings { MinTasks = 0 },
            (second, random) => second % Hour == 600 ? [Usual(second, random)] : []
        );

    /// <summary>The same, woken by the alarm alone.</summary>
    public static Workload HourlyByAlarm { get; } =
        HourlyWoken with
        {
            Name = "one job an hour, alarm only",
            Service = new ServiceSettings { MinTasks = 0, IsWoken = false },
        };

    /// <summary>The same, through an activity.</summary>
    public static Workload ActivityHourlyWoken { get; } =
        HourlyWoken with
        {
            Name = "one job an hour, activity, woken",
            Service = new ServiceSettings { MinTasks = 0, HasQueue = false },
        };

    /// <summary>The same, woken by the alarm alone.</summary>
    public static Workload ActivityHourlyByAlarm { get; } =
        HourlyWoken with
        {
            Name = "one job an hour, activity, alarm only",
            Service = new ServiceSettings
            {
                MinTasks = 0,
                HasQueue = false,
                IsWoken = false,
            },
        };

    /// <summary>Two days with one job every eight hours, woken by the alarm alone: the queue's metrics sleep meanwhile.</summary>
    public static Workload RareByAlarm { get; } =
        new(
            "one job in 8 hours, alarm only",
            2 * Day,
            new ServiceSettings { MinTasks = 0, IsWoken = false },
            (second, random) => second % (8 * Hour) == 7 * Hour ? [Usual(second, random)] : []
        );

    /// <summary>Jobs that come 12 to 24 minutes after the one before, 5 s later each time, so that one comes at every moment around the way to zero.</summary>
    public static Workload AroundIdle { get; } = Around("jobs around idleness, woken", new ServiceSettings { MinTasks = 0 });

    /// <summary>The same, through an activity.</summary>
    public static Workload ActivityAroundIdle { get; } =
        Around("jobs around idleness, activity, woken", new ServiceSettings { MinTasks = 0, HasQueue = false });

    /// <summary>A day with one job in twenty minutes on average.</summary>
    public static Workload Sparse { get; } =
        new(
            "one job in 20 minutes, woken",
            Day,
            new ServiceSettings { MinTasks = 0 },
            (second, random) => Trickle(second, random, 1.0 / (20 * 60))
        );

    /// <summary>Ten hours with 2,000 jobs at once every two hours and nothing else, for a service that stands at zero.</summary>
    public static Workload BurstsFromZero { get; } =
        new(
            "bursts from zero, woken",
            10 * Hour,
            new ServiceSettings { MinTasks = 0, MaxTasks = 40 },
            (second, random) => second % (2 * Hour) == Hour ? Enumerable.Range(0, 2000).Select(_ => Usual(second, random)) : []
        );

    /// <summary>Jobs of ten minutes, 60 at once every two hours: a scale-in amid them would give them back.</summary>
    public static Workload LongJobs { get; } =
        new(
            "long jobs",
            10 * Hour,
            new ServiceSettings
            {
                Slots = 4,
                JobSeconds = 600,
                AcceptableLatencySeconds = 600,
            },
            (second, random) =>
                second % (2 * Hour) == Hour ? Enumerable.Range(0, 60).Select(_ => new Job(second, random.Next(300, 900))) : []
        );

    /// <summary>Those of services that never stand at zero.</summary>
    public static IReadOnlyList<Workload> Running { get; } =
    [Bursts, ActivityBursts, SteadyDay, ActivityDay, RoughDay, PoisonFlood, LongJobs];

    /// <summary>Those of services that do.</summary>
    public static IReadOnlyList<Workload> FromZero { get; } =
    [
        HourlyWoken,
        ActivityHourlyWoken,
        HourlyByAlarm,
        ActivityHourlyByAlarm,
        RareByAlarm,
        AroundIdle,
        ActivityAroundIdle,
        Sparse,
        BurstsFromZero,
    ];

    private static Workload Around(string name, ServiceSettings service)
    {
        HashSet<int> arrivals = [];
        var at = 0;
        for (var gap = 12 * 60; gap <= 24 * 60; gap += 5)
        {
            at += gap;
            _ = arrivals.Add(at);
        }

        return new Workload(name, at + Hour, service, (second, random) => arrivals.Contains(second) ? [Usual(second, random)] : []);
    }

    private static Job Usual(int second, Random random) => new(second, random.Next(1, (2 * JobSeconds)));

    // Poisson: so many as exponential gaps fit into the second.
    private static IEnumerable<Job> Trickle(int second, Random random, double perSecond)
    {
        for (var at = Gap(); at < 1; at += Gap())
        {
            yield return Usual(second, random);
        }

        double Gap() => -Math.Log(1 - random.NextDouble()) / perSecond;
    }
}
