namespace Workers.Hosting.Ecs;

/// <summary>Names ECS's metadata as OpenTelemetry's semantic conventions do.</summary>
internal static class EcsAttributes
{
    public static List<KeyValuePair<string, object>> Of(TaskMetadata? task, ContainerMetadata? container)
    {
        var attributes = new List<KeyValuePair<string, object>> { new("cloud.provider", "aws"), new("cloud.platform", "aws_ecs") };

        // arn:aws:ecs:eu-central-1:111122223333:task/cluster/id
        var arn = task?.TaskArn?.Split(':', 6);
        if (arn is { Length: 6 })
        {
            Add("cloud.region", arn[3]);
            Add("cloud.account.id", arn[4]);
            Add("aws.ecs.task.arn", task!.TaskArn);
            Add("aws.ecs.task.id", arn[5].Split('/')[^1]);
            Add("aws.ecs.cluster.arn", ClusterArn(task.Cluster, arn));
        }

        Add("cloud.availability_zone", task?.AvailabilityZone);
        Add("aws.ecs.task.family", task?.Family);
        Add("aws.ecs.task.revision", task?.Revision);
#pragma warning disable CA1308 // The conventions' values are in lower case.
        Add("aws.ecs.launchtype", task?.LaunchType?.ToLowerInvariant());
#pragma warning restore CA1308
        Add("aws.ecs.container.arn", container?.ContainerArn);
        Add("cloud.resource_id", container?.ContainerArn);
        Add("container.id", container?.DockerId);
        Add("container.name", container?.Name);
        if (container?.LogDriver is "awslogs")
        {
            AddList("aws.log.group.names", container.LogOptions?.Group);
            AddList("aws.log.stream.names", container.LogOptions?.Stream);
        }

        return attributes;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                attributes.Add(new(name, value));
            }
        }

        void AddList(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                attributes.Add(new(name, new[] { value }));
            }
        }
    }

    // The endpoint tells the ARN or, on EC2, the short name.
    private static string? ClusterArn(string? cluster, string[] taskArn) =>
        cluster is not { Length: > 0 } || cluster.StartsWith("arn:", StringComparison.Ordinal)
            ? cluster
            : $"{string.Join(':', taskArn[..5])}:cluster/{cluster}";
}
