using System.Diagnostics;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Telemetry;

/// <summary>
/// The span of one job, from its arrival to the last word about it: a child of the trace that its envelope carries, linked to the message's
/// sender.
/// </summary>
internal static class JobSpan
{
    public static Activity? Start(Job job)
    {
        if (!WorkerTelemetry.Spans.HasListeners())
        {
            return null;
        }

        var links = job.Sender == default ? null : new[] { new ActivityLink(job.Sender) };
        var span = WorkerTelemetry.Spans.StartActivity(
            $"process {job.Source.Destination}",
            ActivityKind.Consumer,
            TraceContext.FromTraceParent(job.Envelope.TraceParent),
            links: links
        );
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("messaging.system", job.Source.System);
            span.SetTag("messaging.operation.type", "process");
            span.SetTag("messaging.operation.name", "process");
            span.SetTag("messaging.destination.name", job.Source.Destination);
            span.SetTag("messaging.message.id", job.Context.MessageId);
            span.SetTag("messaging.message.body.size", job.BodySize);
            span.SetTag("workers.source", job.Source.Name);
            span.SetTag("workers.job.id", job.Context.JobId);
            span.SetTag("workers.job.attempt", job.Context.Attempt);
            span.SetTag("workers.job.receive_count", job.Context.ReceiveCount);
            span.SetTag("aws.step_functions.execution.arn", job.Envelope.Execution);
            span.SetTag("aws.step_functions.state.name", job.Envelope.State);
        }

        return span;
    }

    /// <summary>The handler has returned; the span ends when its result has been reported.</summary>
    public static void Decided(Activity? span, in JobOutcome outcome)
    {
        if (span is not null && outcome.Kind is not (JobOutcomeKind.Succeeded or JobOutcomeKind.HandedOver))
        {
            span.SetTag("error.type", outcome.Error ?? outcome.Kind.ToString());
            span.SetStatus(ActivityStatusCode.Error, outcome.LoggedCause);
        }
    }
}
