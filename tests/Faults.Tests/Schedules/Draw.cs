namespace Faults.Tests.Schedules;

/// <summary>Draws numbers from a seed, the same ones with every version of .NET (SplitMix64).</summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A whole number, both ends included.</summary>
    public int Between(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));

    public bool Chance(int percent) => Between(1, 100) <= percent;

    public TimeSpan Seconds(int least, int most) => TimeSpan.FromMilliseconds(Between(least * 1000, most * 1000));

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Between(0, choices.Length - 1)];

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
