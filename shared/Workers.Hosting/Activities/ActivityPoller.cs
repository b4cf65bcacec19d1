using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Jobs;
using Workers.Hosting.Leases;
using Workers.Hosting.Polling;
using Workers.Hosting.Progress;
using Workers.Hosting.Settings;

namespace Workers.Hosting.Activities;

/// <summary>Polls one activity for tasks.</summary>
internal sealed class ActivityPoller : PollLoop
{
    // AWS holds a poll for at most 60 s.
    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(60);

    private readonly IStepFunctionsTasks _tasks;
    private readonly ActivityRegistration _registration;
    private readonly GetActivityTaskRequest _request;
    private readonly TimeSpan _heartbeat;
    private readonly TimeSpan? _maxDuration;
    private readonly bool _isIdempotent;
    private readonly string _idPrefix = Guid.NewGuid().ToString("N")[..8];
    private long _lastId;

    public ActivityPoller(ActivityRegistration registration, ActivityOptions options, IStepFunctionsTasks tasks, PollLoopServices services)
        : base(
            services,
            registration.Name,
            "aws_step_functions",
            options.ActivityArn!.Split(':')[^1],
            options.Slots,
            Math.Min(options.MaxPolls ?? options.Slots, options.Slots),
            LongPoll
        )
    {
        _tasks = tasks;
        _registration = registration;
        _heartbeat = TimeSpan.FromSeconds(options.HeartbeatSeconds ?? 0);
        _maxDuration = options.MaxDurationSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        _isIdempotent = options.Idempotency;
        var worker = options.WorkerName ?? Environment.MachineName;
        _request = new GetActivityTaskRequest
        {
            ActivityArn = options.ActivityArn,
            WorkerName = worker.Length <= 80 ? worker : worker[..80],
        };
    }

    // A poll that nothing waits for is answered only after a minute, which is too late to learn that nobody answers.
    protected override ValueTask<bool> PrepareAsync()
    {
        if (_tasks is IStepFunctionsActivities activities)
        {
            return RepeatAsync(() => LookUpAsync(activities));
        }

        Health.Trust();
        return new(true);
    }

    protected override ValueTask<int> ReserveAsync() => Slots.ReserveAsync(1);

    protected override async Task<(int Received, Job? Last)> ReceiveAsync(int slots)
    {
        var asked = Clock.Now;

        // No token: an open poll is never cancelled.
        var task = await _tasks.GetActivityTaskAsync(_request, CancellationToken.None);
        if (task is null || string.IsNullOrEmpty(task.TaskToken))
        {
            Answered(0, slots);
            return (0, null);
        }

        Answered(1, slots);
        return (1, ToJob(task, LatestAnswer(asked)));
    }

    protected override string Explain(Exception exception)
    {
        var setting = $"Activities:{Name}:ActivityArn";
        var remedy = exception switch
        {
            ActivityDoesNotExistException => "Create the activity, or correct the setting",
            InvalidArnException => "Correct the setting",
            AwsServiceException { Code: "AccessDeniedException" } => "Allow the worker's role states:GetActivityTask on it",
            _ => "Correct what the message names",
        };
        return $"activity {_request.ActivityArn} cannot be polled: {exception.Message.TrimEnd('.')}. {remedy} ({setting}, environment variable {SettingPath.ToEnvironmentVariable(setting)}).";
    }

    private async Task LookUpAsync(IStepFunctionsActivities activities)
    {
        try
        {
            await activities.DescribeActivityAsync(new DescribeActivityRequest { ActivityArn = _request.ActivityArn }, Stopping);
            NoteAnswer();
        }
        catch (AwsServiceException exception) when (exception is not (ActivityDoesNotExistException or InvalidArnException))
        {
            // Refused as such, the call has shown that Step Functions answers. Anything else the first poll has to clear up.
            if (exception.Kind is AwsErrorKind.Throttled || exception.Code is "AccessDeniedException")
            {
                NoteAnswer();
            }
            else
            {
                Health.Failed(exception.Message);
            }
        }
    }

    private Job ToJob(ActivityTask task, TimeSpan latest)
    {
        var now = Clock.Now;
        var isLate = latest < now;
        var problem = EnvelopeReader.Read(task.Input, out var envelope);
        var id = $"{_idPrefix}-{Interlocked.Increment(ref _lastId)}";
        var lease = new Lease(Clock, id, Telemetry)
        {
            TaskToken = task.TaskToken,

            // Given up only when it is certain to be lost, and asked about before.
            Started = isLate ? latest : now,
            Heartbeat = envelope.HeartbeatSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : _heartbeat,
        };
        var replies = Services.Replies.Open(envelope, lease, attempt: 1 + (envelope.Attempt ?? 0));
        return new Job
        {
            Source = Telemetry,
            Invoker = _registration.Invoker,
            Run = Run,
            Lease = lease,
            Problem = problem,
            Replies = replies,
            MaxDuration = _maxDuration,
            IsIdempotent = _isIdempotent,
            IsLate = isLate,
            BodySize = task.Input.Length,
            Context = new JobContext
            {
                JobId = id,
                SourceName = Name,
                Envelope = envelope,
                ShuttingDown = Services.Shutdown.Told,
                Progress = replies ?? (IJobProgress)SilentProgress.Instance,
                Lease = lease,
            },
        };
    }
}
