using System.Globalization;
using LocalFleet.Definitions;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace LocalFleet.Provisioning;

/// <summary>Creates activity, queues and state machine, from the definition that Terraform deploys.</summary>
internal sealed class Provisioner(IStepFunctionsAdministration stepFunctions, ISqsQueues queues)
{
    private const string RoleArn = "arn:aws:iam::000000000000:role/local-fleet";
    private const int MaxReceiveCount = 5;

    /// <summary>Creates everything.</summary>
    /// <param name="template">The state machine's definition, before rendering.</param>
    /// <param name="settings">The time limits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FleetResources> CreateAsync(string template, LocalSettings settings, CancellationToken cancellationToken)
    {
        var activity = await stepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = FleetNames.Activity }, cancellationToken);
        var deadLetters = await CreateQueueAsync($"{FleetNames.Queue}-dead-letter", [], cancellationToken);
        var letters = await CreateQueueAsync(
            FleetNames.Queue,
            new()
            {
                ["VisibilityTimeout"] = Text(settings.LetterVisibilityTimeoutSeconds),
                ["ReceiveMessageWaitTimeSeconds"] = "20",
                ["RedrivePolicy"] =
                    $$"""{"deadLetterTargetArn":"{{await ArnOfAsync(deadLetters, cancellationToken)}}","maxReceiveCount":{{MaxReceiveCount}}}""",
            },
            cancellationToken
        );
        var machine = await stepFunctions.CreateStateMachineAsync(
            new CreateStateMachineRequest
            {
                Name = FleetNames.StateMachine,
                Definition = DefinitionTemplate.Render(template, Variables(settings, activity.ActivityArn, letters)),
                RoleArn = RoleArn,
            },
            cancellationToken
        );
        return new FleetResources(activity.ActivityArn, letters, deadLetters, machine.StateMachineArn);
    }

    /// <summary>A value for each variable of the definition.</summary>
    public static Dictionary<string, string> Variables(LocalSettings settings, string activityArn, string queueUrl) =>
        new()
        {
            ["appraise_activity_arn"] = activityArn,
            ["appraise_heartbeat_seconds"] = Text(settings.AppraiseHeartbeatSeconds),
            ["appraise_timeout_seconds"] = Text(settings.AppraiseTimeoutSeconds),
            ["letter_queue_url"] = queueUrl,
            ["letter_heartbeat_seconds"] = Text(settings.LetterHeartbeatSeconds),
            ["letter_timeout_seconds"] = Text(settings.LetterTimeoutSeconds),
            ["execution_timeout_seconds"] = Text(settings.ExecutionTimeoutSeconds),
        };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<string> CreateQueueAsync(string name, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        var request = new CreateQueueRequest { QueueName = name, Attributes = attributes };
        return (await queues.CreateQueueAsync(request, cancellationToken)).QueueUrl;
    }

    private async Task<string> ArnOfAsync(string queueUrl, CancellationToken cancellationToken)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = ["QueueArn"] };
        var answer = await queues.GetQueueAttributesAsync(request, cancellationToken);
        return answer.Attributes?.GetValueOrDefault("QueueArn")
            ?? throw new FleetException($"The queue {queueUrl} does not tell its ARN (attribute QueueArn).");
    }
}
