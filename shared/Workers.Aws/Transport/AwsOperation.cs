using System.Text.Json.Serialization.Metadata;
using Workers.Aws.Endpoints;
using Workers.Aws.Telemetry;

namespace Workers.Aws.Transport;

/// <summary>One operation of a service, with everything about it that is the same for every call.</summary>
internal sealed class AwsOperation<TRequest, TResponse>(
    AwsService service,
    string name,
    CallClass callClass,
    JsonTypeInfo<TRequest> request,
    JsonTypeInfo<TResponse>? response,
    Func<TResponse?, bool>? isEmpty = null,
    Func<TRequest, string>? secret = null,
    Func<TRequest, TimeSpan>? wait = null
) : AwsOperation(service, name, callClass)
    where TResponse : class
{
    public JsonTypeInfo<TRequest> Request { get; } = request;

    /// <summary><see langword="null"/> when the answer says nothing.</summary>
    public JsonTypeInfo<TResponse>? Response { get; } = response;

    /// <summary>Polls: whether the answer brought no work.</summary>
    public Func<TResponse?, bool>? IsEmpty { get; } = isEmpty;

    /// <summary>The request's task token, which AWS's messages may quote and ours must not.</summary>
    public Func<TRequest, string>? Secret { get; } = secret;

    /// <summary>Polls whose request says for how long AWS may hold it.</summary>
    public Func<TRequest, TimeSpan>? Wait { get; } = wait;

    /// <summary>What the operation does with messages; <see langword="null"/> for one that is about something else.</summary>
    public MessagingCall<TRequest, TResponse>? Messaging { get; init; }
}

/// <inheritdoc cref="AwsOperation{TRequest,TResponse}"/>
internal abstract class AwsOperation(AwsService service, string name, CallClass callClass)
{
    public string Name { get; } = name;

    public string ServiceName { get; } = service.Name;

    public CallClass Class { get; } = callClass;

    /// <summary>The value of <c>X-Amz-Target</c>, and the span's name.</summary>
    public string Target { get; } = $"{service.Name}.{name}";
}

/// <summary>The answer of operations that answer nothing.</summary>
internal sealed class NoResponse;
