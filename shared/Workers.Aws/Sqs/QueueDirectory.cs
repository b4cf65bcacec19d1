namespace Workers.Aws.Sqs;

/// <summary>Asks for a page of queues.</summary>
public sealed record ListQueuesRequest
{
    /// <summary>What the queues' names begin with. Default: all queues.</summary>
    public string? QueueNamePrefix { get; init; }

    /// <summary>The page size, 1 to 1,000. Without it AWS answers the first 1,000 and no <see cref="ListQueuesResponse.NextToken"/>.</summary>
    public int? MaxResults { get; init; }

    /// <summary>Where to go on: the previous page's <see cref="ListQueuesResponse.NextToken"/>.</summary>
    public string? NextToken { get; init; }
}

/// <summary>A page of queues.</summary>
public sealed record ListQueuesResponse
{
    /// <summary>The queues' URLs; <see langword="null"/> when there are none.</summary>
    public IReadOnlyList<string>? QueueUrls { get; init; }

    /// <summary>Where to go on; <see langword="null"/> at the end.</summary>
    public string? NextToken { get; init; }
}

/// <summary>Asks for a queue's tags.</summary>
public sealed record ListQueueTagsRequest
{
    /// <summary>The queue's URL.</summary>
    public required string QueueUrl { get; init; }
}

/// <summary>A queue's tags.</summary>
public sealed record ListQueueTagsResponse
{
    /// <summary>The tags by key; <see langword="null"/> when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
