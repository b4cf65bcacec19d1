using Amazon.Runtime;

namespace Workers.Aws;

/// <summary>
/// How the clients reach AWS. Everything has a default: without a setting, region, credentials and endpoints come from the environment and
/// from the shared configuration files, as for the AWS command line.
/// </summary>
public sealed record AwsClientOptions
{
    /// <summary>
    /// The region, for example <c>eu-central-1</c>. Default: <c>AWS_REGION</c>, then <c>AWS_DEFAULT_REGION</c>, then the profile's <c>region</c>.
    /// </summary>
    public string? Region { get; init; }

    /// <summary>The profile of the shared configuration files. Default: <c>AWS_PROFILE</c>, then <c>default</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>Credentials to use instead of the default chain. Default: none.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// The endpoint of all services, for example an emulator's <c>http://127.0.0.1:4566</c>. Default: the configured endpoint (see the
    /// README), then the region's.
    /// </summary>
    public string? ServiceUrl { get; init; }

    /// <summary>The endpoint of Step Functions; wins over <see cref="ServiceUrl"/>.</summary>
    public string? StepFunctionsServiceUrl { get; init; }

    /// <summary>The endpoint of SQS; wins over <see cref="ServiceUrl"/>.</summary>
    public string? SqsServiceUrl { get; init; }

    /// <summary>The endpoint of EventBridge; wins over <see cref="ServiceUrl"/>.</summary>
    public string? EventBridgeServiceUrl { get; init; }

    /// <summary>Whether to use FIPS endpoints. Default: <c>AWS_USE_FIPS_ENDPOINT</c>, then the profile, then no.</summary>
    public bool? UseFips { get; init; }

    /// <summary>Whether to use dual-stack endpoints. Default: <c>AWS_USE_DUALSTACK_ENDPOINT</c>, then the profile, then no.</summary>
    public bool? UseDualStack { get; init; }

    /// <summary>
    /// Names the application in the user agent of every request, so that CloudTrail and logs tell who called: at most 50 characters; those that
    /// are not allowed there become dashes. Default: <c>AWS_SDK_UA_APP_ID</c>, then the profile's <c>sdk_ua_app_id</c>, then none.
    /// </summary>
    public string? AppId { get; init; }

    /// <summary>
    /// How long a GetActivityTask may take. Default: 75 seconds. AWS holds it for up to 60 seconds and asks for a client time-out of at
    /// least 65.
    /// </summary>
    public TimeSpan PollTimeout { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>
    /// How much longer a ReceiveMessage may take than its <c>WaitTimeSeconds</c> (20 seconds, SQS's limit, where the request leaves them to the
    /// queue). Default: 10 seconds, enough to connect and to bring the largest answer: messages of an answer that is given up stay invisible
    /// for the queue's visibility timeout.
    /// </summary>
    public TimeSpan ReceiveMargin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one attempt of any other call may take. Default: 10 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, within the call's own time-out. Default: 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a call is tried in all. Default: 3. Polls are always tried once, so that the loop that polls sees every throttle, and so are
    /// SendTaskHeartbeat and ChangeMessageVisibilityBatch: whoever keeps a lease knows whether another attempt is still wanted.
    /// </summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>
    /// The longest pause before the first retry of a transient failure; doubles with each retry, and the pause is drawn evenly from zero to
    /// it. Default: 100 milliseconds.
    /// </summary>
    public TimeSpan TransientRetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>As <see cref="TransientRetryDelay"/>, for throttled calls. Default: 1 second.</summary>
    public TimeSpan ThrottledRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause before any retry. Default: 5 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many connections polls may hold to one endpoint; every open poll holds one. Default: no limit.</summary>
    public int MaxPollConnections { get; init; } = int.MaxValue;

    /// <summary>How many connections all other calls may hold to one endpoint. Polls never take these. Default: 128.</summary>
    public int MaxCallConnections { get; init; } = 128;

    /// <summary>After how long a connection is replaced, so that changes in DNS are noticed. Default: 5 minutes.</summary>
    public TimeSpan PooledConnectionLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Takes the requests instead of the network: an emulator in the same process, or a test's double. It stays the caller's to dispose.
    /// Default: none.
    /// </summary>
    public HttpMessageHandler? HttpMessageHandler { get; init; }

    /// <summary>The clock of signatures, time-outs and retries. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        RequirePositive(nameof(PollTimeout), PollTimeout);
        RequirePositive(nameof(ReceiveMargin), ReceiveMargin);
        RequirePositive(nameof(CallTimeout), CallTimeout);
        RequirePositive(nameof(ConnectTimeout), ConnectTimeout);
        RequirePositive(nameof(PooledConnectionLifetime), PooledConnectionLifetime);
        RequireNotNegative(nameof(TransientRetryDelay), TransientRetryDelay);
        RequireNotNegative(nameof(ThrottledRetryDelay), ThrottledRetryDelay);
        RequireNotNegative(nameof(MaxRetryDelay), MaxRetryDelay);
        RequireAtLeastOne(nameof(MaxAttempts), MaxAttempts);
        RequireAtLeastOne(nameof(MaxPollConnections), MaxPollConnections);
        RequireAtLeastOne(nameof(MaxCallConnections), MaxCallConnections);
    }

    private static void RequirePositive(string name, TimeSpan value)
    {
        if (value <= TimeSpan.Zero)
        {
            throw new AwsConfigurationException(SettingOf(name), value.ToString(), "Set a duration above zero.");
        }
    }

    private static void RequireNotNegative(string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero)
        {
            throw new AwsConfigurationException(SettingOf(name), value.ToString(), "Set a duration of zero or more.");
        }
    }

    private static void RequireAtLeastOne(string name, int value)
    {
        if (value < 1)
        {
            throw new AwsConfigurationException(SettingOf(name), $"{value}", "Set a number of 1 or more.");
        }
    }

    internal static string SettingOf(string name) => $"{nameof(AwsClientOptions)}.{name}";
}
