using Workers.Aws.Endpoints;
using Workers.Aws.Transport;

namespace Workers.Aws.EventBridge;

/// <summary>The operations of the service, each with its class.</summary>
internal static class EventBridgeOperations
{
    public static AwsOperation<PutEventsRequest, PutEventsResponse> PutEvents { get; } =
        new(
            AwsService.EventBridge,
            "PutEvents",
            CallClass.Call,
            EventBridgeJson.Default.PutEventsRequest,
            EventBridgeJson.Default.PutEventsResponse
        );
}
