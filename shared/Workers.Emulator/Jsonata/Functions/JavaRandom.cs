namespace Workers.Emulator.Jsonata;

/// <summary>The linear congruential generator of Java's Random.</summary>
internal static class JavaRandom
{
    private const long Multiplier = 0x5DEECE66D;
    private const long Addend = 0xB;
    private const long Mask = (1L << 48) - 1;

    /// <summary>The first number from 0 to 1 of a seed.</summary>
    public static double NextDouble(long seed)
    {
        var state = (seed ^ Multiplier) & Mask;
        var high = (long)Next(ref state, 26) << 27;
        return (high + Next(ref state, 27)) * (1.0 / (1L << 53));
    }

    private static int Next(ref long state, int bits)
    {
        state = unchecked((state * Multiplier) + Addend) & Mask;
        return (int)(state >> (48 - bits));
    }
}
