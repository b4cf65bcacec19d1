using System.Diagnostics;
using System.Threading.Channels;
using Workers.Hosting.Telemetry;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Telemetry;

public sealed class TraceTests
{
    private const string TraceId = "5759e988bd862e3fe1be46a994272793";

    [Theory]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", true)]
    [InlineData("Parent=53995c3f42cd8ad8; Sampled=0; Root=1-5759e988-bd862e3fe1be46a994272793", false)]
    public void FromXRay_Header_IsTheSameTrace(string header, bool sampled)
    {
        var context = TraceContext.FromXRay(header);

        Assert.Equal(TraceId, context.TraceId.ToHexString());
        Assert.Equal("53995c3f42cd8ad8", context.SpanId.ToHexString());
        Assert.Equal(sampled, context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded));
        Assert.True(context.IsRemote);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=2-x;Parent=y")]
    public void FromXRay_NoParentOrGarbage_IsNone(string? header) => Assert.Equal(default, TraceContext.FromXRay(header));

    [Theory]
    [InlineData("")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-00")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    public void Given_EmptyOrZeros_IsNone(string traceParent)
    {
        Assert.Null(TraceContext.Given(traceParent));
        Assert.Equal(default, TraceContext.FromTraceParent(traceParent));
        Assert.Null(
            JobEnvelope.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"job":{"traceparent":"{{traceParent}}"},"input":1}""")).TraceParent
        );
    }

    [Fact]
    public async Task A_message_of_an_execution_without_a_trace_begins_one_and_links_to_nothing()
    {
        const string None = "00-00000000000000000000000000000000-0000000000000000-00";
        using var listener = Listen(out var spans);
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        await Soon.Next(worker.Aws.Receives);
        var message = AwsDouble.Message(
            "no-trace",
            $$"""{"job":{"state":"Write","traceparent":"{{None}}"},"taskToken":"token-1","input":{{TestWorker.Input}}}"""
        );

        worker.Aws.AnswerReceive(
            message with
            {
                MessageAttributes = new Dictionary<string, Workers.Aws.Sqs.SqsMessageAttribute>
                {
                    ["traceparent"] = new() { DataType = "String", StringValue = None },
                },
            }
        );
        await Soon.Next(worker.Aws.Successes);

        var span = await NextAsync(spans, span => (string?)span.GetTagItem("messaging.message.id") == "no-trace");
        Assert.Equal(default, span.ParentSpanId);
        Assert.Empty(span.Links);
    }

    [Fact]
    public async Task A_jobs_span_is_a_child_of_the_envelopes_trace_and_linked_to_the_sender_and_holds_no_token()
    {
        const string Secret = "AQCEAAAAKgAAAAMAAAAAAAAAASecret";
        using var listener = Listen(out var spans);
        await using var worker = await TestWorker.QueueAsync(
            (_, _, _) => throw new JobFailedException("Letter.NoAddress", "nobody lives there")
        );
        await Soon.Next(worker.Aws.Receives);
        var message = AwsDouble.Message(
            "span-test",
            $$"""{"job":{"state":"Write","traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},"taskToken":"{{Secret}}","input":{{TestWorker.Input}}}"""
        );

        worker.Aws.AnswerReceive(
            message with
            {
                Attributes = new Dictionary<string, string>
                {
                    ["AWSTraceHeader"] = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
                },
            }
        );
        await Soon.Next(worker.Aws.Failures);

        var span = await NextAsync(spans, span => (string?)span.GetTagItem("messaging.message.id") == "span-test");
        Assert.Equal(ActivityKind.Consumer, span.Kind);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal(TraceId, Assert.Single(span.Links).Context.TraceId.ToHexString());
        Assert.Equal(message.Body.Length, span.GetTagItem("messaging.message.body.size"));
        Assert.Equal("Letter.NoAddress", span.GetTagItem("error.type"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("Secret", StringComparison.Ordinal) is true);
    }

    [Fact]
    public async Task A_cause_that_quotes_others_goes_to_Step_Functions_and_into_no_log_and_no_span()
    {
        using var listener = Listen(out var spans);
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
                throw new JobFailedException("Tariff.Refused", "503: no tariff for passenger 4711")
                {
                    LoggedCause = "The tariff answered 503",
                }
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        var failure = await Soon.Next(worker.Aws.Failures);
        await worker.Log.ContainsAsync("failed as Tariff.Refused: The tariff answered 503");

        Assert.Equal("503: no tariff for passenger 4711", failure.Cause);
        Assert.DoesNotContain("4711", worker.Log.Text, StringComparison.Ordinal);
        var span = await NextAsync(spans, span => (string?)span.GetTagItem("error.type") == "Tariff.Refused");
        Assert.Equal("The tariff answered 503", span.StatusDescription);
        Assert.DoesNotContain(span.TagObjects, tag => tag.Value?.ToString()?.Contains("4711", StringComparison.Ordinal) is true);
        Assert.Empty(span.Events);
    }

    [Fact]
    public async Task A_report_is_made_under_the_jobs_span()
    {
        using var listener = Listen(out var spans);
        string? reportedUnder = null;
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ =>
        {
            reportedUnder = JobTrace.Current;
            return Task.CompletedTask;
        };

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);

        var span = await NextAsync(spans, span => span.Id == reportedUnder);
        Assert.Equal(ActivityKind.Consumer, span.Kind);
    }

    [Fact]
    public void A_trace_goes_on_where_a_job_was_taken_over()
    {
        using var listener = Listen(out _);

        using var span = JobTrace.Start("report approve-request", ActivityKind.Internal, $"00-{TraceId}-53995c3f42cd8ad8-01");

        Assert.Equal($"00-{TraceId}-{span!.SpanId}-01", JobTrace.Current);
        Assert.Equal("53995c3f42cd8ad8", span.ParentSpanId.ToHexString());
    }

    private static async Task<Activity> NextAsync(Channel<Activity> stopped, Func<Activity, bool> wanted)
    {
        // Other tests' jobs are listened to as well.
        while (true)
        {
            var span = await Soon.Next(stopped);
            if (wanted(span))
            {
                return span;
            }
        }
    }

    private static ActivityListener Listen(out Channel<Activity> spans)
    {
        var stopped = spans = Channel.CreateUnbounded<Activity>();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WorkerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => stopped.Writer.TryWrite(span),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
