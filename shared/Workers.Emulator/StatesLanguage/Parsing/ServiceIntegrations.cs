using System.Collections.Frozen;

namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>The optimized service integrations that Step Functions offers, whether or not this emulator can run them.</summary>
internal static class ServiceIntegrations
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Operations = new Dictionary<string, FrozenSet<string>>
    {
        ["apigateway"] = Of("invoke"),
        ["athena"] = Of("startQueryExecution stopQueryExecution getQueryExecution getQueryResults"),
        ["batch"] = Of("submitJob"),
        ["bedrock"] = Of("invokeModel createModelCustomizationJob"),
        ["codebuild"] = Of(
            "startBuild stopBuild batchDeleteBuilds batchGetReports startBuildBatch stopBuildBatch retryBuildBatch deleteBuildBatch"
        ),
        ["databrew"] = Of("startJobRun"),
        ["dynamodb"] = Of("getItem putItem deleteItem updateItem"),
        ["ecs"] = Of("runTask"),
        ["eks"] = Of("call runJob createCluster deleteCluster createNodegroup deleteNodegroup createFargateProfile deleteFargateProfile"),
        ["elasticmapreduce"] = Of(
            "createCluster terminateCluster addStep cancelStep setClusterTerminationProtection modifyInstanceFleetByName "
                + "modifyInstanceGroupByName"
        ),
        ["emr-containers"] = Of("createVirtualCluster deleteVirtualCluster startJobRun"),
        ["emr-serverless"] = Of("createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun"),
        ["events"] = Of("putEvents"),
        ["glue"] = Of("startJobRun"),
        ["http"] = Of("invoke"),
        ["lambda"] = Of("invoke"),
        ["mediaconvert"] = Of("createJob"),
        ["sagemaker"] = Of(
            "createTrainingJob createTransformJob createEndpoint createEndpointConfig createHyperParameterTuningJob createLabelingJob "
                + "createModel createProcessingJob updateEndpoint"
        ),
        ["sns"] = Of("publish"),
        ["sqs"] = Of("sendMessage"),
        ["states"] = Of("startExecution"),
    }.ToFrozenDictionary();

    /// <summary>Whether Step Functions offers the operation.</summary>
    /// <param name="service">For example <c>sqs</c>.</param>
    /// <param name="operation">For example <c>sendMessage</c>, without a pattern such as <c>.sync</c>.</param>
    public static bool Exists(string service, string operation) =>
        Operations.TryGetValue(service, out var operations) && operations.Contains(operation);

    private static FrozenSet<string> Of(string names) => names.Split(' ').ToFrozenSet();
}
