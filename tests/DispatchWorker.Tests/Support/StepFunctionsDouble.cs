using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Tests.Support;

/// <summary>Step Functions of the host, with the calls of all dispatchers counted and outages made.</summary>
internal sealed class StepFunctionsDouble
{
    private int _polls;
    private int _taken;
    private int _beats;
    private int _reports;

    /// <summary>How often the activity was polled.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>How many tasks were taken.</summary>
    public int Taken => Volatile.Read(ref _taken);

    /// <summary>How many heartbeats were sent.</summary>
    public int Beats => Volatile.Read(ref _beats);

    /// <summary>How many outcomes were reported.</summary>
    public int Reports => Volatile.Read(ref _reports);

    /// <summary>Whether reports and heartbeats get no answer.</summary>
    public bool IsOut { get; set; }

    /// <summary>Whether the answer of a report is lost after it went through.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>What happens to a success before it goes through; it may throw what Step Functions answers instead.</summary>
    public Action OnSuccess { get; set; } = () => { };

    /// <summary>What happens elsewhere just before a heartbeat is answered.</summary>
    public Func<Task> BeforeBeat { get; set; } = () => Task.CompletedTask;

    /// <summary>What one dispatcher calls.</summary>
    /// <param name="inner">The dispatcher's own client.</param>
    public IStepFunctionsTasks Over(IStepFunctionsTasks inner) => new Calls(this, inner);

    private void ThrowIfOut()
    {
        if (IsOut)
        {
            throw new AwsConnectionException("Step Functions cannot be reached.");
        }
    }

    private void LoseAnswer()
    {
        if (LosesAnswers)
        {
            LosesAnswers = false;
            throw new AwsConnectionException("The connection was closed before the answer came.");
        }
    }

    private sealed class Calls(StepFunctionsDouble all, IStepFunctionsTasks inner) : IStepFunctionsTasks
    {
        public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
        {
            Assert.False(cancellationToken.CanBeCanceled, "An open poll must never be cancelled.");
            Interlocked.Increment(ref all._polls);
            var task = await inner.GetActivityTaskAsync(request, cancellationToken);
            if (task is not null)
            {
                Interlocked.Increment(ref all._taken);
            }

            return task;
        }

        public async Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            Interlocked.Increment(ref all._reports);
            all.OnSuccess();
            await inner.SendTaskSuccessAsync(request, cancellationToken);
            all.LoseAnswer();
        }

        public async Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            Interlocked.Increment(ref all._reports);
            await inner.SendTaskFailureAsync(request, cancellationToken);
            all.LoseAnswer();
        }

        public async Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            Interlocked.Increment(ref all._beats);
            await all.BeforeBeat();
            await inner.SendTaskHeartbeatAsync(request, cancellationToken);
        }
    }
}
