namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Checks the Resource of a Task state.</summary>
internal static class ResourceChecker
{
    public static void Check(string resource, bool isExpress, FieldReader fields)
    {
        var location = fields.At("Resource");

        // arn:partition:service:region:account:resource…
        var parts = resource.Split(':');
        if (parts.Length < 6 || parts[0] != "arn")
        {
            fields.Diagnostics.Schema("Value is not a valid resource ARN", location);
            return;
        }

        var isIntegration = parts[2] == "states" && parts[3].Length == 0 && parts[4].Length == 0;
        if (!isIntegration)
        {
            return;
        }

        var (operation, pattern) = SplitPattern(string.Join(':', parts[5..]));
        if (!IsKnown(operation.Split(':')))
        {
            fields.Diagnostics.Schema(
                $"The resource provided {resource} is not recognized. The value is not a valid resource ARN, or the resource is not "
                    + "available in this region.",
                location
            );
        }
        else if (isExpress && pattern == ".waitForTaskToken")
        {
            // The blank at the end is Step Functions' own.
            fields.Diagnostics.Schema("Express state machine does not support '.waitForTaskToken' service integration ", location);
        }
        else if (isExpress && pattern is ".sync" or ".sync:2")
        {
            fields.Diagnostics.Schema("Express state machine does not support '.sync' service integration", location);
        }
    }

    private static (string Operation, string Pattern) SplitPattern(string integration)
    {
        var dot = integration.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (integration, string.Empty) : (integration[..dot], integration[dot..]);
    }

    private static bool IsKnown(string[] operation) =>
        operation switch
        {
            ["aws-sdk", { Length: > 0 }, { Length: > 0 }] => true,
            [var service, var name] => ServiceIntegrations.Exists(service, name),
            _ => false,
        };
}
