using System.Globalization;

namespace LocalFleet.Provisioning;

/// <summary>The workers' settings, as environment variables.</summary>
internal static class WorkerSettings
{
    /// <summary>The region of everything.</summary>
    public const string Region = "us-east-1";

    /// <summary>Any credentials will do for the emulator.</summary>
    public const string AccessKey = "local";

    /// <summary>The settings of the worker that appraises.</summary>
    public static Dictionary<string, string?> Activity(Uri emulator, FleetResources resources, LocalSettings settings) =>
        new(Common(emulator))
        {
            ["Activities__appraise_claim__ActivityArn"] = resources.ActivityArn,
            ["Activities__appraise_claim__HeartbeatSeconds"] = settings.AppraiseHeartbeatSeconds.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>The settings of the worker that writes letters.</summary>
    public static Dictionary<string, string?> Callback(Uri emulator, FleetResources resources) =>
        new(Common(emulator)) { ["Queues__write_letter__QueueUrl"] = resources.QueueUrl };

    // The endpoint is given for each service too, and what a developer's profile may bring is taken away: nothing here may reach AWS.
    private static Dictionary<string, string?> Common(Uri emulator)
    {
        var endpoint = emulator.GetLeftPart(UriPartial.Authority);
        return new()
        {
            ["AWS_ENDPOINT_URL"] = endpoint,
            ["AWS_ENDPOINT_URL_SFN"] = endpoint,
            ["AWS_ENDPOINT_URL_SQS"] = endpoint,
            ["AWS_ENDPOINT_URL_EVENTBRIDGE"] = endpoint,
            ["AWS_ACCESS_KEY_ID"] = AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = AccessKey,
            ["AWS_SESSION_TOKEN"] = null,
            ["AWS_PROFILE"] = null,
            ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = null,
            ["AWS_REGION"] = Region,
            ["AWS_DEFAULT_REGION"] = Region,
            ["Lifetime__StopOnStandardInputEnd"] = "true",
            ["Health__Port"] = "0",
        };
    }
}
