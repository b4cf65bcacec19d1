namespace Workers.Aws.Sqs;

/// <summary>Asks for a queue's URL.</summary>
public sealed record GetQueueUrlRequest
{
    /// <summary>The queue's name.</summary>
    public required string QueueName { get; init; }

    /// <summary>The account that owns the queue. Default: the caller's.</summary>
    public string? QueueOwnerAWSAccountId { get; init; }
}

/// <summary>A queue's URL.</summary>
public sealed record GetQueueUrlResponse
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }
}

/// <summary>Asks for a queue's attributes.</summary>
public sealed record GetQueueAttributesRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }

    /// <summary>Which attributes; <c>All</c> for all.</summary>
    public required IReadOnlyList<string> AttributeNames { get; init; }
}

/// <summary>A queue's attributes.</summary>
public sealed record GetQueueAttributesResponse
{
    /// <summary>The attributes by name; <see langword="null"/> when none was found.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}

/// <summary>Creates a queue.</summary>
public sealed record CreateQueueRequest
{
    /// <summary>The queue's name, 1 to 80 of <c>A-Z a-z 0-9 _ -</c>; a FIFO queue's ends in <c>.fifo</c>.</summary>
    public required string QueueName { get; init; }

    /// <summary>Attributes, for example <c>VisibilityTimeout</c>, <c>RedrivePolicy</c>.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}

/// <summary>A queue that was created.</summary>
public sealed record CreateQueueResponse
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }
}

/// <summary>Deletes a queue.</summary>
public sealed record DeleteQueueRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }
}
