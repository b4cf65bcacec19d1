using System.Text.Json;
using Workers.Emulator.Protocol;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.StepFunctions;

/// <summary>The optimized integration <c>sqs:sendMessage</c>.</summary>
internal sealed class SqsSendMessage(EmulatorContext context) : ITaskIntegration
{
    // What the integration does not know it drops, as AWS's does.
    private static readonly string[] PassedOn =
    [
        "QueueUrl",
        "DelaySeconds",
        "MessageAttributes",
        "MessageDeduplicationId",
        "MessageGroupId",
    ];

    public async ValueTask<IntegrationAnswer> CallAsync(IntegrationCall call)
    {
        try
        {
            RequireQueueUrl(call.Parameters);
            var answer = await context.InvokeAsync("AmazonSQS", "SendMessage", Request(call.Parameters), CancellationToken.None);
            return new IntegrationAnswer(SdkMetadata.AddTo(answer));
        }
        catch (AwsErrorException error)
        {
            var name = IsModeled(error) ? $"SQS.{WithSuffix(error.Code)}" : "SQS.AmazonSQSException";
            throw new IntegrationException(
                name,
                $"{error.Message} (Service: AmazonSQS; Status Code: {error.StatusCode}; Error Code: {error.QueryCode ?? error.Code}; "
                    + $"Request ID: {Guid.NewGuid()}; Proxy: null)"
            );
        }
    }

    // The SDK sends a message to the host that the queue's URL names; one without an account and a queue is none of the emulator's.
    private static void RequireQueueUrl(JsonElement parameters)
    {
        if (
            parameters.ValueKind == JsonValueKind.Object
            && parameters.Text("QueueUrl") is { } url
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address.AbsolutePath == "/"
        )
        {
            throw new IntegrationException(
                "SQS.SdkClientException",
                $"Unable to execute HTTP request: {address.Host}: Name or service not known"
            );
        }
    }

    private static bool IsModeled(AwsErrorException error) =>
        error.Code
            is "QueueDoesNotExist"
                or "InvalidMessageContents"
                or "UnsupportedOperation"
                or "InvalidAddress"
                or "InvalidSecurity"
                or "RequestThrottled";

    private static string WithSuffix(string code) => code.EndsWith("Exception", StringComparison.Ordinal) ? code : code + "Exception";

    private static JsonElement Request(JsonElement parameters) =>
        Json.Build(
            parameters,
            static (writer, given) =>
            {
                writer.WriteStartObject();
                foreach (var name in PassedOn)
                {
                    if (given.Member(name) is { } value)
                    {
                        writer.WritePropertyName(name);
                        value.WriteTo(writer);
                    }
                }

                if (given.Member("MessageBody") is { } body)
                {
                    writer.WriteString("MessageBody"u8, body.ToPlainText());
                }

                writer.WriteEndObject();
            }
        );
}
