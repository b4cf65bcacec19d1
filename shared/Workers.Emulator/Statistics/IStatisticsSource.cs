using System.Text.Json;

namespace Workers.Emulator.Statistics;

/// <summary>A service that has sections of its own in <c>/_emulator/stats</c>.</summary>
internal interface IStatisticsSource
{
    /// <summary>Writes whole sections (a property name and its object), into an object that the caller has opened and will close.</summary>
    void WriteSections(Utf8JsonWriter writer);
}
