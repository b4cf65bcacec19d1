using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
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
        listener.Start();
        listener.RecordObservableInstruments();
        return Assert.Single(values);
    }
}
