using System.Text.Json;
using Amazon.Runtime;
using Workers.Aws.Endpoints;
using Workers.Aws.Errors;
using Workers.Aws.Telemetry;

namespace Workers.Aws.Transport;

/// <summary>Sends one service's calls: serializes, signs, tries again, and turns answers into records or exceptions.</summary>
internal sealed class AwsTransport
{
    private readonly AwsRuntime _runtime;
    private readonly AwsClientOptions _options;
    private readonly AwsService _service;
    private readonly Uri _endpoint;
    private readonly RequestSigner _signer;
    private readonly ClockSkew _clock;
    private readonly RetryPolicy _retries;

    public AwsTransport(AwsRuntime runtime, AwsService service, Func<double>? random = null)
    {
        _runtime = runtime;
        _options = runtime.Options;
        _service = service;
        _endpoint = runtime.Endpoint(service);
        _signer = new RequestSigner(service, runtime.Region, _endpoint, runtime.UserAgent);
        _clock = new ClockSkew(_options.TimeProvider);
        _retries = new RetryPolicy(_options, random ?? Random.Shared.NextDouble);
    }

    public Uri Endpoint => _endpoint;

    /// <exception cref="AwsServiceException">AWS answered with an error.</exception>
    /// <exception cref="AwsConnectionException">No answer came, or none that makes sense.</exception>
    /// <exception cref="AwsCredentialsException">There are no credentials.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<TResponse?> SendAsync<TRequest, TResponse>(
        AwsOperation<TRequest, TResponse> operation,
        TRequest request,
        CancellationToken cancellationToken
    )
        where TResponse : class
    {
        var call = new Call(
            RequestBuffer.Serialize(request, operation.Request),
            operation.Secret?.Invoke(request),
            Limit(operation, request)
        );
        var observation = CallObservation.Start(operation, _endpoint, _runtime.Region, _options.TimeProvider);
        observation.Asked(operation.Messaging, request);
        _runtime.Calls.Count(operation);
        try
        {
            while (true)
            {
                var (response, error) = await AttemptAsync(operation, call, observation, cancellationToken);
                if (error is null)
                {
                    observation.Told(operation.Messaging, request, response);
                    observation.Succeeded(empty: operation.IsEmpty?.Invoke(response) ?? false);
                    return response;
                }

                if (!await MayTryAgainAsync(operation, call, error, cancellationToken))
                {
                    throw error;
                }

                observation.Retried(CallObservation.ErrorType(error));
            }
        }
        catch (Exception e)
        {
            observation.Failed(e);
            throw;
        }
        finally
        {
            call.Body.Release(call.BodyMayBeRead);
        }
    }

    private TimeSpan Limit<TRequest, TResponse>(AwsOperation<TRequest, TResponse> operation, TRequest request)
        where TResponse : class =>
        operation.Wait is { } wait ? wait(request) + _options.ReceiveMargin
        : operation.Class is CallClass.Poll ? _options.PollTimeout
        : _options.CallTimeout;

    private async ValueTask<(TResponse? Response, AwsException? Error)> AttemptAsync<TRequest, TResponse>(
        AwsOperation<TRequest, TResponse> operation,
        Call call,
        CallObservation observation,
        CancellationToken cancellationToken
    )
        where TResponse : class
    {
        var credentials = await _runtime.CredentialsAsync(cancellationToken);
        using var timeout = CallTimeout.Start(call.Limit, _options.TimeProvider, cancellationToken);
        using var content = new PooledBody(call.Body.Written, _service.ContentType);
        var signedAt = _clock.Now;
        using var message = _signer.Sign(operation.Target, content, call.Body.Written.Span, credentials, signedAt);
        call.BodyMayBeRead = true;
        try
        {
            using var response = await _runtime.InvokerFor(operation.Class).SendAsync(message, timeout.Token);
            using var body = await ResponseBuffer.ReadAsync(response.Content, timeout.Token);
            call.BodyMayBeRead = content.InUse;
            observation.Answered((int)response.StatusCode, AwsErrorReader.RequestId(response));
            return response.IsSuccessStatusCode
                ? (Parse(operation, body.Written), null)
                : (null, Refused(operation, call, response, body.Written, credentials, signedAt));
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException e)
        {
            var failure = timeout.Token.IsCancellationRequested
                ? $"got no answer from {_endpoint} within {call.Limit.TotalSeconds:0.###} seconds"
                : $"could not connect to {_endpoint} within {_options.ConnectTimeout.TotalSeconds:0.###} seconds";
            return (null, new AwsConnectionException($"{operation.Target} {failure}.", e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, new AwsConnectionException($"{operation.Target} could not reach {_endpoint}: {Reason(e)}", e));
        }
        catch (JsonException e)
        {
            return (
                null,
                new AwsConnectionException(
                    $"{operation.Target} was answered by {_endpoint} with something other than its JSON: {e.Message}",
                    e
                )
            );
        }
    }

    // "An error occurred while sending the request." and "…, see inner exception." leave the reason to what is inside.
    private static string Reason(Exception e) =>
        e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{e.Message} {Reason(inner)}"
            : e.Message;

    private static TResponse? Parse<TRequest, TResponse>(AwsOperation<TRequest, TResponse> operation, ReadOnlySpan<byte> body)
        where TResponse : class => operation.Response is { } type ? JsonSerializer.Deserialize(body.IsEmpty ? "{}"u8 : body, type) : null;

    private AwsServiceException Refused(
        AwsOperation operation,
        Call call,
        HttpResponseMessage response,
        ReadOnlySpan<byte> body,
        ImmutableCredentials credentials,
        DateTimeOffset signedAt
    )
    {
        var error = AwsErrorReader.Read(response, body, operation.Target, call.Secret);
        if (AwsErrorCodes.MayBeClockSkew(error.Code) && _clock.TryCorrect(response.Headers.Date, signedAt))
        {
            call.Repaired();
        }
        else if (AwsErrorCodes.IsExpiredCredentials(error.Code))
        {
            _runtime.RefuseCredentials(credentials);
            call.Repaired();
        }

        error.AfterUncertainAttempt = call.Uncertain;
        return error;
    }

    private async ValueTask<bool> MayTryAgainAsync(
        AwsOperation operation,
        Call call,
        AwsException error,
        CancellationToken cancellationToken
    )
    {
        if (call.TakeRepair())
        {
            return true;
        }

        if (!_retries.TryNext(operation.Class, error.Kind, ++call.Attempts, out var delay))
        {
            return false;
        }

        call.Uncertain |= error.Kind is AwsErrorKind.Transient;
        await Task.Delay(delay, _options.TimeProvider, cancellationToken);
        return true;
    }
}
