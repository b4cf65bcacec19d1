using Workers.Aws;
using Workers.Aws.EventBridge;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Emulator;
using Workers.Hosting;
using Workers.Testing.Time;

namespace Workers.Testing;

/// <summary>
/// State machines and handlers in one process: the emulator, workers of any number, and a clock that skips whatever is waited for. Nothing
/// is listened on and nothing leaves the process; the requests are the same as over the network.
/// </summary>
/// <example>
/// <code>
/// await using var host = new WorkflowTestHost();
/// var activity = await host.CreateActivityAsync("appraise-claim");
/// var machine = await host.CreateStateMachineAsync("claims", definition);
/// await host.StartWorkerAsync(worker =&gt;
///     worker.AddActivity&lt;AppraiseClaim, Claim, Appraisal&gt;("appraise-claim", Json.Default.Claim, Json.Default.Appraisal, o =&gt; o.ActivityArn = activity));
/// var execution = await host.RunAsync(machine, """{"claim": 1}""");
/// </code>
/// </example>
public sealed class WorkflowTestHost : IAsyncDisposable
{
    private readonly AwsEmulator _emulator;
    private readonly HttpMessageHandler _handler;
    private readonly AwsClients _clients;
    private readonly WorkerSet _workers;

    /// <summary>Creates a host without activities, queues, state machines and workers.</summary>
    /// <param name="clock">The clock of everything in it. Default: a new one.</param>
    public WorkflowTestHost(TestClock? clock = null)
    {
        Clock = clock ?? new TestClock();
        _emulator = new AwsEmulator(new EmulatorOptions { TimeProvider = Clock });
        _handler = _emulator.CreateHandler();
        _clients = WorkerSet.CreateClients(_handler, Clock);
        _workers = new WorkerSet(Clock, _handler);
    }

    /// <summary>The clock of everything in the host.</summary>
    public TestClock Clock { get; }

    /// <summary>Step Functions, as a program would call it.</summary>
    public IStepFunctions StepFunctions => _clients.StepFunctions;

    /// <summary>SQS, as a program would call it.</summary>
    public ISqs Sqs => _clients.Sqs;

    /// <summary>EventBridge, as a program would call it.</summary>
    public IEventBridge EventBridge => _clients.EventBridge;

    /// <summary>The containers that <c>ecs:runTask</c> has started by <see cref="MapWorker"/>, in this order, ended ones included.</summary>
    public IReadOnlyList<TestContainer> Containers => _workers.Containers;

    /// <summary>Creates an activity and returns its ARN.</summary>
    public async Task<string> CreateActivityAsync(string name, CancellationToken cancellationToken = default)
    {
        var created = await StepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = name }, cancellationToken);
        return created.ActivityArn;
    }

    /// <summary>Creates a queue and returns its URL.</summary>
    /// <param name="name">The queue's name.</param>
    /// <param name="attributes">Its attributes, for example <c>VisibilityTimeout</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateQueueAsync(
        string name,
        IReadOnlyDictionary<string, string>? attributes = null,
        CancellationToken cancellationToken = default
    )
    {
        var created = await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = attributes }, cancellationToken);
        return created.QueueUrl;
    }

    /// <summary>Creates a rule on EventBridge's default bus that sends the events it matches to a queue.</summary>
    /// <param name="name">The rule's name.</param>
    /// <param name="eventPattern">The event pattern: JSON, for example <c>{"source": ["claims"]}</c>.</param>
    /// <param name="queueUrl">The queue's URL.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The name or the pattern is wrong; the message says what.</exception>
    public async Task CreateRuleAsync(string name, string eventPattern, string queueUrl, CancellationToken cancellationToken = default)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queueUrl, AttributeNames = ["QueueArn"] };
        var queue = await Sqs.GetQueueAttributesAsync(request, cancellationToken);
        await EventRules.CreateAsync(_handler, name, eventPattern, queue.Attributes!["QueueArn"], cancellationToken);
    }

    /// <summary>Creates a state machine and returns its ARN.</summary>
    /// <param name="name">The state machine's name.</param>
    /// <param name="definition">The definition in the Amazon States Language.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<string> CreateStateMachineAsync(string name, string definition, CancellationToken cancellationToken = default)
    {
        var request = new CreateStateMachineRequest
        {
            Name = name,
            Definition = definition,
            RoleArn = "arn:aws:iam::000000000000:role/state-machine",
        };
        return (await StepFunctions.CreateStateMachineAsync(request, cancellationToken)).StateMachineArn;
    }

    /// <summary>Starts a worker in this process. It ends with the host, or when it is stopped.</summary>
    /// <param name="configure">
    /// Adds activities and queues, as a worker's Program.cs does; give ARNs and URLs through their options. Its services hold the worker's own
    /// <see cref="AwsClients"/>, <see cref="TimeProvider"/> and <see cref="WorkerLifeline"/>: what the test puts between the worker and the
    /// rest of the world is to be built from these, so that it ends with the worker.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The worker, already started.</returns>
    public Task<WorkerApplication> StartWorkerAsync(Action<WorkerHostBuilder> configure, CancellationToken cancellationToken = default) =>
        _workers.StartAsync(configure, network: null, cancellationToken);

    /// <summary>Starts a worker whose requests take a way of the test's own, on which they may be lost, late or refused.</summary>
    /// <param name="configure">Adds activities and queues, as without a network.</param>
    /// <param name="network">
    /// Given the way to AWS, returns a handler of requests that goes before it. It lies beyond the worker's lifeline: it goes on when the worker has
    /// crashed, and what it answers then is not seen. Disposing it is the test's business; what it is given is the host's, and not to be disposed.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The worker, already started.</returns>
    public Task<WorkerApplication> StartWorkerAsync(
        Action<WorkerHostBuilder> configure,
        Func<HttpMessageHandler, HttpMessageHandler> network,
        CancellationToken cancellationToken = default
    ) => _workers.StartAsync(configure, network, cancellationToken);

    /// <summary>
    /// Says which worker, one that runs once, stands for the containers that <c>ecs:runTask</c> starts for a family of task definitions. The
    /// override's environment is the worker's, its command the worker's arguments; SIGTERM is a stop, and the worker's exit code is the container's.
    /// </summary>
    /// <param name="family">The family, without a revision.</param>
    /// <param name="configure">Adds the job, as a worker's Program.cs does. Called for each container.</param>
    public void MapWorker(string family, Action<WorkerHostBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        MapTask(family, (task, stopped) => _workers.RunContainerAsync(task, configure, stopped));
    }

    /// <summary>Says what <c>ecs:runTask</c> runs for a family of task definitions; see <see cref="AwsEmulator.MapTask"/>.</summary>
    public void MapTask(string family, TaskRunner runner) => _emulator.MapTask(family, runner);

    /// <summary>
    /// Stops a worker in good order, in skipped time: as SIGTERM does, also in a container. A worker that has ended or crashed
    /// stays as it is.
    /// </summary>
    /// <exception cref="ArgumentException">The worker is not of this host.</exception>
    public Task StopWorkerAsync(WorkerApplication worker, CancellationToken cancellationToken = default) =>
        _workers.StopAsync(worker, cancellationToken);

    /// <summary>
    /// Ends a worker as <c>kill -9</c> does. From now on no request of it gets out and no answer gets in, its clock stands still, its stores are
    /// out of reach and its handlers are abandoned where they are: it is never asked to stop, and nobody waits for it. Its container, if it is in one,
    /// exits with 137.
    /// </summary>
    /// <remarks>
    /// A long poll that was open stays held by the emulator until its time is up, and a job that it is given is lost until its lease runs out:
    /// the worst that a dead poller does in AWS. What a handler does by means of the test's own (the host's clock, a list of effects) goes on;
    /// let it use the worker's <see cref="TimeProvider"/> and <see cref="WorkerLifeline"/> to die with it.
    /// </remarks>
    /// <exception cref="ArgumentException">The worker is not of this host.</exception>
    public void CrashWorker(WorkerApplication worker) => _workers.Lifeline(worker).Cut();

    /// <summary>
    /// Takes a worker off the network: it works on, but its requests, and the answers of those under way, are lost until it gives them up. Its
    /// stores stay in reach.
    /// </summary>
    /// <exception cref="ArgumentException">The worker is not of this host.</exception>
    public void PartitionWorker(WorkerApplication worker) => _workers.Lifeline(worker).Partition();

    /// <summary>Ends a partition. What was lost in it stays lost.</summary>
    /// <exception cref="ArgumentException">The worker is not of this host.</exception>
    public void ReconnectWorker(WorkerApplication worker) => _workers.Lifeline(worker).Reconnect();

    /// <inheritdoc cref="AwsEmulator.RedeliverMessages"/>
    public int RedeliverMessages(string queueUrl) => _emulator.RedeliverMessages(queueUrl);

    /// <inheritdoc cref="AwsEmulator.DuplicateMessages"/>
    public int DuplicateMessages(string queueUrl) => _emulator.DuplicateMessages(queueUrl);

    /// <summary>Starts an execution and skips time until it has ended.</summary>
    /// <param name="stateMachineArn">The state machine's ARN.</param>
    /// <param name="input">The input: JSON text.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ClockStalledException">The execution cannot end: see the message.</exception>
    public async Task<ExecutionDescription> RunAsync(
        string stateMachineArn,
        string input = "{}",
        CancellationToken cancellationToken = default
    )
    {
        var execution = await StartAsync(stateMachineArn, input, cancellationToken);
        return await WaitAsync(execution, cancellationToken);
    }

    /// <summary>Starts an execution and returns its ARN. Time stands still until it is waited for.</summary>
    public async Task<string> StartAsync(string stateMachineArn, string input = "{}", CancellationToken cancellationToken = default)
    {
        var request = new StartExecutionRequest { StateMachineArn = stateMachineArn, Input = input };
        return (await StepFunctions.StartExecutionAsync(request, cancellationToken)).ExecutionArn;
    }

    /// <summary>Skips time until the execution has ended.</summary>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public async Task<ExecutionDescription> WaitAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        ExecutionDescription? last = null;
        await Clock.RunUntilAsync(
            () =>
            {
                // The requests are answered in this process and at once, so that nothing is blocked here; the thread is the clock's own.
                var asked = StepFunctions.DescribeExecutionAsync(
                    new DescribeExecutionRequest { ExecutionArn = executionArn },
                    cancellationToken
                );
#pragma warning disable RS0030
                last = asked.GetAwaiter().GetResult();
#pragma warning restore RS0030
                return last.Status is not ("RUNNING" or "PENDING_REDRIVE");
            },
            cancellationToken
        );
        return last!;
    }

    /// <summary>Reads the whole history of an execution.</summary>
    public async Task<IReadOnlyList<HistoryEvent>> HistoryAsync(string executionArn, CancellationToken cancellationToken = default)
    {
        var events = new List<HistoryEvent>();
        string? next = null;
        do
        {
            var request = new GetExecutionHistoryRequest
            {
                ExecutionArn = executionArn,
                MaxResults = 1000,
                NextToken = next,
            };
            var page = await StepFunctions.GetExecutionHistoryAsync(request, cancellationToken);
            events.AddRange(page.Events);
            next = page.NextToken;
        } while (next is not null);
        return events;
    }

    /// <summary>Stops the workers in skipped time, except for those that crashed, then the emulator.</summary>
    public async ValueTask DisposeAsync()
    {
        await _workers.StopAllAsync();
        await _emulator.DisposeAsync();
        await _workers.DisposeAsync();
        _clients.Dispose();
        _handler.Dispose();
    }
}
