using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Telemetry;

public sealed class TelemetryTests : IDisposable
{
    private readonly FakeAws _aws = new();
    private readonly Activity _parent = new Activity("test").Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Span_FollowsTheConventions_AndNeverCarriesTheToken()
    {
        using var spans = new Spans(_parent);
        using var clients = _aws.Fails(new HttpRequestException("reset"))
            .Answers("""{"__type":"TaskTimedOut","message":"late"}""", HttpStatusCode.BadRequest, ("x-amzn-RequestId", "id-1"))
            .Clients();
        _ = await Assert.ThrowsAsync<TaskTimedOutException>(() =>
            clients.StepFunctions.SendTaskFailureAsync(new() { TaskToken = "secret-token" }, Cancel)
        );
        var span = Assert.Single(spans.Ended);
        Assert.Equal(("AWSStepFunctions.SendTaskFailure", ActivityKind.Client), (span.DisplayName, span.Kind));
        var tags = span.TagObjects.ToDictionary();
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["rpc.system"] = "aws-api",
                ["rpc.system.name"] = "aws-api",
                ["rpc.service"] = "AWSStepFunctions",
                ["rpc.method"] = "SendTaskFailure",
                ["server.address"] = "aws.test",
                ["server.port"] = 4566,
                ["cloud.region"] = "us-east-1",
                ["http.response.status_code"] = 400,
                ["aws.request_id"] = "id-1",
                ["error.type"] = "TaskTimedOut",
                ["http.request.resend_count"] = 1,
            },
            tags
        );
        Assert.Equal((ActivityStatusCode.Error, "late"), (span.Status, span.StatusDescription));
    }

    [Fact]
    public async Task EmptyPoll_LeavesNoRecordedSpan()
    {
        using var spans = new Spans(_parent);
        using var clients = _aws.Answers("{}").Answers("""{"taskToken":"t","input":"{}"}""").Clients();
        _ = await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);
        _ = await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel);
        Assert.Equal([false, true], spans.Ended.Select(s => s.Recorded));
    }

    [Fact]
    public async Task Receive_Span_TellsTheQueueAndTheMessage()
    {
        using var spans = new Spans(_parent);
        using var clients = _aws.Answers("""{"Messages":[{"MessageId":"m-1","ReceiptHandle":"r","Body":"b"}]}""")
            .Answers(
                """{"Messages":[{"MessageId":"m-1","ReceiptHandle":"r","Body":"b"},{"MessageId":"m-2","ReceiptHandle":"r","Body":"b"}]}"""
            )
            .Clients();

        _ = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "http://aws.test/000000000000/letters" }, Cancel);
        _ = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "http://aws.test/000000000000/letters" }, Cancel);

        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["messaging.system"] = "aws_sqs",
                ["messaging.operation.name"] = "receive",
                ["messaging.operation.type"] = "receive",
                ["messaging.destination.name"] = "letters",
                ["aws.sqs.queue.url"] = "http://aws.test/000000000000/letters",
                ["messaging.batch.message_count"] = 1,
                ["messaging.message.id"] = "m-1",
            },
            Messaging(spans.Ended[0])
        );
        Assert.Equal(2, spans.Ended[1].GetTagItem("messaging.batch.message_count"));
        Assert.Null(spans.Ended[1].GetTagItem("messaging.message.id"));
    }

    [Fact]
    public async Task Send_Delete_Poll_Spans_TellWhatTheyDoWithMessages()
    {
        using var spans = new Spans(_parent);
        using var clients = _aws.Answers("""{"MessageId":"m-1"}""")
            .Answers("{}")
            .Answers("""{"taskToken":"secret","input":"{}"}""")
            .Answers("{}")
            .Clients();

        _ = await clients.Sqs.SendMessageAsync(new() { QueueUrl = "http://aws.test/0/replies", MessageBody = "b" }, Cancel);
        _ = await clients.Sqs.DeleteMessageBatchAsync(
            new() { QueueUrl = "http://aws.test/0/letters", Entries = [new("0", "r"), new("1", "r")] },
            Cancel
        );
        _ = await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "arn:aws:states:r:0:activity:appraise" }, Cancel);
        await clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "secret", Output = "{}"u8.ToArray() }, Cancel);

        Assert.Equal(
            ["send send replies m-1", "delete settle letters ", "receive receive appraise ", "   "],
            spans.Ended.Select(span =>
                $"{span.GetTagItem("messaging.operation.name")} {span.GetTagItem("messaging.operation.type")} "
                + $"{span.GetTagItem("messaging.destination.name")} {span.GetTagItem("messaging.message.id")}"
            )
        );
        Assert.Equal(2, spans.Ended[1].GetTagItem("messaging.batch.message_count"));
        Assert.Equal("arn:aws:states:r:0:activity:appraise", spans.Ended[2].GetTagItem("aws.step_functions.activity.arn"));
        Assert.DoesNotContain(spans.Ended.SelectMany(span => span.TagObjects), tag => tag.Value is "secret");
    }

    [Fact]
    public async Task Calls_CountsEachOperation_ARetryBeingNoCallOfItsOwn()
    {
        using var clients = _aws.Answers("{}").Throttles().Answers("{}").Answers("{}").Clients();

        _ = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel);
        await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = "q", ReceiptHandle = "r" }, Cancel);
        await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = "q", ReceiptHandle = "r" }, Cancel);

        Assert.Equal(new Dictionary<string, long> { ["AmazonSQS.ReceiveMessage"] = 1, ["AmazonSQS.DeleteMessage"] = 2 }, clients.Calls);
    }

    [Fact]
    public async Task Nobody_Listening_MeansNoSpan()
    {
        Activity? seen = null;
        using var clients = _aws.Answers(
                (_, _) =>
                {
                    seen = Activity.Current;
                    return Task.FromResult(FakeAws.Response("{}", HttpStatusCode.OK));
                }
            )
            .Clients();
        await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        Assert.Same(_parent, seen);
    }

    [Fact]
    public async Task Metrics_CountCallsByOutcome_AndRetries()
    {
        var seen = new List<(string Instrument, double Value, Dictionary<string, object?> Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is AwsTelemetry.Name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests call AWS at the same time, but not from inside this test's span.
            if (Activity.Current == _parent)
            {
                seen.Add((instrument.Name, value, new(tags.ToArray())));
            }
        }

        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
        using var clients = _aws.Answers("{}").Throttles().Answers("{}").Clients();
        _ = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel);
        await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = "q", ReceiptHandle = "r" }, Cancel);
        Assert.Equal(
            [
                (AwsTelemetry.CallDurationName, "ReceiveMessage", "empty", null),
                (AwsTelemetry.RetriesName, "DeleteMessage", null, "ThrottlingException"),
                (AwsTelemetry.CallDurationName, "DeleteMessage", "success", null),
            ],
            seen.Select(m =>
                (m.Instrument, m.Tags["rpc.method"], m.Tags.GetValueOrDefault("outcome"), m.Tags.GetValueOrDefault("error.type"))
            )
        );
    }

    private static Dictionary<string, object?> Messaging(Activity span) =>
        span
            .TagObjects.Where(tag =>
                tag.Key.StartsWith("messaging.", StringComparison.Ordinal) || tag.Key.StartsWith("aws.sqs.", StringComparison.Ordinal)
            )
            .ToDictionary();

    public void Dispose()
    {
        _parent.Dispose();
        _aws.Dispose();
    }

    private sealed class Spans : IDisposable
    {
        private readonly ActivityListener _listener;

        public Spans(Activity parent)
        {
            _listener = new()
            {
                ShouldListenTo = source => source.Name is AwsTelemetry.Name,
                Sample = (ref options) =>
                    options.Parent.TraceId == parent.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = span =>
                {
                    if (span.TraceId == parent.TraceId)
                    {
                        Ended.Add(span);
                    }
                },
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public List<Activity> Ended { get; } = [];

        public void Dispose() => _listener.Dispose();
    }
}
