using System.Globalization;
using Faults.Tests.Runs;
using Faults.Tests.Schedules;

namespace Faults.Tests;

/// <summary>
/// Days drawn from a seed. <c>FAULT_SCHEDULES=n</c> sets how many, <c>FAULT_FIRST=n</c> the first seed, <c>FAULT_SEED=n</c> runs one of them. A seed
/// fixes what happens and when; the jitter of the runtime's retries and the order of what happens at one instant are not its own.
/// </summary>
public sealed class ScheduleTests
{
    private const int Batch = 20;

    // In real time; a schedule takes some hundredths of a second.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const int DefaultSchedules = 2_000;

    public static TheoryData<int, int> Batches()
    {
        var batches = new TheoryData<int, int>();
        if (Setting("FAULT_SEED") is { } seed)
        {
            batches.Add(seed, 1);
            return batches;
        }

        var schedules = Setting("FAULT_SCHEDULES") ?? DefaultSchedules;
        var start = Setting("FAULT_FIRST") ?? 1;
        for (var done = 0; done < schedules; done += Batch)
        {
            batches.Add(start + done, Math.Min(Batch, schedules - done));
        }

        return batches;
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public async Task Every_promise_is_kept(int firstSeed, int schedules)
    {
        var broken = new List<string>();
        for (var seed = firstSeed; seed < firstSeed + schedules; seed++)
        {
            if (await BrokenAsync(ScheduleDrawing.FromSeed(seed)) is { } told)
            {
                broken.Add(told);
            }
        }

        Assert.True(broken.Count == 0, string.Join("\n\n", broken));
    }

    private static async Task<string?> BrokenAsync(Schedule schedule)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Longest);
        await using var run = new ScheduleRun(schedule, limit.Token);
        try
        {
            var broken = await Promises.BrokenAsync(run, schedule);
            return broken.Count == 0 ? null : Told(string.Join('\n', broken));
        }
        catch (Exception exception) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return Told($"{exception}\n{string.Join('\n', run.Diary.Violations)}");
        }

        string Told(string broken) => $"FAULT_SEED={schedule.Seed} replays it.\n{broken}\n{schedule}\nWhat happened:\n{run.Diary.Notes}";
    }

    private static int? Setting(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
