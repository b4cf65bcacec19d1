namespace Workers.Aws.StepFunctions;

/// <summary>The calls a worker makes for each job: fetch a task, keep it alive, report it.</summary>
/// <remarks>
/// Implement this over another client (for example AWSSDK.StepFunctions) to plug it into the runtime. Errors surface as
/// <see cref="AwsServiceException"/>, whose <see cref="AwsException.Kind"/> tells the runtime whether to try again.
/// </remarks>
public interface IStepFunctionsTasks
{
    /// <summary>
    /// Long-polls an activity for one task. AWS holds the request for at most 60 seconds and hands each task out exactly once, so an open
    /// call should never be cancelled: the task it was about to bring would be lost until it times out.
    /// </summary>
    /// <returns>The task, or <see langword="null"/> when there was none.</returns>
    /// <exception cref="ActivityDoesNotExistException">The activity was deleted or never created.</exception>
    /// <exception cref="ActivityWorkerLimitExceededException">More than 1,000 polls are open for this activity.</exception>
    Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reports the result of a task. Not idempotent: a second report of the same token is <see cref="TaskTimedOutException"/>.</summary>
    /// <exception cref="TaskTimedOutException">The task has timed out or was closed already.</exception>
    /// <exception cref="TaskDoesNotExistException">The activity behind the token no longer exists.</exception>
    /// <exception cref="InvalidTokenException">The token is malformed or unknown.</exception>
    /// <exception cref="InvalidOutputException">The output is not JSON.</exception>
    Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reports that a task failed, by error name and cause.</summary>
    /// <inheritdoc cref="SendTaskSuccessAsync" path="/exception"/>
    Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default);

    /// <summary>Restarts the heartbeat clock of a task (never its TimeoutSeconds).</summary>
    /// <inheritdoc cref="SendTaskSuccessAsync" path="/exception"/>
    Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The call with which a worker makes sure of an activity before its first poll, which may be answered only after a minute.</summary>
/// <remarks>
/// A client that implements <see cref="IStepFunctionsTasks"/> may implement this, too. The worker is then ready only when the call was answered;
/// without it, it counts as ready until a poll fails.
/// </remarks>
public interface IStepFunctionsActivities
{
    /// <summary>Describes an activity. Answered at once.</summary>
    /// <exception cref="ActivityDoesNotExistException">The activity was deleted or never created.</exception>
    Task<ActivityDescription> DescribeActivityAsync(DescribeActivityRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The calls that start, watch and stop executions.</summary>
public interface IStepFunctionsExecutions
{
    /// <summary>Starts an execution. Idempotent while an execution of the same name and input runs.</summary>
    Task<StartExecutionResponse> StartExecutionAsync(StartExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Describes one execution.</summary>
    Task<ExecutionDescription> DescribeExecutionAsync(DescribeExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Stops a running execution; it ends as <c>ABORTED</c>.</summary>
    Task<StopExecutionResponse> StopExecutionAsync(StopExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads one page of an execution's history.</summary>
    Task<GetExecutionHistoryResponse> GetExecutionHistoryAsync(
        GetExecutionHistoryRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Lists one page of a state machine's executions, newest first.</summary>
    Task<ListExecutionsResponse> ListExecutionsAsync(ListExecutionsRequest request, CancellationToken cancellationToken = default);
}

/// <summary>The calls that set up what workers work on.</summary>
public interface IStepFunctionsAdministration
{
    /// <summary>Creates an activity. Idempotent by name.</summary>
    Task<CreateActivityResponse> CreateActivityAsync(CreateActivityRequest request, CancellationToken cancellationToken = default);

    /// <summary>Creates a state machine. Idempotent when name, definition, type, logging and tracing are the same.</summary>
    Task<CreateStateMachineResponse> CreateStateMachineAsync(
        CreateStateMachineRequest request,
        CancellationToken cancellationToken = default
    );

    /// <summary>Updates a state machine's definition or role.</summary>
    Task<UpdateStateMachineResponse> UpdateStateMachineAsync(
        UpdateStateMachineRequest request,
        CancellationToken cancellationToken = default
    );
}

/// <summary>AWS Step Functions, as far as the fleet calls it.</summary>
public interface IStepFunctions : IStepFunctionsTasks, IStepFunctionsActivities, IStepFunctionsExecutions, IStepFunctionsAdministration;
