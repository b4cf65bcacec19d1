using System.Collections.Frozen;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Which fields a state of each type may have.</summary>
internal static class SupportedFields
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> ByType = new Dictionary<string, FrozenSet<string>>
    {
        ["Task"] = Of(
            "Next End InputPath OutputPath Assign Output Parameters Arguments ResultSelector ResultPath Retry Catch "
                + "Resource Credentials TimeoutSeconds TimeoutSecondsPath HeartbeatSeconds HeartbeatSecondsPath"
        ),
        ["Pass"] = Of("Next End InputPath OutputPath Assign Output Parameters Result ResultPath"),
        ["Wait"] = Of("Next End InputPath OutputPath Assign Output Seconds SecondsPath Timestamp TimestampPath"),
        ["Choice"] = Of("InputPath OutputPath Assign Output Choices Default"),
        ["Succeed"] = Of("InputPath OutputPath Output"),
        ["Fail"] = Of("Error ErrorPath Cause CausePath"),
        ["Parallel"] = Of(
            "Next End InputPath OutputPath Assign Output Parameters Arguments ResultSelector ResultPath Retry Catch Branches"
        ),
        ["Map"] = Of(
            "Next End InputPath OutputPath Assign Output ResultSelector ResultPath Retry Catch ItemProcessor Iterator Items ItemsPath "
                + "ItemSelector Parameters MaxConcurrency MaxConcurrencyPath ToleratedFailureCount ToleratedFailureCountPath "
                + "ToleratedFailurePercentage ToleratedFailurePercentagePath Label ItemReader ItemBatcher ResultWriter"
        ),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> OfJsonPath = (
        "InputPath OutputPath Parameters ResultSelector ResultPath Result ItemsPath SecondsPath TimestampPath TimeoutSecondsPath "
        + "HeartbeatSecondsPath ErrorPath CausePath MaxConcurrencyPath ToleratedFailureCountPath ToleratedFailurePercentagePath"
    )
        .Split(' ')
        .ToFrozenSet();

    private static readonly FrozenSet<string> OfJsonata = "Arguments Output Items".Split(' ').ToFrozenSet();

    /// <summary>Reports the fields that a state of this type, or in this query language, may not have.</summary>
    public static void Check(string type, FieldReader fields)
    {
        if (!ByType.TryGetValue(type, out var supported))
        {
            return;
        }

        foreach (var member in fields.Json.EnumerateObject())
        {
            if (!supported.Contains(member.Name))
            {
                fields.Diagnostics.Schema($"Field '{member.Name}' is not supported", fields.Location);
            }
            else if (fields.QueryLanguage == QueryLanguage.Jsonata && OfJsonPath.Contains(member.Name))
            {
                ReportLanguage(fields, member.Name, "JSONata", "JSONPath");
            }
            else if (fields.QueryLanguage == QueryLanguage.JsonPath && OfJsonata.Contains(member.Name))
            {
                ReportLanguage(fields, member.Name, "JSONPath", "JSONata");
            }
        }
    }

    private static void ReportLanguage(FieldReader fields, string name, string set, string supporting) =>
        fields.Diagnostics.Schema(
            $"The QueryLanguage is set to '{set}', but field '{name}' is only supported for the '{supporting}' QueryLanguage",
            fields.Location
        );

    private static FrozenSet<string> Of(string names) => $"Type Comment QueryLanguage {names}".Split(' ').ToFrozenSet();
}
