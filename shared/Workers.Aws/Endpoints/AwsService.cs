namespace Workers.Aws.Endpoints;

/// <summary>What tells one service from another on the wire and in configuration.</summary>
/// <param name="Name">The service's name in <c>X-Amz-Target</c> and in spans.</param>
/// <param name="Id">Its name in configuration: <c>AWS_ENDPOINT_URL_&lt;ID&gt;</c> and the profile's services section.</param>
/// <param name="EndpointPrefix">The first label of its endpoints.</param>
/// <param name="SigningName">Its name in signatures.</param>
/// <param name="ContentType">The media type of its requests.</param>
/// <param name="QueryMode">Whether its older, Query-protocol error codes are asked for.</param>
internal sealed record AwsService(
    string Name,
    string Id,
    string EndpointPrefix,
    string SigningName,
    string ContentType,
    bool QueryMode = false
)
{
    public static AwsService StepFunctions { get; } = new("AWSStepFunctions", "sfn", "states", "states", "application/x-amz-json-1.0");

    public static AwsService Sqs { get; } = new("AmazonSQS", "sqs", "sqs", "sqs", "application/x-amz-json-1.0", QueryMode: true);

    public static AwsService EventBridge { get; } = new("AWSEvents", "eventbridge", "events", "events", "application/x-amz-json-1.1");

    public string EndpointVariable => $"AWS_ENDPOINT_URL_{Id.ToUpperInvariant()}";
}
