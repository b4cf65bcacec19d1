using System.Numerics;
using System.Text.Json;

namespace Workers.Emulator.Statistics;

/// <summary>
/// Percentiles of durations in constant space: buckets of microseconds that grow with the value, so that a percentile is at most 1.6 % off.
/// Many threads may record at once.
/// </summary>
internal sealed class DurationHistogram
{
    // Each power of two is divided into 64 buckets; below 64 µs every microsecond has a bucket of its own.
    private const int SubdivisionBits = 6;
    private const int Subdivisions = 1 << SubdivisionBits;

    private readonly long[] _buckets = new long[Subdivisions * (64 - SubdivisionBits)];

    public void Record(TimeSpan duration)
    {
        var microseconds = Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        Interlocked.Increment(ref _buckets[BucketOf(microseconds)]);
    }

    /// <summary>The smallest duration, in milliseconds, that the given share of all recorded ones does not exceed; 0 when there is none.</summary>
    /// <param name="share">From 0 to 1: 0.99 for the 99th percentile.</param>
    public double PercentileMilliseconds(double share)
    {
        var total = 0L;
        foreach (var count in _buckets)
        {
            total += count;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(total * share));
        var seen = 0L;
        for (var bucket = 0; bucket < _buckets.Length; bucket++)
        {
            seen += _buckets[bucket];
            if (seen >= rank)
            {
                return UpperBoundOf(bucket) / 1000.0;
            }
        }

        return 0;
    }

    /// <summary>Writes <c>"name":{"p50":x,"p99":x}</c>, in milliseconds.</summary>
    public void WriteTo(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject(name);
        writer.WriteNumber("p50", PercentileMilliseconds(0.50));
        writer.WriteNumber("p99", PercentileMilliseconds(0.99));
        writer.WriteEndObject();
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < Subdivisions)
        {
            return (int)microseconds;
        }

        var shift = BitOperations.Log2((ulong)microseconds) - SubdivisionBits;
        return ((shift + 1) << SubdivisionBits) + (int)((microseconds >> shift) - Subdivisions);
    }

    private static long UpperBoundOf(int bucket)
    {
        if (bucket < Subdivisions)
        {
            return bucket;
        }

        var shift = (bucket >> SubdivisionBits) - 1;
        var lowerBound = (long)((bucket & (Subdivisions - 1)) + Subdivisions) << shift;
        return lowerBound + (1L << shift) - 1;
    }
}
