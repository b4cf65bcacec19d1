using Workers.Aws.Endpoints;
using Workers.Aws.Transport;

namespace Workers.Aws.StepFunctions;

/// <summary>Calls AWS Step Functions over HTTP. Thread-safe; one client serves a whole process.</summary>
/// <remarks>
/// Polls are tried once and end after <see cref="AwsClientOptions.PollTimeout"/>. Heartbeats are tried at most twice, everything else
/// <see cref="AwsClientOptions.MaxAttempts"/> times when AWS throttles or fails in passing. Failures are <see cref="AwsServiceException"/>,
/// <see cref="AwsConnectionException"/> or <see cref="AwsCredentialsException"/>.
/// </remarks>
public sealed class StepFunctionsClient : IStepFunctions, IDisposable
{
    private readonly AwsRuntime _runtime;
    private readonly AwsTransport _transport;
    private readonly bool _owned;

    /// <summary>Creates a client with connections of its own, which <see cref="Dispose"/> closes.</summary>
    /// <param name="options">How to reach AWS; <see langword="null"/> for what the environment says.</param>
    /// <exception cref="AwsConfigurationException">A setting, a variable or a profile cannot be used.</exception>
    public StepFunctionsClient(AwsClientOptions? options = null)
        : this(new AwsRuntime(options ?? new AwsClientOptions()), owned: true) { }

    internal StepFunctionsClient(AwsRuntime runtime, bool owned)
    {
        _runtime = runtime;
        _owned = owned;
        _transport = new AwsTransport(runtime, AwsService.StepFunctions);
    }

    /// <summary>Where the calls go.</summary>
    public Uri Endpoint => _transport.Endpoint;

    /// <summary>Finds the credentials now rather than with the first call.</summary>
    /// <exception cref="AwsCredentialsException">There are none; the message says where they were looked for, and what to do.</exception>
    public Task VerifyCredentialsAsync(CancellationToken cancellationToken = default) => _runtime.VerifyCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
    {
        var answer = await _transport.SendAsync(StepFunctionsOperations.GetActivityTask, request, cancellationToken);
        return string.IsNullOrEmpty(answer?.TaskToken) ? null : new ActivityTask { TaskToken = answer.TaskToken, Input = answer.Input };
    }

    /// <inheritdoc/>
    public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(StepFunctionsOperations.SendTaskSuccess, request, cancellationToken);

    /// <inheritdoc/>
    public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(StepFunctionsOperations.SendTaskFailure, request, cancellationToken);

    /// <inheritdoc/>
    public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(StepFunctionsOperations.SendTaskHeartbeat, request, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A request without a name is given one here, so that a start that is tried again cannot start a second execution.</remarks>
    public async Task<StartExecutionResponse> StartExecutionAsync(
        StartExecutionRequest request,
        CancellationToken cancellationToken = default
    ) =>
        (
            await _transport.SendAsync(
                StepFunctionsOperations.StartExecution,
                request.Name is null ? request with { Name = Guid.NewGuid().ToString() } : request,
                cancellationToken
            )
        )!;

    /// <inheritdoc/>
    public async Task<ExecutionDescription> DescribeExecutionAsync(
        DescribeExecutionRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.DescribeExecution, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<StopExecutionResponse> StopExecutionAsync(
        StopExecutionRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.StopExecution, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(
        GetExecutionHistoryRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.GetExecutionHistory, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<ListExecutionsResponse> ListExecutionsAsync(
        ListExecutionsRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.ListExecutions, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<ActivityDescription> DescribeActivityAsync(
        DescribeActivityRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.DescribeActivity, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<CreateActivityResponse> CreateActivityAsync(
        CreateActivityRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.CreateActivity, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<CreateStateMachineResponse> CreateStateMachineAsync(
        CreateStateMachineRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.CreateStateMachine, request, cancellationToken))!;

    /// <inheritdoc/>
    public async Task<UpdateStateMachineResponse> UpdateStateMachineAsync(
        UpdateStateMachineRequest request,
        CancellationToken cancellationToken = default
    ) => (await _transport.SendAsync(StepFunctionsOperations.UpdateStateMachine, request, cancellationToken))!;

    /// <summary>Closes the connections, unless they belong to <see cref="AwsClients"/>.</summary>
    public void Dispose()
    {
        if (_owned)
        {
            _runtime.Dispose();
        }
    }
}
