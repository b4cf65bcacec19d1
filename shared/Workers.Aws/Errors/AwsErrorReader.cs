using System.Text.Json;

namespace Workers.Aws.Errors;

/// <summary>Reads an error answer of the AWS JSON protocols.</summary>
internal static class AwsErrorReader
{
    public static AwsServiceException Read(HttpResponseMessage response, ReadOnlySpan<byte> body, string operation, string? secret)
    {
        var (type, message) = ReadBody(body);
        if (!string.IsNullOrEmpty(secret))
        {
            message = message?.Replace(secret, "(task token)", StringComparison.Ordinal);
        }

        var status = (int)response.StatusCode;
        var code =
            CodeIn(type)
            ?? CodeIn(Header(response, "x-amzn-errortype"))
            ?? Header(response, "x-amzn-query-error")?.Split(';')[0]
            ?? $"HTTP {status}";
        return AwsErrorCodes.Create(code, message ?? $"{operation} was answered with HTTP status {status}.", status, RequestId(response));
    }

    public static string? RequestId(HttpResponseMessage response) =>
        Header(response, "x-amzn-requestid") ?? Header(response, "x-amz-request-id");

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;

    // "com.amazonaws.sqs#QueueDoesNotExist", or "ThrottlingException:http://internal.amazon.com/..." in the header.
    private static string? CodeIn(string? type)
    {
        if (type is null)
        {
            return null;
        }

        var code = type.AsSpan(type.IndexOf('#', StringComparison.Ordinal) + 1);
        var end = code.IndexOf(':');
        code = (end < 0 ? code : code[..end]).Trim();
        return code.IsEmpty ? null : code.ToString();
    }

    private static (string? Type, string? Message) ReadBody(ReadOnlySpan<byte> body)
    {
        string? type = null;
        string? message = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return (null, null);
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("__type"u8) || (type is null && reader.ValueTextEquals("code"u8));
                var isMessage = reader.ValueTextEquals("message"u8) || reader.ValueTextEquals("Message"u8);
                _ = reader.Read();
                if (reader.TokenType is JsonTokenType.String)
                {
                    type = isType ? reader.GetString() : type;
                    message = isMessage ? reader.GetString() : message;
                }

                reader.Skip();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A load balancer's HTML, for example: status and headers say what there is to say.
        }

        return (type, message);
    }
}
