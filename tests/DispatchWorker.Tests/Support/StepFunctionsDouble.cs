using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Tests.Support;

/// <summary>What the dispatchers' ways to Step Functions share: calls are counted, and outages made.</summary>
internal sealed class StepFunctionsDouble
{
    private int _polls;
    private int _beats;

    /// <summary>How often the activity was polled.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>How many heartbeats were sent.</summary>
    public int Beats => Volatile.Read(ref _beats);

    /// <summary>Whether reports and heartbeats get no answer.</summary>
    public bool IsOut { get; set; }

    /// <summary>Whether the answer of a report is lost after it went through.</summary>
    public bool LosesAnswers { get; set; }

    /// <summary>One dispatcher's way.</summary>
    /// <param name="inner">The dispatcher's own client.</param>
    public IStepFunctionsTasks Over(IStepFunctionsTasks inner) => new Way(this, inner);

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

    private sealed class Way(StepFunctionsDouble all, IStepFunctionsTasks inner) : IStepFunctionsTasks
    {
        public Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
        {
            Assert.False(cancellationToken.CanBeCanceled, "An open poll must never be cancelled.");
            Interlocked.Increment(ref all._polls);
            return inner.GetActivityTaskAsync(request, cancellationToken);
        }

        public async Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            await inner.SendTaskSuccessAsync(request, cancellationToken);
            all.LoseAnswer();
        }

        public async Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            await inner.SendTaskFailureAsync(request, cancellationToken);
            all.LoseAnswer();
        }

        public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default)
        {
            all.ThrowIfOut();
            Interlocked.Increment(ref all._beats);
            return inner.SendTaskHeartbeatAsync(request, cancellationToken);
        }
    }
}
