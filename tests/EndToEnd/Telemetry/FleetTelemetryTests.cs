using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using EndToEnd.Fleet;
using EndToEnd.Processes;
using OpenTelemetry.Proto.Trace.V1;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;

namespace EndToEnd.Telemetry;

/// <summary>What leaves the whole fleet over OTLP, decoded by an independent decoder.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed partial class FleetTelemetryTests
{
    private const string Sender = "0af7651916cd43dd8448eb211c80319c";

    private static readonly string[] Workers =
    [
        "ActivityWorker",
        "ApprovalWorker",
        "CallbackWorker",
        "DeskWorker",
        "DispatchWorker",
        "JobWorker",
        "RunOnceWorker",
    ];

    private static readonly string[] Instruments =
    [
        "messaging.client.consumed.messages",
        "messaging.process.duration",
        "rpc.client.call.duration",
        "workers.jobs",
        "workers.leases.held",
        "workers.polls",
        "workers.polls.open",
        "workers.ready",
        "workers.results",
        "workers.slots",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task A_claim_is_one_trace_through_every_worker_and_nothing_tells_a_token(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartAsync(Stop);
        await using var run = new LocalFleetRun(
            ("CLAIMS", "200"),
            ("FAULTS", "0"),
            ("KEEP", "1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address(protocol)),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500")
        );
        var options = Options(await run.EmulatorAsync());
        using var stepFunctions = new StepFunctionsClient(options);
        using var sqs = new SqsClient(options);
        await run.Program.LineAsync("Everything runs until Ctrl-C");
        var message = await SendLetterAsync(sqs);
        try
        {
            await Eventually.TrueAsync(() =>
                Task.FromResult(WholeTrace(receiver).Count > 0 && SpanOf(receiver, message) is not null && receiver.Metrics.Any())
            );
        }
        catch (Xunit.Sdk.XunitException exception)
        {
            throw new Xunit.Sdk.XunitException($"{exception.Message} {Describe(receiver, message)}", exception);
        }

        var root = await RootAsync(stepFunctions, WholeTrace(receiver));
        var token = await TokenAsync(stepFunctions);
        await RunningProgram.SignalAsync(run.Program.Id, "INT");
        Assert.Equal(0, await run.Program.ExitAsync());

        Assert.Empty(receiver.Problems);
        IsOneTrace([.. ReceivedSpan.Of(receiver).Where(span => span.TraceId == root.TraceId)], root);
        Assert.Equal(Sender, ReceivedSpan.Hex(Assert.Single(SpanOf(receiver, message)!.Span.Links).TraceId));
        AllIsMeasured(receiver);
        AllLogsOfJobsNameTheirTrace(receiver);
        NothingTellsAToken(receiver, token);
    }

    /// <summary>The trace of the first claim that every worker has worked for; empty if there is none yet.</summary>
    private static List<ReceivedSpan> WholeTrace(OtlpReceiver receiver) =>
        ReceivedSpan
            .Of(receiver)
            .GroupBy(span => span.TraceId)
            .FirstOrDefault(trace =>
                !Workers.Except(trace.Select(span => span.Service)).Any() && trace.Any(span => span.Span.Name == "report pay-claim")
            )
            ?.ToList()
        ?? [];

    private static string Describe(OtlpReceiver receiver, string message)
    {
        var largest = ReceivedSpan
            .Of(receiver)
            .GroupBy(span => span.TraceId)
            .MaxBy(trace => trace.DistinctBy(span => span.Service).Count());
        var spans =
            largest?.Select(span => $"{span.Service}: {span.Span.Name}").Distinct().Order(StringComparer.Ordinal)
            ?? Enumerable.Empty<string>();
        return $"The letter {(SpanOf(receiver, message) is null ? "has not" : "has")} come, {receiver.Metrics.Count()} batches of metrics, "
            + $"problems: {string.Join("; ", receiver.Problems.Distinct())}. The trace through most workers:\n{string.Join('\n', spans)}";
    }

    private static ReceivedSpan? SpanOf(OtlpReceiver receiver, string message) =>
        ReceivedSpan
            .Of(receiver)
            .FirstOrDefault(span => span.Span.Kind is Span.Types.SpanKind.Consumer && span["messaging.message.id"] == message);

    /// <summary>The trace begins where the execution is started; every job hangs from that, and everything else from a span of the same trace.</summary>
    private static void IsOneTrace(IReadOnlyList<ReceivedSpan> trace, (string TraceId, string SpanId) root)
    {
        var ids = trace.Select(span => span.Id).ToHashSet(StringComparer.Ordinal);
        var start = Assert.Single(trace, span => span.ParentId.Length == 0);
        Assert.Equal((root.SpanId, "LocalFleet", "start flight-delay-claims"), (start.Id, start.Service, start.Span.Name));
        Assert.Equal(Span.Types.SpanKind.Producer, start.Span.Kind);
        Assert.All(
            trace.Where(span => span != start),
            span => Assert.True(ids.Contains(span.ParentId), $"{span.Service}: {span.Span.Name}")
        );

        var jobs = trace.Where(span => span.Span.Kind is Span.Types.SpanKind.Consumer).ToList();
        Assert.Equal(Workers, jobs.Select(job => job.Service).Distinct().Order(StringComparer.Ordinal));
        Assert.All(jobs, job => Assert.Equal(root.SpanId, job.ParentId));
        AreLinkedToTheProducer(jobs, root);
        Assert.Equal(
            ["Appraise", "FindAirport", "FindFlight", "ReadTariff", "WriteLetter"],
            jobs.Where(job => job["aws.step_functions.execution.arn"]?.Contains(":flight-delay-claims:", StringComparison.Ordinal) is true)
                .Select(job => job["aws.step_functions.state.name"])
                .Distinct()
                .Order(StringComparer.Ordinal)
        );

        // Each result is reported under the job, or under what goes on in its trace when it was taken over.
        var reports = trace.Where(span => span.Span.Name == "AWSStepFunctions.SendTaskSuccess").ToList();
        Assert.All(reports, report => Assert.Contains(trace, span => span.Id == report.ParentId && span.Service == report.Service));
        Assert.Equal(
            ["ActivityWorker", "ApprovalWorker", "CallbackWorker", "DeskWorker", "DispatchWorker"],
            reports.Select(report => report.Service).Distinct().Order(StringComparer.Ordinal)
        );
        var replies = trace.Where(span => span is { Service: "JobWorker", Span.Name: "AmazonSQS.SendMessage" }).ToList();
        Assert.NotEmpty(replies);
        Assert.All(replies, reply => Assert.Equal(("aws_sqs", "send"), (reply["messaging.system"], reply["messaging.operation.type"])));
    }

    /// <summary>What came as a message of SQS names its producer in an attribute of its own. Tasks have none, and no event of EventBridge's.</summary>
    private static void AreLinkedToTheProducer(IReadOnlyList<ReceivedSpan> jobs, (string TraceId, string SpanId) root)
    {
        var messages = jobs.Where(job => job.Service is "CallbackWorker" or "JobWorker").ToList();
        Assert.Equal(["CallbackWorker", "JobWorker"], messages.Select(job => job.Service).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            messages,
            job =>
            {
                var link = Assert.Single(job.Span.Links);
                Assert.Equal((root.TraceId, root.SpanId), (ReceivedSpan.Hex(link.TraceId), ReceivedSpan.Hex(link.SpanId)));
            }
        );
    }

    private static void AllIsMeasured(OtlpReceiver receiver)
    {
        var metrics = receiver
            .Metrics.SelectMany(request => request.ResourceMetrics)
            .SelectMany(resource => resource.ScopeMetrics)
            .SelectMany(scope => scope.Metrics)
            .ToList();
        Assert.Empty(Instruments.Except(metrics.Select(metric => metric.Name)));

        // A duration leads to a trace that has come, too.
        var traces = ReceivedSpan.Of(receiver).Select(span => span.TraceId).ToHashSet(StringComparer.Ordinal);
        var exemplars = metrics
            .Where(metric => metric.Name == "messaging.process.duration")
            .SelectMany(metric => metric.Histogram.DataPoints)
            .SelectMany(point => point.Exemplars)
            .ToList();
        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, exemplar => Assert.Contains(ReceivedSpan.Hex(exemplar.TraceId), traces));
    }

    private static void AllLogsOfJobsNameTheirTrace(OtlpReceiver receiver)
    {
        var filed = receiver
            .Logs.SelectMany(request => request.ResourceLogs)
            .SelectMany(resource => resource.ScopeLogs)
            .SelectMany(scope => scope.LogRecords)
            .Where(record => record.Body.StringValue.Contains("waits for a decision", StringComparison.Ordinal))
            .ToList();
        var jobs = ReceivedSpan
            .Of(receiver)
            .Where(span => span is { Service: "ApprovalWorker", Span.Kind: Span.Types.SpanKind.Consumer })
            .ToList();
        Assert.NotEmpty(filed);
        Assert.All(filed, record => Assert.Contains(jobs, job => job.Span.SpanId == record.SpanId && job.Span.TraceId == record.TraceId));
    }

    // The emulator's tokens are 48 characters of letters of both kinds and digits, as nothing else is that is exported.
    private static void NothingTellsAToken(OtlpReceiver receiver, string token)
    {
        Assert.Matches(TokenLike, token);
        var all = string.Join(
            '\n',
            receiver
                .Traces.Select(request => request.ToString())
                .Concat(receiver.Metrics.Select(request => request.ToString()))
                .Concat(receiver.Logs.Select(request => request.ToString()))
        );
        Assert.Contains("flight-delay-claims", all, StringComparison.Ordinal);
        Assert.DoesNotMatch(TokenLike, all);
    }

    /// <summary>What the execution of a trace was started with.</summary>
    private static async Task<(string TraceId, string SpanId)> RootAsync(
        StepFunctionsClient stepFunctions,
        IReadOnlyList<ReceivedSpan> trace
    )
    {
        var arn = trace
            .Select(span => span["aws.step_functions.execution.arn"])
            .First(arn => arn?.Contains(":flight-delay-claims:", StringComparison.Ordinal) is true)!;
        var execution = await stepFunctions.DescribeExecutionAsync(new DescribeExecutionRequest { ExecutionArn = arn }, Stop);
        using var input = JsonDocument.Parse(execution.Input!);
        var parts = input.RootElement.GetProperty("traceparent").GetString()!.Split('-');
        return (parts[1], parts[2]);
    }

    /// <summary>A letter that no state machine waits for, from somebody who has a trace.</summary>
    /// <returns>The message's id.</returns>
    private static async Task<string> SendLetterAsync(SqsClient sqs)
    {
        var queue = await sqs.GetQueueUrlAsync(new GetQueueUrlRequest { QueueName = "write-letter" }, Stop);
        var sent = await sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = queue.QueueUrl,
                MessageBody = """{"job":{"state":"Write"},"input":{} }""",
                MessageAttributes = new Dictionary<string, SqsMessageAttribute>
                {
                    ["traceparent"] = new() { DataType = "String", StringValue = $"00-{Sender}-b7ad6b7169203331-01" },
                },
            },
            Stop
        );
        return sent.MessageId;
    }

    /// <summary>A task token of the run's emulator.</summary>
    private static async Task<string> TokenAsync(StepFunctionsClient stepFunctions)
    {
        var activity = await stepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = "a-token" }, Stop);
        var machine = await stepFunctions.CreateStateMachineAsync(
            new CreateStateMachineRequest
            {
                Name = "a-token",
                Definition = $$"""{"StartAt":"Ask","States":{"Ask":{"Type":"Task","Resource":"{{activity.ActivityArn}}","End":true} } }""",
                RoleArn = "arn:aws:iam::000000000000:role/test",
            },
            Stop
        );
        await stepFunctions.StartExecutionAsync(
            new StartExecutionRequest { StateMachineArn = machine.StateMachineArn, Input = "{}" },
            Stop
        );
        var task = await stepFunctions.GetActivityTaskAsync(new GetActivityTaskRequest { ActivityArn = activity.ActivityArn }, Stop);
        return task!.TaskToken!;
    }

    private static AwsClientOptions Options(Uri emulator) =>
        new()
        {
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("test", "test"),
            ServiceUrl = emulator.ToString().TrimEnd('/'),
        };

    [GeneratedRegex(
        "(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*[0-9])(?=[A-Za-z0-9_-]*[A-Z])(?=[A-Za-z0-9_-]*[a-z])[A-Za-z0-9_-]{48}(?![A-Za-z0-9_-])"
    )]
    private static partial Regex TokenLike { get; }
}
