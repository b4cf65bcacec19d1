using System.Threading.Channels;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Polling;

public sealed class PollGateTests
{
    [Fact]
    public async Task No_poll_is_opened_while_the_gate_is_shut_and_the_worker_says_why()
    {
        var gate = new TestGate { Why = "the store is down" };
        await using var worker = await TestWorker.ActivityAsync(gate, TestWorker.Answering());
        await Soon.Within(gate.AskedAsync());

        Assert.Equal(0, worker.Aws.ActivityPolls.Reader.Count);
        Assert.Equal(["appraise-claim: the store is down"], worker.Health.NotReady());

        gate.Open();
        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task Waiting_at_a_gate_without_a_problem_is_in_order_for_as_long_as_it_takes()
    {
        var gate = new TestGate();
        await using var worker = await TestWorker.ActivityAsync(gate, TestWorker.Answering());
        await Soon.Within(gate.AskedAsync());

        worker.Time.Advance(TimeSpan.FromDays(1));

        Assert.Empty(worker.Health.NotReady());
    }

    [Fact]
    public async Task A_shut_gate_does_not_hold_up_the_stop()
    {
        var gate = new TestGate();
        await using var worker = await TestWorker.ActivityAsync(gate, TestWorker.Answering());
        await Soon.Within(gate.AskedAsync());

        await Soon.Within(worker.StopAsync());

        Assert.Equal(0, worker.Aws.ActivityPolls.Reader.Count);
    }

    [Fact]
    public async Task A_gate_that_fails_is_asked_again_and_does_not_end_the_loop()
    {
        var gate = new TestGate { Failure = new InvalidOperationException("the store is down") };
        gate.Open();
        await using var worker = await TestWorker.ActivityAsync(gate, TestWorker.Answering());
        await Soon.Within(gate.AskedAsync());

        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(1));

        Assert.Empty(worker.Health.NotLive());
        Assert.Contains("the store is down", worker.Log.Text, StringComparison.Ordinal);
    }

    private sealed class TestGate : IPollGate
    {
        private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string? Why { get; init; }

        /// <summary>What the first question is answered with.</summary>
        public Exception? Failure { get; set; }

        public void Open() => _opened.SetResult();

        public async Task AskedAsync() => Assert.Equal("appraise-claim", await Soon.Next(_asked));

        public async ValueTask WaitAsync(string source, CancellationToken cancellationToken)
        {
            var waiting = _opened.Task.WaitAsync(cancellationToken);
            _asked.Writer.TryWrite(source);
            if (Failure is { } failure)
            {
                Failure = null;
                throw failure;
            }

            await waiting;
        }

        public string? Problem(string source) => _opened.Task.IsCompleted ? null : Why;
    }
}
