using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Telemetry;

/// <summary>Alone, because a peak is told to one reader, and exporters of other tests read the meters of all workers in the process.</summary>
[Collection(nameof(MetricTests))]
[CollectionDefinition(nameof(MetricTests), DisableParallelization = true)]
public sealed class MetricTests
{
    [Fact]
    public async Task A_source_tells_which_share_of_its_slots_jobs_use_and_the_worker_that_it_is_ready_until_it_stops()
    {
        var finish = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, _) =>
            {
                await finish.Task;
                return new Answer("paid");
            },
            "--Activities:appraise-claim:Slots=4"
        );
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0.0, Read(worker, "workers.slots.saturation"));
        Assert.Equal(1, Read(worker, "workers.ready"));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.Equal(0.25, Read(worker, "workers.slots.saturation"));

        finish.SetResult();
        await Soon.Next(worker.Aws.Successes);
        await worker.StopAnsweredAsync();

        Assert.Equal(0, Read(worker, "workers.ready"));
    }

    [Fact]
    public async Task A_job_that_came_and_went_is_seen_in_the_peak()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0.0, Read(worker, "workers.slots.peak"));

        // With one slot the next poll comes when the job has given it back.
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.ActivityPolls);

        Assert.Equal(0.0, Read(worker, "workers.slots.saturation"));
        Assert.Equal(1.0, Read(worker, "workers.slots.peak"));
        Assert.Equal(0.0, Read(worker, "workers.slots.peak"));
    }

    [Fact]
    public async Task A_lease_is_held_from_the_jobs_arrival_to_the_end_of_its_report()
    {
        var finish = new TaskCompletionSource();
        var report = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, _) =>
            {
                await finish.Task;
                return new Answer("paid");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        var reporting = new TaskCompletionSource();
        worker.Aws.OnSuccess = _ =>
        {
            reporting.SetResult();
            return report.Task;
        };
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, Read(worker, "workers.leases.held"));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 60));
        await Soon.UntilAsync(() => Read(worker, "workers.leases.held") == 1);
        finish.SetResult();
        await Soon.Within(reporting.Task);
        Assert.Equal(1, Read(worker, "workers.leases.held"));

        report.SetResult();
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, Read(worker, "workers.leases.held"));
    }

    [Fact]
    public async Task A_lease_that_is_lost_is_held_no_more_although_its_handler_goes_on()
    {
        var finish = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var worker = await TestWorker.ActivityAsync(
            async (_, _, cancellationToken) =>
            {
                using var told = cancellationToken.Register(cancelled.SetResult);
                await finish.Task;
                return new Answer("paid");
            },
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.OnHeartbeat = _ => throw new TaskTimedOutException("the task has timed out", 400);
        await Soon.Next(worker.Aws.ActivityPolls);
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(heartbeatSeconds: 60));
        await Soon.UntilAsync(() => Read(worker, "workers.leases.held") == 1);

        await worker.AdvanceToAsync(worker.Aws.Heartbeats, TimeSpan.FromMinutes(1));
        await Soon.Within(cancelled.Task);
        await Soon.UntilAsync(() => Read(worker, "workers.leases.held") == 0);

        finish.SetResult();
        await Soon.Next(worker.Aws.ActivityPolls);
        Assert.Equal(0, Read(worker, "workers.leases.held"));
    }

    [Fact]
    public async Task What_was_received_is_counted_under_the_conventions_attributes()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        using var listener = Listen(worker, "messaging.client.consumed.messages", out var counted);

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);

        var (value, tags) = Assert.Single(counted);
        Assert.Equal(1, value);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["messaging.system"] = "aws_step_functions",
                ["messaging.destination.name"] = "appraise-claim",
                ["messaging.operation.name"] = "receive",
            },
            tags
        );
    }

    [Fact]
    public async Task What_a_worker_does_about_tasks_by_itself_is_counted_as_the_runtimes_own()
    {
        await using var worker = await TestWorker.QueueAsync(TestWorker.Answering());
        var counters = worker.Services.GetRequiredService<TaskCounters>();
        using var results = Listen(worker, "workers.results", out var sent);
        using var polls = Listen(worker, "workers.polls", out var polled);
        using var consumed = Listen(worker, "messaging.client.consumed.messages", out var taken);

        counters.Polled("pay-claim", "arn:aws:states:eu-central-1:000000000000:activity:claims-pay", hasTask: true);
        counters.Polled("pay-claim", "arn:aws:states:eu-central-1:000000000000:activity:claims-pay", hasTask: false);
        counters.PollFailed("pay-claim");
        counters.ResultSent("pay-claim", ResultOutcome.Accepted);
        counters.ResultSent("pay-claim", ResultOutcome.GivenUp);

        Assert.Equal(["accepted", "given_up"], sent.Select(one => one.Tags["workers.result.outcome"]));
        Assert.All(sent, one => Assert.Equal("pay-claim", one.Tags["workers.source"]));
        Assert.Equal(
            ["received", "empty", "failed"],
            polled.Where(one => (string?)one.Tags["workers.source"] == "pay-claim").Select(one => one.Tags["workers.poll.result"])
        );
        Assert.Equal("claims-pay", Assert.Single(taken).Tags["messaging.destination.name"]);
    }

    [Fact]
    public async Task A_worker_says_at_its_end_what_became_of_results_and_of_tasks_that_it_polled_for_itself()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        var counters = worker.Services.GetRequiredService<TaskCounters>();
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        counters.Polled("pay-claim", "arn:aws:states:eu-central-1:000000000000:activity:claims-pay", hasTask: true);
        counters.PollFailed("pay-claim");
        counters.ResultSent("pay-claim", ResultOutcome.Closed);

        await worker.StopAnsweredAsync();

        Assert.Contains("appraise-claim: stopped. 1 jobs succeeded", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains("appraise-claim: 1 results accepted, 0 came too late, 0 given up", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains(
            "pay-claim: 1 tasks taken by 2 polls, of which 1 failed; 0 results accepted, 1 came too late, 0 given up",
            worker.Log.Text,
            StringComparison.Ordinal
        );
    }

    private static MeterListener Listen(TestWorker worker, string name, out List<(long Value, Dictionary<string, object?> Tags)> counted)
    {
        var factory = worker.Services.GetRequiredService<IMeterFactory>();
        var values = counted = [];
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                lock (values)
                {
                    values.Add((value, new(tags.ToArray())));
                }
            }
        );
        listener.Start();
        return listener;
    }

    private static double Read(TestWorker worker, string name)
    {
        var factory = worker.Services.GetRequiredService<IMeterFactory>();
        var values = new List<double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == factory && instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => values.Add(value));
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => values.Add(value));
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => values.Add(value));
        listener.Start();
        listener.RecordObservableInstruments();
        return Assert.Single(values);
    }
}
