namespace Chaos.Work;

/// <summary>What an execution has done: each kind is a state machine.</summary>
internal enum WorkKind
{
    /// <summary>An activity of ActivityWorker whose effect honours the job's key.</summary>
    Charge,

    /// <summary>A callback over SQS by CallbackWorker, with dead letters.</summary>
    Letter,

    /// <summary>An activity whose effect honours no key.</summary>
    Journal,

    /// <summary>A callback over SQS whose effect honours no key.</summary>
    Register,

    /// <summary>An activity with the runtime's idempotency, whose effect honours the job's key, then a callback over SQS.</summary>
    Sequence,
}
