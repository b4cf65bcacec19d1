namespace LocalFleet.Provisioning;

/// <summary>What was created for the run.</summary>
/// <param name="ActivityArn">The activity that appraises.</param>
/// <param name="QueueUrl">The queue of the letters.</param>
/// <param name="DeadLetterQueueUrl">Where messages end that were received too often.</param>
/// <param name="StateMachineArn">The state machine.</param>
internal sealed record FleetResources(string ActivityArn, string QueueUrl, string DeadLetterQueueUrl, string StateMachineArn);
