using Workers.Aws.Endpoints;
using Workers.Aws.Telemetry;
using Workers.Aws.Transport;

namespace Workers.Aws.StepFunctions;

/// <summary>The operations of the service, each with its class.</summary>
internal static class StepFunctionsOperations
{
    public static AwsOperation<GetActivityTaskRequest, ActivityTaskAnswer> GetActivityTask { get; } =
        new(
            AwsService.StepFunctions,
            "GetActivityTask",
            CallClass.Poll,
            StepFunctionsJson.Default.GetActivityTaskRequest,
            StepFunctionsJson.Default.ActivityTaskAnswer,
            static answer => string.IsNullOrEmpty(answer?.TaskToken)
        )
        {
            Messaging = new(MessagingSystem.StepFunctions, "receive", "receive") { Destination = static request => request.ActivityArn },
        };

    public static AwsOperation<SendTaskSuccessRequest, NoResponse> SendTaskSuccess { get; } =
        new(
            AwsService.StepFunctions,
            "SendTaskSuccess",
            CallClass.Call,
            StepFunctionsJson.Default.SendTaskSuccessRequest,
            null,
            secret: static request => request.TaskToken
        );

    public static AwsOperation<SendTaskFailureRequest, NoResponse> SendTaskFailure { get; } =
        new(
            AwsService.StepFunctions,
            "SendTaskFailure",
            CallClass.Call,
            StepFunctionsJson.Default.SendTaskFailureRequest,
            null,
            secret: static request => request.TaskToken
        );

    public static AwsOperation<SendTaskHeartbeatRequest, NoResponse> SendTaskHeartbeat { get; } =
        new(
            AwsService.StepFunctions,
            "SendTaskHeartbeat",
            CallClass.Lease,
            StepFunctionsJson.Default.SendTaskHeartbeatRequest,
            null,
            secret: static request => request.TaskToken
        );

    public static AwsOperation<StartExecutionRequest, StartExecutionResponse> StartExecution { get; } =
        new(
            AwsService.StepFunctions,
            "StartExecution",
            CallClass.Call,
            StepFunctionsJson.Default.StartExecutionRequest,
            StepFunctionsJson.Default.StartExecutionResponse
        );

    public static AwsOperation<DescribeExecutionRequest, ExecutionDescription> DescribeExecution { get; } =
        new(
            AwsService.StepFunctions,
            "DescribeExecution",
            CallClass.Call,
            StepFunctionsJson.Default.DescribeExecutionRequest,
            StepFunctionsJson.Default.ExecutionDescription
        );

    public static AwsOperation<StopExecutionRequest, StopExecutionResponse> StopExecution { get; } =
        new(
            AwsService.StepFunctions,
            "StopExecution",
            CallClass.Call,
            StepFunctionsJson.Default.StopExecutionRequest,
            StepFunctionsJson.Default.StopExecutionResponse
        );

    public static AwsOperation<GetExecutionHistoryRequest, GetExecutionHistoryResponse> GetExecutionHistory { get; } =
        new(
            AwsService.StepFunctions,
            "GetExecutionHistory",
            CallClass.Call,
            StepFunctionsJson.Default.GetExecutionHistoryRequest,
            StepFunctionsJson.Default.GetExecutionHistoryResponse
        );

    public static AwsOperation<ListExecutionsRequest, ListExecutionsResponse> ListExecutions { get; } =
        new(
            AwsService.StepFunctions,
            "ListExecutions",
            CallClass.Call,
            StepFunctionsJson.Default.ListExecutionsRequest,
            StepFunctionsJson.Default.ListExecutionsResponse
        );

    public static AwsOperation<DescribeActivityRequest, ActivityDescription> DescribeActivity { get; } =
        new(
            AwsService.StepFunctions,
            "DescribeActivity",
            CallClass.Call,
            StepFunctionsJson.Default.DescribeActivityRequest,
            StepFunctionsJson.Default.ActivityDescription
        );

    public static AwsOperation<CreateActivityRequest, CreateActivityResponse> CreateActivity { get; } =
        new(
            AwsService.StepFunctions,
            "CreateActivity",
            CallClass.Call,
            StepFunctionsJson.Default.CreateActivityRequest,
            StepFunctionsJson.Default.CreateActivityResponse
        );

    public static AwsOperation<CreateStateMachineRequest, CreateStateMachineResponse> CreateStateMachine { get; } =
        new(
            AwsService.StepFunctions,
            "CreateStateMachine",
            CallClass.Call,
            StepFunctionsJson.Default.CreateStateMachineRequest,
            StepFunctionsJson.Default.CreateStateMachineResponse
        );

    public static AwsOperation<UpdateStateMachineRequest, UpdateStateMachineResponse> UpdateStateMachine { get; } =
        new(
            AwsService.StepFunctions,
            "UpdateStateMachine",
            CallClass.Call,
            StepFunctionsJson.Default.UpdateStateMachineRequest,
            StepFunctionsJson.Default.UpdateStateMachineResponse
        );
}
