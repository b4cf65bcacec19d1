using System.Text.Json;

namespace Workers.Emulator.Protocol;

/// <summary>One AWS service behind AWS's JSON protocol.</summary>
internal interface IAwsService
{
    /// <summary>What precedes the operation in <c>X-Amz-Target</c>, for example <c>AWSStepFunctions</c>.</summary>
    string TargetPrefix { get; }

    /// <summary>
    /// What precedes an error's code in <c>__type</c>, for example <c>com.amazonaws.sqs#</c>; empty for services that answer the bare code.
    /// </summary>
    string ErrorNamespace => "";

    /// <summary>The media type of answers, which tells the version of the protocol: 1.0, or 1.1 for some services.</summary>
    string ContentType => WireFormat.ContentType;

    /// <summary>Whether errors also carry the legacy code in <c>x-amzn-query-error</c>, as services do that once spoke the query protocol.</summary>
    bool IsQueryCompatible => false;

    /// <summary>The operations by name.</summary>
    IReadOnlyDictionary<string, AwsOperation> Operations { get; }

    /// <summary>The operation as it is seen under an address: for services whose answers carry URLs of their own.</summary>
    /// <param name="operation">A name out of <see cref="Operations"/>.</param>
    /// <param name="baseUrl">The address under which the client reached the emulator, without a trailing slash.</param>
    AwsOperation Find(string operation, string baseUrl) => Operations[operation];
}

/// <summary>
/// One operation: reads its input, writes the members of its answer into <paramref name="response"/> (an object that the caller has opened
/// and will close), and throws <see cref="AwsErrorException"/> for an error that the client is to see.
/// </summary>
/// <param name="request">The request's input: always a JSON object. It lives until the operation has ended; clone what must live longer.</param>
/// <param name="response">Where the answer's members go.</param>
/// <param name="aborted">Cancelled when the client has gone away.</param>
internal delegate ValueTask AwsOperation(JsonElement request, Utf8JsonWriter response, CancellationToken aborted);

/// <summary>An error that the client is to see.</summary>
/// <param name="code">AWS's code, without a namespace, for example <c>TaskTimedOut</c>.</param>
/// <param name="message">AWS's message.</param>
/// <param name="statusCode">The HTTP status.</param>
/// <param name="queryCode">SQS's legacy code for the <c>x-amzn-query-error</c> header, where it differs from <paramref name="code"/>.</param>
internal sealed class AwsErrorException(string code, string message, int statusCode = 400, string? queryCode = null) : Exception(message)
{
    public string Code { get; } = code;

    public int StatusCode { get; } = statusCode;

    public string? QueryCode { get; } = queryCode;

    /// <summary>What precedes the code in <c>__type</c>, where it is not the service's own namespace.</summary>
    public string? Namespace { get; init; }
}
