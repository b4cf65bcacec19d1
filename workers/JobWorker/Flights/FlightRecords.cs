using System.Runtime.CompilerServices;
using System.Text.Json;
using JobWorker.Routes;

namespace JobWorker.Flights;

/// <summary>The flight records, read from their file a batch at a time and never faster than is allowed.</summary>
internal sealed class FlightRecords(FlightRecordsOptions options, TimeProvider time)
{
    /// <summary>How many records a batch has.</summary>
    public const int BatchSize = 100;

    /// <summary>Reads all records.</summary>
    /// <returns>Batches, and which share of the file has been read with each: 0 to 1.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="JsonException">It does not hold flights.</exception>
    public async IAsyncEnumerable<(IReadOnlyList<FlightRecord> Records, double Share)> ReadAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await using var file = File.OpenRead(options.Path);
        var batch = new List<FlightRecord>(BatchSize);
        var share = 0.0;
        await foreach (var record in JsonSerializer.DeserializeAsyncEnumerable(file, RoutesJson.Default.FlightRecord, cancellationToken))
        {
            if (batch.Count == BatchSize)
            {
                // The reader is ahead of the parser by its buffer: the share never says that it is done before it is.
                share = Math.Min(0.99, Math.Max(share, (double)file.Position / file.Length));
                yield return (batch, share);
                await PauseAsync(cancellationToken);
                batch = new List<FlightRecord>(BatchSize);
            }

            batch.Add(record ?? throw new JsonException($"{options.Path} holds a null where a flight is expected."));
        }

        yield return (batch, 1);
    }

    private Task PauseAsync(CancellationToken cancellationToken) =>
        options.RecordsPerSecond == 0
            ? Task.CompletedTask
            : Task.Delay(TimeSpan.FromSeconds((double)BatchSize / options.RecordsPerSecond), time, cancellationToken);
}
