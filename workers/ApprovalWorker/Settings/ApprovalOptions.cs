namespace ApprovalWorker.Settings;

/// <summary>How requests are treated: section <c>Approvals</c>.</summary>
internal sealed class ApprovalOptions
{
    /// <summary>How long a request waits when its input has no <c>expiresInSeconds</c>. Set it as the state's TimeoutSeconds.</summary>
    /// <value>1 to 99,999,999 seconds. Default: 259,200 (three days).</value>
    public int ExpirySeconds { get; set; } = 259_200;

    /// <summary>After how long, and how often then, somebody is reminded of a pending request.</summary>
    /// <value>0 (never) or up to 99,999,999 seconds. Default: 0.</value>
    public int ReminderSeconds { get; set; }

    /// <summary>How many reminders are sent at most.</summary>
    /// <value>1 to 100. Default: 3.</value>
    public int MaxReminders { get; set; } = 3;

    /// <summary>How long requests are kept after they would have expired.</summary>
    /// <value>1 to 3,650 days. Default: 90.</value>
    public int RetentionDays { get; set; } = 90;

    /// <summary>What a rejection is for the state machine.</summary>
    /// <value>Default: <see cref="RejectionKind.Failure"/>.</value>
    public RejectionKind Rejection { get; set; }

    /// <summary>Whether a rejection needs a comment.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool RejectionNeedsComment { get; set; } = true;

    /// <summary>Who may decide: e-mail addresses, <c>sub:</c> and a subject, <c>group:</c> and a group of the identity provider.</summary>
    /// <value>Default: none, so that whoever is signed in may.</value>
    /// <remarks>A list, or one text with commas. It is read apart, because the binder passes a text over.</remarks>
    public IReadOnlyList<string> Approvers { get; internal set; } = [];

    /// <summary>Whether the person whom the input names as <c>requester</c> may decide the request.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool RequesterMayDecide { get; set; } = true;
}

/// <summary>What a rejection is for the state machine.</summary>
internal enum RejectionKind
{
    /// <summary>The error <c>Approval.Rejected</c>.</summary>
    Failure,

    /// <summary>An output whose <c>approved</c> is <c>false</c>.</summary>
    Output,
}

/// <summary>The web pages and the API: section <c>Inbox</c>.</summary>
internal sealed class InboxOptions
{
    /// <summary>Where to listen. Default: <c>http://127.0.0.1:8080</c>; port 0 takes a free one.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>How people reach the inbox; links in notifications start with it. Default: <see cref="Url"/>.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>
    /// At least 32 bytes in Base64, from which the keys of links and forms are derived; the same for all workers of an inbox. Required behind
    /// a load balancer; otherwise made anew at each start.
    /// </summary>
    public string? SigningKey { get; set; }
}

/// <summary>Who people are: section <c>Identity</c>.</summary>
internal sealed class IdentityOptions
{
    /// <summary>Where identities come from. Required.</summary>
    public IdentityMode? Mode { get; set; }

    /// <summary>Who everybody is in <see cref="IdentityMode.Development"/>.</summary>
    public string? DevelopmentUser { get; set; }

    /// <summary>
    /// Whether <see cref="IdentityMode.Development"/> may listen beyond the loopback address: for a container whose port is published on the
    /// loopback address alone. Whoever reaches the inbox decides in the name of <see cref="DevelopmentUser"/>.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool DevelopmentBeyondLoopback { get; set; }

    /// <summary>The ARN of the load balancer whose header is believed.</summary>
    public string? SignerArn { get; set; }

    /// <summary>Where the load balancer's public keys are: <c>https://public-keys.auth.elb.{region}.amazonaws.com</c>.</summary>
    public string? PublicKeyUrl { get; set; }

    /// <summary>Which claim holds a person's groups: a list, or a text with commas. Default: <c>groups</c>.</summary>
    public string GroupsClaim { get; set; } = "groups";
}

/// <summary>Where identities come from.</summary>
internal enum IdentityMode
{
    /// <summary>The header that an Application Load Balancer signs.</summary>
    LoadBalancer,

    /// <summary>One configured name for everybody who reaches the inbox, which listens on the loopback address.</summary>
    Development,
}

/// <summary>How people hear of requests: section <c>Notifications</c>.</summary>
internal sealed class NotificationOptions
{
    /// <summary>Whether events are sent to EventBridge. Default: <see langword="true"/>.</summary>
    public bool Events { get; set; } = true;

    /// <summary>The bus's name or ARN. Default: the account's default bus.</summary>
    public string? EventBusName { get; set; }

    /// <summary>The events' source. Default: <c>workers.approvals</c>.</summary>
    public string EventSource { get; set; } = "workers.approvals";

    /// <summary>Where the webhook goes. Default: nowhere.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>At least 32 bytes in Base64, with which the webhook is signed. Required with <see cref="WebhookUrl"/>.</summary>
    public string? WebhookKey { get; set; }

    /// <summary>
    /// Whether notifications carry a link by which its holder decides without signing in. While it is off, links that were sent before are
    /// refused.
    /// </summary>
    /// <value>
    /// Default: <see langword="true"/>, but <see langword="false"/> while <see cref="ApprovalOptions.Approvers"/> has entries or
    /// <see cref="ApprovalOptions.RequesterMayDecide"/> is off.
    /// </value>
    public bool? Links { get; set; }
}
