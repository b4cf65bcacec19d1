using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace JobWorker.Tests.Support;

/// <summary>A sweeper's way to AWS, on which calls can be refused by name.</summary>
internal sealed class Gates(ISqs sqs, IStepFunctions stepFunctions) : ISqsQueueDirectory, IStepFunctionsExecutions
{
    private volatile string? _refused;
    private volatile string _code = "AccessDenied";
    private int _describes;

    /// <summary>How often an execution was asked for.</summary>
    public int Describes => _describes;

    public void Refuse(string? operation, string code = "AccessDenied")
    {
        _code = code;
        _refused = operation;
    }

    public Task<ListQueuesResponse> ListQueuesAsync(ListQueuesRequest request, CancellationToken cancellationToken = default)
    {
        ThrowIfRefused("ListQueues");
        return sqs.ListQueuesAsync(request, cancellationToken);
    }

    public Task<ListQueueTagsResponse> ListQueueTagsAsync(ListQueueTagsRequest request, CancellationToken cancellationToken = default)
    {
        ThrowIfRefused("ListQueueTags");
        return sqs.ListQueueTagsAsync(request, cancellationToken);
    }

    public Task<ExecutionDescription> DescribeExecutionAsync(
        DescribeExecutionRequest request,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _describes);
        ThrowIfRefused("DescribeExecution");
        return stepFunctions.DescribeExecutionAsync(request, cancellationToken);
    }

    public Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(
        GetExecutionHistoryRequest request,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public Task<ListExecutionsResponse> ListExecutionsAsync(ListExecutionsRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private void ThrowIfRefused(string operation)
    {
        if (_refused == operation)
        {
            var kind = _code == "ThrottlingException" ? AwsErrorKind.Throttled : AwsErrorKind.Final;
            throw new AwsServiceException(_code, $"{operation} is refused.", 400, kind);
        }
    }
}
