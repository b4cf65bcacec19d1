using LocalFleet;

namespace Chaos;

/// <summary>What the run's resources are called.</summary>
internal static class ChaosNames
{
    /// <summary>What every payload has in it, and no log and no telemetry may have.</summary>
    public const string Secret = "payload-secret-";

    /// <summary>Activities; each is also the name of a worker's source.</summary>
    internal static class Activities
    {
        /// <summary>ActivityWorker's, done by a service that honours the idempotency key.</summary>
        public const string Charge = "charge";

        /// <summary>ChaosWorker's, done by appending to a file: no key is honoured.</summary>
        public const string Journal = "journal";

        /// <summary>ChaosWorker's, with the runtime's idempotency.</summary>
        public const string Post = "post";

        /// <summary>ActivityWorker wants it; nothing is scheduled there, so that its polls are always open.</summary>
        public const string Idle = "appraise-claim";

        public static readonly string[] All = [Charge, Journal, Post, Idle];
    }

    /// <summary>Queues; each is also the name of a worker's source.</summary>
    internal static class Queues
    {
        /// <summary>CallbackWorker's.</summary>
        public const string Letters = FleetNames.Queues.Letters;

        /// <summary>ChaosWorker's, done by appending to a file: no key is honoured.</summary>
        public const string Register = "register";

        public static readonly string[] All = [Letters, Register];
    }
}
