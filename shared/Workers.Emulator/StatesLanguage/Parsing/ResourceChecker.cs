namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Checks the Resource of a Task state.</summary>
internal static class ResourceChecker
{
    private const string IntegrationPrefix = ":states:::";

    public static void Check(string resource, bool isExpress, FieldReader fields)
    {
        var location = fields.At("Resource");
        if (!resource.StartsWith("arn:", StringComparison.Ordinal) || resource.Split(':').Length < 6)
        {
            fields.Diagnostics.Schema("Value is not a valid resource ARN", location);
            return;
        }

        if (!isExpress)
        {
            return;
        }

        if (resource.EndsWith(".waitForTaskToken", StringComparison.Ordinal))
        {
            fields.Diagnostics.Schema("Express state machine does not support '.waitForTaskToken' service integration ", location);
        }
        else if (
            resource.Contains(IntegrationPrefix, StringComparison.Ordinal)
            && (resource.EndsWith(".sync", StringComparison.Ordinal) || resource.EndsWith(".sync:2", StringComparison.Ordinal))
        )
        {
            fields.Diagnostics.Schema("Express state machine does not support '.sync' service integration", location);
        }
    }
}
