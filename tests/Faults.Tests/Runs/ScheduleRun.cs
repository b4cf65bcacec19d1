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
using Workers.Hosting.Stores;
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
    private readonly List<Task> _underWay = [];
    private readonly SharedRecords _records;
    private readonly string?[] _executions;
    private string _machine = "";
    private string _source = "";
    private string _deadLetters = "";
    private int _started;

    public ScheduleRun(Schedule schedule, CancellationToken stop)
    {
        _schedule = schedule;
        _stop = stop;
        _workers = new WorkerApplication?[schedule.Workers];
        _wires = new Wire?[schedule.Workers];
        _executions = new string?[schedule.Jobs.Count];
        Diary = new Diary(() => _host.Clock.Elapsed);
        Kept = new KeptResults(Diary, schedule);
        _records = new SharedRecords(_host.Clock, Kept.Written);
    }

    public Diary Diary { get; }

    public KeptResults Kept { get; }

    /// <summary>The queue and its dead-letter queue; none for an activity.</summary>
    public IReadOnlyList<string> Queues => _schedule.Pattern is Pattern.Queue ? [_source, _deadLetters] : [];

    /// <summary>Runs it.</summary>
    /// <returns>How the execution of each job ended.</returns>
    public async Task<IReadOnlyList<ExecutionDescription>> RunAsync()
    {
        await DeployAsync();
        for (var place = 0; place < _workers.Length; place++)
        {
            Begin(StartWorkerAsync(place));
        }

        foreach (var happening in _schedule.Happenings.OrderBy(happening => happening.At))
        {
            await _host.Clock.AdvanceAsync(happening.At - _host.Clock.Elapsed, _stop);
            Diary.Note($"{happening.Act} {happening.Number}");
            await DoAsync(happening);
        }

        var ended = new List<ExecutionDescription>();
        foreach (var execution in _executions)
        {
            ended.Add(await _host.WaitAsync(execution!, _stop));
        }

        await _host.Clock.RunUntilAsync(Task.WhenAll(_underWay), _stop);
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
        if (happening.Act is Act.Crash or Act.Partition or Act.Freeze && _wires[number] is { } hurt)
        {
            Diary.Hurt(hurt.Number);
        }

        switch (happening.Act)
        {
            case Act.Start:
                _executions[number] = await _host.StartAsync(_machine, $$"""{"input": { "Job": {{number}} } }""", _stop);
                break;
            case Act.Crash when _workers[number] is { } worker:
                _host.CrashWorker(worker);
                _workers[number] = null;
                break;
            // SIGTERM reaches no process that stands still.
            case Act.Stop when _workers[number] is { } worker && !_wires[number]!.Time!.IsFrozen:
                _workers[number] = null;
                Begin(StopAsync(worker, _wires[number]!));
                break;
            case Act.StartWorker when _workers[number] is null:
                Begin(StartWorkerAsync(number));
                break;
            case Act.Freeze when _workers[number] is not null:
                _wires[number]!.Time!.Freeze(happening.Length);
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

    // What takes time goes on beside what happens next; if it fails the end of the day does.
    private void Begin(Task task) => _underWay.Add(task);

    private async Task StopAsync(WorkerApplication worker, Wire wire)
    {
        var budget = _schedule.Terms.StopBudget;
        wire.StoppingAt = Diary.Now;
        Diary.Stopping(wire.Number);
        await worker.StopAsync(_stop);
        var took = Diary.Now - wire.StoppingAt;
        if (took > budget)
        {
            Diary.Violated($"worker {wire.Number} took {Schedule.Text(took)} s to stop, with a budget of {Schedule.Text(budget)} s");
        }

        if (_schedule.Mood is not Mood.Rough)
        {
            wire.Stopped();
        }

        // With its process ends what its handlers still do.
        _host.CrashWorker(worker);
        Diary.Stopped(wire.Number);
    }

    private async Task StartWorkerAsync(int place)
    {
        var wire = new Wire(_started++, _schedule, Diary, _host.Clock);
        _wires[place] = wire;

        // Its first requests may meet a fault, and wait to try again.
        _workers[place] = await _host.StartWorkerAsync(
            worker => Add(worker, wire),
            aws =>
            {
                var network = new FaultyNetwork(aws, _schedule, _host.Clock, () => _host.Clock.Elapsed, wire);
                _networks.Add(network);
                return network;
            },
            _stop
        );
    }

    private void Add(WorkerHostBuilder worker, Wire wire)
    {
        var own = (TimeProvider)worker.Services.Last(service => service.ServiceType == typeof(TimeProvider)).ImplementationInstance!;
        wire.Time = new FreezingTime(own, () => _host.Clock.Elapsed);
        worker.Services.AddSingleton<TimeProvider>(wire.Time);
        worker.Services.AddSingleton(new Place(wire, _schedule, Diary, Kept));
        worker.Services.AddSingleton<IRecordStore>(_records);
        worker.AddIdempotency();
        worker.Configuration["Shutdown:BudgetSeconds"] = Seconds(_schedule.Terms.StopBudget);
        if (_schedule.Pattern is Pattern.Activity)
        {
            worker.AddActivity<ScriptedHandler, Work, Done>(
                Source,
                WorkJson.Default.Work,
                WorkJson.Default.Done,
                options =>
                    (options.ActivityArn, options.Slots, options.Idempotency) = (_source, _schedule.Slots, _schedule.Terms.IsIdempotent)
            );
            return;
        }

        worker.AddQueue<ScriptedHandler, Work, Done>(
            Source,
            WorkJson.Default.Work,
            WorkJson.Default.Done,
            options => (options.QueueUrl, options.Slots, options.Idempotency) = (_source, _schedule.Slots, _schedule.Terms.IsIdempotent)
        );
        if (_schedule.HasFewReceives)
        {
            worker.AddDeadLetters("dead", options => options.QueueUrl = _deadLetters);
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

        var visibility = Seconds(_schedule.Terms.Visibility);
        _deadLetters = await _host.CreateQueueAsync(
            "work-dead",
            new Dictionary<string, string> { ["VisibilityTimeout"] = visibility },
            _stop
        );
        var request = new GetQueueAttributesRequest { QueueUrl = _deadLetters, AttributeNames = ["QueueArn"] };
        var arn = (await _host.Sqs.GetQueueAttributesAsync(request, _stop)).Attributes!["QueueArn"];
        _source = await _host.CreateQueueAsync(
            Source,
            new Dictionary<string, string>
            {
                ["VisibilityTimeout"] = visibility,
                ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"{{_schedule.Terms.MaxReceiveCount}}"}""",
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
            ["heartbeat_seconds"] = Seconds(_schedule.Terms.Heartbeat),
            ["timeout_seconds"] = TaskTimeout.ToString(CultureInfo.InvariantCulture),
            ["execution_timeout_seconds"] = "86400",
        };
        return await _host.CreateStateMachineAsync(pattern, Generous(DefinitionTemplate.Render(template, values)), _stop);
    }

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

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
