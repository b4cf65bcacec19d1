using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The optimized integrations <c>dynamodb:getItem</c>, <c>putItem</c>, <c>updateItem</c> and <c>deleteItem</c>.</summary>
internal sealed class DynamoDbItem(EmulatorContext context, string operation) : ITaskIntegration
{
    public async ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        try
        {
            var answer = await context.InvokeAsync("DynamoDB_20120810", operation, call.Parameters, CancellationToken.None);
            return new IntegrationAnswer(SdkMetadata.AddTo(answer));
        }
        catch (AwsErrorException error)
        {
            // A code that the service's model does not know becomes the service's general exception.
            var name = error.Code is "ValidationException" or "SerializationException" ? "AmazonDynamoDBException" : error.Code;
            throw new IntegrationException(
                $"DynamoDB.{name}",
                $"{error.Message} (Service: AmazonDynamoDBv2; Status Code: {error.StatusCode}; Error Code: {error.Code}; "
                    + $"Request ID: {Guid.NewGuid()}; Proxy: null)"
            );
        }
    }
}
