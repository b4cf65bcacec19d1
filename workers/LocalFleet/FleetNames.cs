namespace LocalFleet;

/// <summary>What the run's resources are called.</summary>
internal static class FleetNames
{
    /// <summary>The emulator.</summary>
    public const string Emulator = "Workers.Emulator";

    /// <summary>The state machine of the whole work order.</summary>
    public const string Claims = "flight-delay-claims";

    /// <summary>The state that waits for the letter.</summary>
    public const string LetterState = "WriteLetter";

    /// <summary>The state of a pattern's own state machine that waits for its job.</summary>
    public const string WorkState = "Work";

    /// <summary>The source, and event bus, of the customer desk's events.</summary>
    public const string EventBus = "default";

    /// <inheritdoc cref="EventBus"/>
    public const string EventSource = "flight-delay-claims";

    /// <summary>Activities; each is also the name of a worker's source.</summary>
    internal static class Activities
    {
        public const string FindFlight = "find-flight";
        public const string FindAirport = "find-airport";
        public const string ReadTariff = "read-tariff";
        public const string Appraise = "appraise-claim";
        public const string Approve = "approve-request";
        public const string Pay = "pay-claim";

        /// <summary>Those that ActivityWorker does.</summary>
        public static readonly string[] OfActivityWorker = [FindFlight, FindAirport, ReadTariff, Appraise];

        /// <summary>All.</summary>
        public static readonly string[] All = [.. OfActivityWorker, Approve, Pay];
    }

    /// <summary>Queues; each is also the name of a worker's source.</summary>
    internal static class Queues
    {
        public const string Letters = "write-letter";
        public const string Desk = "tell-customer-desk";
        public const string Routes = "assess-route";
        public const string Nudges = "nudges";

        /// <summary>All.</summary>
        public static readonly string[] All = [Letters, Desk, Routes, Nudges];

        /// <summary>Where a queue's messages end that were received too often.</summary>
        public static string DeadLettersOf(string queue) => $"{queue}-dead-letter";
    }

    /// <summary>The patterns' state machines, which the work order starts.</summary>
    internal static class Machines
    {
        public const string Assess = "assess-route";
        public const string AssessLoop = "assess-route-loop";
        public const string Approve = "approve-claim";
        public const string Pay = "pay-claim";
        public const string PayDispatch = "pay-claim-dispatch";
        public const string Ledger = "post-to-ledger";
        public const string Desk = "tell-customer-desk";
    }

    /// <summary>The workers, as the console, their logs and their user agents name them.</summary>
    internal static class Workers
    {
        public const string Activity = "ActivityWorker";
        public const string Callback = "CallbackWorker";
        public const string Desk = "DeskWorker";
        public const string Job = "JobWorker";
        public const string Approval = "ApprovalWorker";
        public const string Dispatch = "DispatchWorker";
        public const string RunOnce = "RunOnceWorker";
    }
}
