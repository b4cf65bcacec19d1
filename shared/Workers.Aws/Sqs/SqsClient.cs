using Workers.Aws.Endpoints;
using Workers.Aws.Transport;

namespace Workers.Aws.Sqs;

/// <summary>Calls Amazon SQS over HTTP. Thread-safe; one client serves a whole process.</summary>
/// <remarks>
/// All calls go to the client's <see cref="Endpoint"/>, also when a queue's URL names another host: behind a proxy, in a container network
/// or in front of an emulator the two often differ, and AWS itself takes the queue from the request. Receives are tried once and end
/// <see cref="AwsClientOptions.ReceiveMargin"/> after their wait time; visibility changes are tried at most twice, everything else
/// <see cref="AwsClientOptions.MaxAttempts"/> times when AWS throttles or fails in passing. A send that is tried again may be delivered
/// twice. Failures are <see cref="AwsServiceException"/>, <see cref="AwsConnectionException"/> or <see cref="AwsCredentialsException"/>.
/// </remarks>
public sealed class SqsClient : ISqs, IDisposable
{
    private readonly AwsRuntime _runtime;
    private readonly AwsTransport _transport;
    private readonly bool _owned;

    /// <summary>Creates a client with connections of its own, which <see cref="Dispose"/> closes.</summary>
    /// <param name="options">How to reach AWS; <see langword="null"/> for what the environment says.</param>
    /// <exception cref="AwsConfigurationException">A setting, a variable or a profile cannot be used.</exception>
    public SqsClient(AwsClientOptions? options = null)
        : this(new AwsRuntime(options ?? new AwsClientOptions()), owned: true) { }

    internal SqsClient(AwsRuntime runtime, bool owned)
    {
        _runtime = runtime;
        _owned = owned;
        _transport = new AwsTransport(runtime, AwsService.Sqs);
    }

    /// <summary>Where the calls go.</summary>
    public Uri Endpoint => _transport.Endpoint;

    /// <summary>Finds the credentials now rather than with the first call.</summary>
    /// <exception cref="AwsCredentialsException">There are none; the message says where they were looked for, and what to do.</exception>
    public Task VerifyCredentialsAsync(CancellationToken cancellationToken = default) => _runtime.VerifyCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ReceiveMessageResponse> ReceiveMessageAsync(
        ReceiveMessageRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.ReceiveMessage, request, cancellationToken))!;

    /// <inheritdoc/>
    public Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(SqsOperations.DeleteMessage, request, cancellationToken);

    /// <inheritdoc/>
    public async Task<BatchResponse> DeleteMessageBatchAsync(
        DeleteMessageBatchRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.DeleteMessageBatch, request, cancellationToken))!;

    /// <inheritdoc/>
    public Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(SqsOperations.ChangeMessageVisibility, request, cancellationToken);

    /// <inheritdoc/>
    public async Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.ChangeMessageVisibilityBatch, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(SqsOperations.SendMessage, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<BatchResponse> SendMessageBatchAsync(
        SendMessageBatchRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.SendMessageBatch, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(SqsOperations.GetQueueUrl, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.GetQueueAttributes, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(SqsOperations.CreateQueue, request, cancellationToken))!;

    /// <inheritdoc/>
    public Task DeleteQueueAsync(DeleteQueueRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(SqsOperations.DeleteQueue, request, cancellationToken);

    /// <inheritdoc/>
    public async Task<ListQueuesResponse> ListQueuesAsync(ListQueuesRequest request, CancellationToken cancellationToken = default) =>
        (await _transport.SendAsync(SqsOperations.ListQueues, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<ListQueueTagsResponse> ListQueueTagsAsync(
        ListQueueTagsRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(SqsOperations.ListQueueTags, request, cancellationToken))!;

    /// <summary>Closes the connections, unless they belong to <see cref="AwsClients"/>.</summary>
    public void Dispose()
    {
        if (_owned)
        {
            _runtime.Dispose();
        }
    }
}
