using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Workers.Hosting.Ecs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Ecs;

public sealed class EcsResourceTests
{
    private const string Task =
        """{"Cluster":"fleet","ServiceName":"letters","TaskARN":"arn:aws:ecs:eu-central-1:111122223333:task/fleet/8f03e412","Family":"letter-writer","Revision":"24","DesiredStatus":"RUNNING","Limits":{"CPU":0.25,"Memory":512},"AvailabilityZone":"eu-central-1b","LaunchType":"FARGATE","Containers":[{"DockerId":"other"}]}""";

    private const string Container =
        """{"DockerId":"8f03e412-1234567890","Name":"worker","ContainerARN":"arn:aws:ecs:eu-central-1:111122223333:container/fleet/8f03e412/c1","LogDriver":"awslogs","LogOptions":{"awslogs-group":"/fleet","awslogs-region":"eu-central-1","awslogs-stream":"ecs/worker/8f03e412"}}""";

    [Fact]
    public async Task Detect_Fargate_NamesTaskAndContainerByTheConventions()
    {
        await using var agent = await FakeAgent.StartAsync();
        agent.Answer = (path, _) =>
            System.Threading.Tasks.Task.FromResult((200, path.EndsWith("/task", StringComparison.Ordinal) ? Task : Container));
        var resource = new EcsResource(agent.Uri, new ManualTime());

        var attributes = Attributes(resource);

        Assert.Null(resource.Problem);
        Assert.Equal(
            """
            aws.ecs.cluster.arn=arn:aws:ecs:eu-central-1:111122223333:cluster/fleet
            aws.ecs.container.arn=arn:aws:ecs:eu-central-1:111122223333:container/fleet/8f03e412/c1
            aws.ecs.launchtype=fargate
            aws.ecs.task.arn=arn:aws:ecs:eu-central-1:111122223333:task/fleet/8f03e412
            aws.ecs.task.family=letter-writer
            aws.ecs.task.id=8f03e412
            aws.ecs.task.revision=24
            aws.log.group.names=/fleet
            aws.log.stream.names=ecs/worker/8f03e412
            cloud.account.id=111122223333
            cloud.availability_zone=eu-central-1b
            cloud.platform=aws_ecs
            cloud.provider=aws
            cloud.region=eu-central-1
            cloud.resource_id=arn:aws:ecs:eu-central-1:111122223333:container/fleet/8f03e412/c1
            container.id=8f03e412-1234567890
            container.name=worker
            """,
            attributes,
            ignoreLineEndingDifferences: true
        );

        // Traces, metrics and logs ask; the endpoint is asked once.
        resource.Detect();
        Assert.Equal(2, agent.Requests.Reader.Count);
    }

    [Theory]
    [InlineData(500, "", "status 500")]
    [InlineData(200, "<html>", "invalid start of a value")]
    public async Task Detect_EndpointFails_HasNoAttributesAndSaysWhy(int status, string body, string problem)
    {
        await using var agent = await FakeAgent.StartAsync();
        agent.Answer = (_, _) => System.Threading.Tasks.Task.FromResult((status, body));
        var resource = new EcsResource(agent.Uri, new ManualTime());

        Assert.Equal("", Attributes(resource));

        Assert.Contains(problem, resource.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Detect_PartOfIt_IsTold()
    {
        await using var agent = await FakeAgent.StartAsync();
        agent.Answer = (path, _) =>
            System.Threading.Tasks.Task.FromResult(
                path.EndsWith("/task", StringComparison.Ordinal) ? (200, """{"Family":"f","Cluster":"c"}""") : (404, "")
            );
        var resource = new EcsResource(agent.Uri, new ManualTime());

        Assert.Equal(
            "aws.ecs.task.family=f\ncloud.platform=aws_ecs\ncloud.provider=aws",
            Attributes(resource),
            ignoreLineEndingDifferences: true
        );
        Assert.Equal("it answered with status 404", resource.Problem);
    }

    [Fact]
    public async Task Detect_NoAnswer_GivesUpSoon()
    {
        await using var agent = await FakeAgent.StartAsync();
        var hangs = new TaskCompletionSource<(int, string)>();
        agent.Answer = (_, _) => hangs.Task;
        var time = new ManualTime();
        var resource = new EcsResource(agent.Uri, time);
        var detecting = System.Threading.Tasks.Task.Run(() => Attributes(resource), TestContext.Current.CancellationToken);
        await Soon.Next(agent.Requests);

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("", await Soon.Within(detecting));
        Assert.Equal("no answer came within 2 s", resource.Problem);
        hangs.SetResult((500, ""));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v4")]
    [InlineData("nonsense")]
    public void Detect_NoEndpoint_HasNoAttributesAndSaysWhy(string uri)
    {
        var resource = new EcsResource(uri, new ManualTime());

        Assert.Equal("", Attributes(resource));
        Assert.NotEmpty(resource.Problem!);
    }

    [Fact]
    public async Task A_workers_traces_and_metrics_and_logs_name_the_task()
    {
        await using var agent = await FakeAgent.StartAsync();
        agent.Answer = (_, _) => System.Threading.Tasks.Task.FromResult((200, Task));
        await using var worker = await TestWorker.ActivityAsync(
            TestWorker.Answering(),
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1",
            "--ECS_CONTAINER_METADATA_URI_V4=" + agent.Uri
        );

        BaseProvider[] providers =
        [
            worker.Services.GetRequiredService<TracerProvider>(),
            worker.Services.GetRequiredService<MeterProvider>(),
            worker.Services.GetRequiredService<LoggerProvider>(),
        ];
        Assert.All(providers, provider => Assert.Contains(new("aws.ecs.task.family", "letter-writer"), provider.GetResource().Attributes));
        Assert.Equal(2, agent.Requests.Reader.Count);
    }

    [Fact]
    public async Task A_worker_without_the_endpoint_says_so_once_and_works()
    {
        await using var worker = await TestWorker.ActivityAsync(
            TestWorker.Answering(),
            "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1",
            "--ECS_CONTAINER_METADATA_URI_V4=http://127.0.0.1:1/v4"
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);

        Assert.Single(worker.Log.Lines, line => line.Contains("ECS_CONTAINER_METADATA_URI_V4", StringComparison.Ordinal));
    }

    private static string Attributes(EcsResource resource) =>
        string.Join(
            '\n',
            resource
                .Detect()
                .Attributes.Select(attribute =>
                    $"{attribute.Key}={(attribute.Value is string[] list ? string.Join(',', list) : attribute.Value)}"
                )
                .Order(StringComparer.Ordinal)
        );
}
