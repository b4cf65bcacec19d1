using Faults.Tests.Runs;
using Faults.Tests.Schedules;

namespace Faults.Tests.Network;

/// <summary>
/// Watches what one worker says to AWS of its jobs: how often it renews their leases, what it says of those that are done with, and what it is still
/// holding when it has stopped.
/// </summary>
internal sealed class Wire(int number, Schedule schedule, Diary diary, TimeProvider time)
{
    // A beat is due when half of the timeout is left, a fifth of it earlier or later.
    private readonly TimeSpan _leastPause = schedule.Terms.Heartbeat * 0.39;

    // Three attempts of ten seconds.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(40);

    // Two clocks tell a message's age, in milliseconds.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TimeSpan> _reported = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly List<Delivery> _deliveries = [];
    private readonly Dictionary<string, TimeSpan> _beats = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _dead = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _sent = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _reporting = new(StringComparer.Ordinal);
    private TimeSpan _partitioned = TimeSpan.MinValue / 2;

    /// <summary>Tells this worker from its predecessors.</summary>
    public int Number => number;

    /// <summary>The worker's clock, which stands still with it.</summary>
    public FreezingTime? Time { get; set; }

    /// <summary>When the worker was told to stop.</summary>
    public TimeSpan StoppingAt { get; set; } = TimeSpan.MaxValue;

    /// <summary>While the worker is off the network, an answer is none.</summary>
    public bool IsPartitioned
    {
        get;
        set => (field, _partitioned) = (value, diary.Now);
    }

    public void Sending(string operation, string body)
    {
        lock (_lock)
        {
            switch (operation)
            {
                case "SendTaskHeartbeat":
                    Beating(RequestText.Text(body, "taskToken")!);
                    break;
                case "SendTaskSuccess" or "SendTaskFailure":
                    Reporting(RequestText.Text(body, "taskToken")!);
                    break;
                case "ChangeMessageVisibility" or "ChangeMessageVisibilityBatch":
                    RequestText.Handles(body).ForEach(Changing);
                    break;
                case "DeleteMessage" or "DeleteMessageBatch":
                    RequestText.Handles(body).ForEach(Deleting);
                    break;
                case "GetActivityTask" or "ReceiveMessage" when schedule.Mood is Mood.Stops:
                    // On other days it may be the client's next attempt at a poll that was open before.
                    Expect(diary.Now <= StoppingAt, $"worker {number} opened a poll after it was told to stop");
                    break;
            }
        }
    }

    public void Refused(string operation, string request, string answer)
    {
        if (IsPartitioned || RequestText.Text(answer, "__type") is not { } error)
        {
            return;
        }

        var isClosed =
            error.EndsWith("TaskTimedOut", StringComparison.Ordinal) || error.EndsWith("TaskDoesNotExist", StringComparison.Ordinal);
        if (isClosed && operation is "SendTaskHeartbeat" or "SendTaskSuccess" or "SendTaskFailure")
        {
            lock (_lock)
            {
                var token = RequestText.Text(request, "taskToken")!;
                _closed.Add(token);
                SettleTask(token);
                if (operation is "SendTaskHeartbeat")
                {
                    _dead.TryAdd(token, diary.Now);
                }
            }
        }
    }

    public void Met(string operation, FaultKind kind) => diary.Note($"worker {number}: {operation} meets {kind}");

    /// <summary>The worker has given a poll up before AWS can have answered it.</summary>
    public void CutOff(string operation) => diary.Violated($"worker {number} cut off an open {operation}");

    public void Answered(string operation, string request, string answer)
    {
        if (IsPartitioned)
        {
            return;
        }

        lock (_lock)
        {
            switch (operation)
            {
                case "GetActivityTask" when RequestText.Task(answer, diary.Now) is { } task:
                    Delivered(task);
                    break;
                case "ReceiveMessage":
                    RequestText.Messages(answer, diary.Now, time.GetUtcNow()).ForEach(Delivered);
                    break;
                case "SendTaskHeartbeat":
                    Beaten(RequestText.Text(request, "taskToken")!);
                    break;
                case "SendTaskSuccess" or "SendTaskFailure":
                    _reported.TryAdd(RequestText.Text(request, "taskToken")!, diary.Now);
                    _closed.Add(RequestText.Text(request, "taskToken")!);
                    SettleTask(RequestText.Text(request, "taskToken")!);
                    diary.Note($"worker {number}: {operation} is accepted");
                    break;
                case "DeleteMessage" or "DeleteMessageBatch":
                    _deleted.UnionWith(RequestText.Handles(request));
                    RequestText.Handles(request).ForEach(SettleMessage);
                    break;
                case "ChangeMessageVisibility" when RequestText.GivesBack(request):
                    RequestText.Handles(request).ForEach(SettleMessage);
                    break;
                case "ChangeMessageVisibilityBatch":
                    RequestText.Handles(request).ForEach(Extended);
                    break;
            }
        }
    }

    /// <summary>A handler begins: held against what the worker was told of its job.</summary>
    /// <returns>The delivery that it runs for.</returns>
    public Delivery Begins(int job, int attempt, string? messageId)
    {
        lock (_lock)
        {
            var delivery = _deliveries.Last(it => it.Job == job && it.Attempt == attempt && it.MessageId == messageId);
            if (messageId is not null)
            {
                var mustAsk = delivery.ReceiveCount > 1 || delivery.Age > (schedule.Terms.Heartbeat / 2) + Moment;
                Expect(
                    !mustAsk || delivery.WasAskedFor || !IsAlone(delivery.Token),
                    $"worker {number} ran a message that came again, or late, without asking for its task"
                );
                Expect(
                    !(IsKnown(messageId, before: delivery) && _reported.TryGetValue(delivery.Token, out var at) && at < delivery.At),
                    $"worker {number} ran a message again whose job it had reported"
                );
            }

            return delivery;
        }
    }

    /// <summary>A handler that heeds its token has come to its end: its lease must have lived until now.</summary>
    public void Ends(Delivery delivery)
    {
        lock (_lock)
        {
            // As a process goes on all of its timers fire at once.
            var mayBeCancelled = Time!.FrozenUntil == diary.Now;
            Expect(mayBeCancelled || !HasExpired(delivery.Token), $"worker {number} let a job go on after its lease had run out");
        }
    }

    /// <summary>The worker has stopped: it must have nothing any more that was not reported or given back.</summary>
    public void Stopped()
    {
        lock (_lock)
        {
            foreach (var left in _deliveries.Where(it => !it.IsSettled))
            {
                diary.Violated(
                    $"worker {number} has stopped, and kept job {left.Job}, attempt {left.Attempt}, that it was given at {Schedule.Text(left.At)}"
                );
            }
        }
    }

    private bool IsKnown(string messageId, Delivery before) => _deliveries.Exists(it => it.MessageId == messageId && it.At < before.At);

    private void Beating(string token)
    {
        Expect(!IsReported(token), $"worker {number} sent a heartbeat after its report was accepted");
        Expect(!WasDead(token), $"worker {number} sent a heartbeat after it was told that the task is closed");
        Expect(
            !(_beats.TryGetValue(token, out var last) && IsAlone(token) && diary.Now - last < _leastPause),
            $"worker {number} sent two heartbeats within one interval"
        );
        _sent[token] = diary.Now;
    }

    private void Beaten(string token)
    {
        _beats[token] = _sent.GetValueOrDefault(token);
        foreach (var delivery in _deliveries.Where(it => it.Token == token))
        {
            delivery.WasAskedFor = true;
        }
    }

    private void Reporting(string token)
    {
        // A report that began before the lease was lost may be tried again within its call; what began while the worker was cut off is not seen.
        var mayHaveBegun = _reporting.Contains(token) || diary.Now - _partitioned < LongestCall;
        Expect(mayHaveBegun || !WasDead(token), $"worker {number} reported a job after it was told that the task is closed");
        Expect(mayHaveBegun || !HasExpired(token), $"worker {number} reported a job after its lease had run out");
        _reporting.Add(token);
    }

    private void Deleting(string handle) =>
        Expect(
            _deliveries.Find(it => it.Handle == handle) is not { } delivery || _closed.Contains(delivery.Token),
            $"worker {number} deleted a message whose task was not closed"
        );

    private void Changing(string handle)
    {
        var token = _deliveries.Find(it => it.Handle == handle)?.Token;
        Expect(!_deleted.Contains(handle), $"worker {number} changed the visibility of a message that it had deleted");
        Expect(!IsReported(token), $"worker {number} changed the visibility of a message after the report of its job was accepted");
        _sent[handle] = diary.Now;
    }

    private void Extended(string handle)
    {
        if (_deliveries.Find(it => it.Handle == handle) is { } delivery)
        {
            delivery.VisibleFrom = _sent[handle];
        }
    }

    // What is sent at the very instant may have been on its way.
    private bool WasDead(string token) => _dead.TryGetValue(token, out var since) && IsAlone(token) && since < diary.Now;

    private bool IsAlone(string token) => _deliveries.Count(it => it.Token == token) <= 1;

    // A second delivery of the same token has a lease of its own, which finds out by its heartbeat that the task is closed.
    private bool IsReported(string? token) => token is not null && _reported.ContainsKey(token) && IsAlone(token);

    // The worker's own view: what it was told is counted from when it asked.
    private bool HasExpired(string token)
    {
        if (_deliveries.Where(it => it.Token == token).ToList() is not [var delivery])
        {
            return false;
        }

        var beaten = _beats.GetValueOrDefault(token, delivery.At);
        var expires = (beaten > delivery.At ? beaten : delivery.At) + schedule.Terms.Heartbeat;
        if (delivery.Handle is not null && delivery.VisibleFrom + schedule.Terms.Visibility < expires)
        {
            expires = delivery.VisibleFrom + schedule.Terms.Visibility;
        }

        return expires < diary.Now;
    }

    private void SettleTask(string token)
    {
        foreach (var delivery in _deliveries.Where(it => it.Token == token && it.Handle is null))
        {
            delivery.IsSettled = true;
        }
    }

    private void SettleMessage(string handle)
    {
        if (_deliveries.Find(it => it.Handle == handle) is { } delivery)
        {
            delivery.IsSettled = true;
        }
    }

    private void Delivered(Delivery delivery)
    {
        _deliveries.Add(delivery);
        diary.Note($"worker {number} is given job {delivery.Job}, attempt {delivery.Attempt}, receive {delivery.ReceiveCount}");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            diary.Violated(otherwise);
        }
    }
}
