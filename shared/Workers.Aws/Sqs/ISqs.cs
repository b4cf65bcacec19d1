namespace Workers.Aws.Sqs;

/// <summary>The calls a worker makes for the messages it consumes.</summary>
/// <remarks>
/// Implement this over another client (for example AWSSDK.SQS) to plug it into the runtime. Errors surface as
/// <see cref="AwsServiceException"/>, whose <see cref="AwsException.Kind"/> tells the runtime whether to try again.
/// </remarks>
public interface ISqsConsumer
{
    /// <summary>
    /// Receives up to ten messages, waiting up to 20 seconds for the first. An open call should never be cancelled: the messages it was
    /// about to bring would stay invisible until their visibility timeout ends.
    /// </summary>
    /// <exception cref="QueueDoesNotExistException">There is no such queue.</exception>
    Task<ReceiveMessageResponse> ReceiveMessageAsync(ReceiveMessageRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes one message.</summary>
    /// <exception cref="ReceiptHandleIsInvalidException">The receipt handle is malformed.</exception>
    Task DeleteMessageAsync(DeleteMessageRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes up to ten messages. Entries fail one by one: read <see cref="BatchResponse.Failed"/>.</summary>
    Task<BatchResponse> DeleteMessageBatchAsync(DeleteMessageBatchRequest request, CancellationToken cancellationToken = default);

    /// <summary>Restarts one message's visibility timeout from now; 0 returns it to the queue.</summary>
    /// <exception cref="MessageNotInflightException">The message is not in flight.</exception>
    /// <exception cref="ReceiptHandleIsInvalidException">The receipt handle is malformed.</exception>
    Task ChangeMessageVisibilityAsync(ChangeMessageVisibilityRequest request, CancellationToken cancellationToken = default);

    /// <summary>Restarts the visibility timeout of up to ten messages. Entries fail one by one: read <see cref="BatchResponse.Failed"/>.</summary>
    Task<BatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The calls that put messages into a queue.</summary>
public interface ISqsProducer
{
    /// <summary>Sends one message.</summary>
    Task<SendMessageResponse> SendMessageAsync(SendMessageRequest request, CancellationToken cancellationToken = default);

    /// <summary>Sends up to ten messages. Entries fail one by one: read <see cref="BatchResponse.Failed"/>.</summary>
    Task<BatchResponse> SendMessageBatchAsync(SendMessageBatchRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The calls about queues themselves.</summary>
public interface ISqsQueues
{
    /// <summary>Finds a queue's URL by name.</summary>
    /// <exception cref="QueueDoesNotExistException">There is no such queue.</exception>
    Task<GetQueueUrlResponse> GetQueueUrlAsync(GetQueueUrlRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a queue's attributes.</summary>
    /// <exception cref="QueueDoesNotExistException">There is no such queue.</exception>
    Task<GetQueueAttributesResponse> GetQueueAttributesAsync(
        GetQueueAttributesRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Creates a queue. Idempotent when name and attributes are the same.</summary>
    Task<CreateQueueResponse> CreateQueueAsync(CreateQueueRequest request, CancellationToken cancellationToken = default);

    /// <summary>Deletes a queue and what is in it.</summary>
    Task DeleteQueueAsync(DeleteQueueRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The calls that look for queues and tell what they are for.</summary>
public interface ISqsQueueDirectory
{
    /// <summary>Lists one page of the account's queues in the region. New and deleted queues are seen within a minute.</summary>
    Task<ListQueuesResponse> ListQueuesAsync(ListQueuesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a queue's tags.</summary>
    /// <exception cref="QueueDoesNotExistException">There is no such queue.</exception>
    Task<ListQueueTagsResponse> ListQueueTagsAsync(ListQueueTagsRequest request, CancellationToken cancellationToken = default);
}

/// <summary>Amazon SQS, as far as the fleet calls it.</summary>
public interface ISqs : ISqsConsumer, ISqsProducer, ISqsQueues, ISqsQueueDirectory;
