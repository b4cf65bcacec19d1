using System.Globalization;
using System.Text.Json.Nodes;
using Definitions;
using Faults.Tests.Network;
using Faults.Tests.Schedules;
using LocalFleet.Definitions;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Testing;
using Workers.Testing.Time;

namespace Faults.Tests.Runs;

/// <summary>Runs a schedule from its first happening until every execution has ended and the queue is empty.</summary>
internal sealed class ScheduleRun : IAsyncDisposable
{
    private const string Source = "work";
    private const int TaskTimeout = 14_400;

    private readonly Schedule _schedule;
    private readonly CancellationToken _stop;
    private readonly WorkflowTestHost _host = new(new TestClock { Horizon = TimeSpan.FromDays(2) });
    private readonly WorkerApplication?[] _workers;
    private readonly Wire?[] _wires;
    private readonly List<FaultyNetwork> _networks = [];
    private readonly string?[] _executions;
    private string _machine = "";
    private string _source = "";
    private int _started;

    public ScheduleRun(Schedule schedule, CancellationToken stop)
    {
        _schedule = schedule;
        _stop = stop;
        _workers = new WorkerApplication?[schedule.Workers];
        _wires = new Wire?[schedule.Workers];
        _executions = new string?[schedule.Jobs.Count];
        Diary = new Diary(() => _host.Clock.Elapsed);
    }

    public Diary Diary { get; }

    // On a queue the heartbeat's clock starts when the message is sent: where jobs wait for a slot it must cover the wait.
    private int Heartbeat => _schedule.Pattern is Pattern.Activity ? 60 : (_schedule.HasSlotsForAll ? 120 : 7200);

    public string? DeadLetters { get; private set; }

    public string? Queue => _schedule.Pattern is Pattern.Queue ? _source : null;

    /// <summary>Runs it.</summary>
    /// <returns>How the execution of each job ended.</returns>
    public async Task<IReadOnlyList<ExecutionDescription>> RunAsync()
    {
        await DeployAsync();
        for (var place = 0; place < _workers.Length; place++)
        {
            await StartWorkerAsync(place);
        }

        foreach (var happening in _schedule.Happenings.OrderBy(happening => happening.At))
        {
            // A stop takes time of its own, so that what follows may come late.
            if (happening.At > _host.Clock.Elapsed)
            {
                await _host.Clock.AdvanceAsync(happening.At - _host.Clock.Elapsed, _stop);
            }

            Diary.Note($"{happening.Act} {happening.Number}");
            await DoAsync(happening);
        }

        var ended = new List<ExecutionDescription>();
        foreach (var execution in _executions)
        {
            ended.Add(await _host.WaitAsync(execution!, _stop));
        }

        return ended;
    }

    public Task<IReadOnlyList<HistoryEvent>> HistoryAsync(ExecutionDescription execution) =>
        _host.HistoryAsync(execution.ExecutionArn, _stop);

    /// <summary>Waits, for two hours at most, until a queue is empty.</summary>
    /// <returns>How many messages it still holds, in flight or not.</returns>
    public async Task<int> DrainAsync(string queue)
    {
        var until = _host.Clock.Elapsed + TimeSpan.FromHours(2);
        int left;
        while ((left = await CountAsync(queue)) > 0 && _host.Clock.Elapsed < until)
        {
            await _host.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), _stop);
        }

        return left;
    }

    public async Task<int> CountAsync(string queue)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["All"] };
        var attributes = (await _host.Sqs.GetQueueAttributesAsync(request, _stop)).Attributes!;
        return Number("ApproximateNumberOfMessages") + Number("ApproximateNumberOfMessagesNotVisible");

        int Number(string name) => int.Parse(attributes[name], CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _networks.ForEach(network => network.Dispose());
    }

    private async Task DoAsync(Happening happening)
    {
        var number = happening.Number;
        switch (happening.Act)
        {
            case Act.Start:
                _executions[number] = await _host.StartAsync(_machine, $$"""{"input": { "Job": {{number}} } }""", _stop);
                break;
            case Act.Crash when _workers[number] is { } worker:
                _host.CrashWorker(worker);
                _workers[number] = null;
                break;
            case Act.Stop when _workers[number] is { } worker:
                await _host.StopWorkerAsync(worker, _stop);
                _workers[number] = null;
                break;
            case Act.StartWorker when _workers[number] is null:
                await StartWorkerAsync(number);
                break;
            case Act.Partition when _workers[number] is { } worker:
                _wires[number]!.IsPartitioned = true;
                _host.PartitionWorker(worker);
                break;
            case Act.Reconnect when _workers[number] is { } worker:
                _host.ReconnectWorker(worker);
                _wires[number]!.IsPartitioned = false;
                break;
            case Act.Redeliver:
                _host.RedeliverMessages(_source);
                break;
            case Act.Duplicate:
                _host.DuplicateMessages(_source);
                break;
        }
    }

    private async Task StartWorkerAsync(int place)
    {
        var wire = new Wire(_started++, TimeSpan.FromSeconds(Heartbeat), Diary);
        _wires[place] = wire;
        var start = _host.StartWorkerAsync(
            worker =>
            {
                worker.Services.AddSingleton(new Place(wire.Number, _schedule, Diary));
                Add(worker);
            },
            aws =>
            {
                var network = new FaultyNetwork(aws, _schedule, _host.Clock, () => _host.Clock.Elapsed, wire);
                _networks.Add(network);
                return network;
            },
            _stop
        );

        // Its first requests may meet a fault, and wait to try again.
        _workers[place] = await _host.Clock.RunUntilAsync(start, _stop);
    }

    private void Add(WorkerHostBuilder worker)
    {
        if (_schedule.Pattern is Pattern.Activity)
        {
            worker.AddActivity<ScriptedHandler, Work, Done>(
                Source,
                WorkJson.Default.Work,
                WorkJson.Default.Done,
                options => (options.ActivityArn, options.Slots) = (_source, _schedule.Slots)
            );
        }
        else
        {
            worker.AddQueue<ScriptedHandler, Work, Done>(
                Source,
                WorkJson.Default.Work,
                WorkJson.Default.Done,
                options => (options.QueueUrl, options.Slots) = (_source, _schedule.Slots)
            );
        }
    }

    private async Task DeployAsync()
    {
        if (_schedule.Pattern is Pattern.Activity)
        {
            _source = await _host.CreateActivityAsync(Source, _stop);
            _machine = await DeployAsync("activity-worker", "activity_arn");
            return;
        }

        DeadLetters = await _host.CreateQueueAsync("work-dead", cancellationToken: _stop);
        var request = new GetQueueAttributesRequest { QueueUrl = DeadLetters, AttributeNames = ["QueueArn"] };
        var arn = (await _host.Sqs.GetQueueAttributesAsync(request, _stop)).Attributes!["QueueArn"];
        _source = await _host.CreateQueueAsync(
            Source,
            new Dictionary<string, string>
            {
                ["VisibilityTimeout"] = "60",
                ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"1000"}""",
            },
            _stop
        );

        _machine = await DeployAsync("callback-sqs", "queue_url");
    }

    private async Task<string> DeployAsync(string pattern, string source)
    {
        var template = await File.ReadAllTextAsync(Path.Combine(PatternFolder.Find(), pattern, "definition.asl.json"), _stop);
        var values = new Dictionary<string, string>
        {
            [source] = _source,
            ["heartbeat_seconds"] = Heartbeat.ToString(CultureInfo.InvariantCulture),
            ["timeout_seconds"] = TaskTimeout.ToString(CultureInfo.InvariantCulture),
            ["execution_timeout_seconds"] = "86400",
        };
        return await _host.CreateStateMachineAsync(pattern, Generous(DefinitionTemplate.Render(template, values)), _stop);
    }

    // No number of crashes and stops may use up the retries, so that no execution has an excuse to fail by States.Timeout or Worker.Shutdown.
    private static string Generous(string definition)
    {
        var root = JsonNode.Parse(definition)!;
        foreach (var retrier in root["States"]!["Work"]!["Retry"]!.AsArray())
        {
            if (retrier!["ErrorEquals"]!.AsArray().Any(name => name!.GetValue<string>() is "Worker.Shutdown" or "States.Timeout"))
            {
                retrier["MaxAttempts"] = 500;
            }
        }

        return root.ToJsonString();
    }
}
