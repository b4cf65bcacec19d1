using System.Text;
using System.Text.Json;
using JobWorker.Tests.Support;
using Workers.Hosting;

namespace JobWorker.Tests.Poller;

/// <summary>The pattern end to end: state machines, reply queue and worker.</summary>
public sealed class JobPollerTests : IAsyncLifetime
{
    private readonly Script _script = new();
    private JobPoller _poller = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _poller = await JobPoller.CreateAsync();

    public ValueTask DisposeAsync() => _poller.DisposeAsync();

    [Fact]
    public async Task A_job_of_the_real_worker_ends_with_its_output_and_leaves_no_queue()
    {
        await _poller.StartRealWorkerAsync(recordsPerSecond: 2);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        using var output = JsonDocument.Parse(execution.Output!);
        Assert.Equal("FD-1", output.RootElement.GetProperty("claimId").GetString());
        Assert.Equal("LAX-BNA", output.RootElement.GetProperty("route").GetString());
        Assert.True(output.RootElement.GetProperty("fromOrigin").GetProperty("flights").GetInt32() > 0);
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task The_wait_between_looks_is_what_the_worker_asked_for()
    {
        _script.Run = async (claim, context, cancellationToken) =>
        {
            await context.Progress.ReportAsync(10, TimeSpan.FromHours(2), cancellationToken);
            await Task.Delay(TimeSpan.FromHours(2), _poller.Host.Clock, cancellationToken);
            return Script.Answer(claim);
        };
        await _poller.StartWorkerAsync(_script);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        Assert.InRange(execution.StopDate!.Value - execution.StartDate, TimeSpan.FromHours(2), TimeSpan.FromMinutes(121));
        Assert.InRange(await _poller.LooksAsync(), 3, 5);
    }

    [Fact]
    public async Task A_failure_by_name_is_the_executions_failure()
    {
        await _poller.StartRealWorkerAsync(recordsPerSecond: 0);

        var execution = await _poller.Host.RunAsync(
            _poller.Machine,
            JobPoller.Input("""{"claimId":"FD-2","delay":75,"origin":"XXX","destination":"BNA"}"""),
            Stop
        );

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("Route.NoFlights", execution.Error);
        Assert.Contains("'XXX'", execution.Cause, StringComparison.Ordinal);
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task An_input_that_does_not_fit_fails_by_name()
    {
        await _poller.StartWorkerAsync(_script);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input("""{"claimId":"FD-3"}"""), Stop);

        Assert.Equal("Worker.InvalidInput", execution.Error);
        Assert.Empty(_script.Seen);
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_worker_that_dies_in_the_middle_is_followed_by_another_one()
    {
        WorkerApplication? first = null;
        _script.Run = async (claim, context, cancellationToken) =>
        {
            await context.Progress.ReportAsync(50, TimeSpan.FromSeconds(30), cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(20), _poller.Host.Clock, cancellationToken);
            if (context.ReceiveCount == 1)
            {
                _poller.Host.CrashWorker(first!);
            }

            await Task.Delay(TimeSpan.FromMinutes(3), _poller.Host.Clock, cancellationToken);
            return Script.Answer(claim);
        };
        first = await _poller.StartWorkerAsync(_script);
        var execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.RunUntilAsync(() => !_script.Seen.IsEmpty, Stop);
        await _poller.StartWorkerAsync(_script);

        var ended = await _poller.Host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal([1, 2], _script.Seen.Select(context => context.ReceiveCount));
        Assert.Single(_script.Seen.Select(context => context.IdempotencyKey).Distinct());
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_worker_that_is_stopped_in_the_middle_returns_the_job_to_another_one()
    {
        _script.Run = async (claim, context, cancellationToken) =>
        {
            await context.Progress.ReportAsync(1, TimeSpan.FromHours(1), cancellationToken);
            await Task.Delay(TimeSpan.FromHours(1), _poller.Host.Clock, cancellationToken);
            return Script.Answer(claim);
        };
        var first = await _poller.StartWorkerAsync(_script);
        var execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.RunUntilAsync(() => !_script.Seen.IsEmpty, Stop);

        await _poller.Host.StopWorkerAsync(first, Stop);
        await _poller.StartWorkerAsync(_script);
        var ended = await _poller.Host.WaitAsync(execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(JobCancelReason.Shutdown, _script.Seen.First().CancelReason);
        Assert.Equal(2, _script.Seen.Count);
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_job_that_comes_twice_is_answered_once_and_both_messages_are_deleted()
    {
        var job = await TakeAsync();
        await _poller.Host.Sqs.SendMessageAsync(new() { QueueUrl = _poller.JobQueue, MessageBody = job.Message }, Stop);
        await _poller.Host.Sqs.SendMessageAsync(new() { QueueUrl = _poller.JobQueue, MessageBody = job.Message }, Stop);

        await _poller.StartWorkerAsync(_script);
        var ended = await _poller.Host.WaitAsync(job.Execution, Stop);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.Equal(2, _script.Seen.Count);
        Assert.Single(_script.Seen.Select(context => context.IdempotencyKey).Distinct());
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_response_that_does_not_fit_into_a_state_fails_by_name()
    {
        // As bytes the output is below Step Functions' limit; as text within the received message it is not.
        _script.Run = (claim, _, _) => Task.FromResult(Script.Answer(claim) with { Route = new string('"', 40_000) });
        await _poller.StartWorkerAsync(_script);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("Worker.OutputTooLarge", execution.Error);
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
    }

    [Fact]
    public async Task The_largest_response_arrives_whole()
    {
        _script.Run = (claim, _, _) => Task.FromResult(Script.Answer(claim) with { Route = new string('"', 35_000) });
        await _poller.StartWorkerAsync(_script);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("SUCCEEDED", execution.Status);
        using var output = JsonDocument.Parse(execution.Output!);
        Assert.Equal(35_000, output.RootElement.GetProperty("route").GetString()!.Length);
    }

    [Fact]
    public async Task A_job_that_cannot_be_sent_fails_by_name_and_leaves_no_queue()
    {
        await using var poller = await JobPoller.CreateAsync(jobQueue: "http://localhost:4566/000000000000/nowhere");

        var execution = await poller.Host.RunAsync(poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("SQS.QueueDoesNotExistException", execution.Error);
        await poller.AssertReplyQueueIsRemovedAsync(execution);
    }

    [Fact]
    public async Task A_job_that_nobody_takes_fails_as_silent()
    {
        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("FAILED", execution.Status);
        Assert.Equal("Job.Silent", execution.Error);
        Assert.InRange(execution.StopDate!.Value - execution.StartDate, TimeSpan.FromSeconds(600), TimeSpan.FromSeconds(700));
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
    }

    [Fact]
    public async Task A_job_that_falls_silent_fails_and_its_worker_stops_when_it_speaks_again()
    {
        var ran = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _script.Run = async (claim, context, cancellationToken) =>
        {
            await context.Progress.ReportAsync(40, TimeSpan.FromMinutes(1), cancellationToken);
            await Task.Delay(TimeSpan.FromHours(1), _poller.Host.Clock, cancellationToken);
            await context.Progress.ReportAsync(80, TimeSpan.FromMinutes(1), cancellationToken);
            ran.SetResult();
            await Task.Delay(TimeSpan.FromHours(1), _poller.Host.Clock, cancellationToken);
            return Script.Answer(claim);
        };
        await _poller.StartWorkerAsync(_script);

        var execution = await _poller.Host.RunAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.RunUntilAsync(ran.Task, Stop);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromMinutes(1), Stop);

        Assert.Equal("Job.Silent", execution.Error);
        Assert.Contains("40 %", execution.Cause, StringComparison.Ordinal);
        Assert.Equal(JobCancelReason.TaskLost, Assert.Single(_script.Seen).CancelReason);
        await _poller.AssertReplyQueueIsRemovedAsync(execution);
        await _poller.AssertJobQueueIsEmptyAsync();
    }

    [Fact]
    public async Task A_job_that_is_never_done_fails_at_its_limit()
    {
        await using var poller = await JobPoller.CreateAsync(jobLimitSeconds: 3600);
        _script.Run = async (claim, context, cancellationToken) =>
        {
            while (true)
            {
                await context.Progress.ReportAsync(99, TimeSpan.FromMinutes(1), cancellationToken);
                await Task.Delay(TimeSpan.FromMinutes(1), poller.Host.Clock, cancellationToken);
            }
        };
        await poller.StartWorkerAsync(_script);

        var execution = await poller.Host.RunAsync(poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("Job.TimedOut", execution.Error);
        Assert.Contains("at 99 %", execution.Cause, StringComparison.Ordinal);
        await poller.AssertReplyQueueIsRemovedAsync(execution);
    }

    private async Task<(string Execution, string Message)> TakeAsync()
    {
        var execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(3), Stop);
        var received = await _poller.Host.Sqs.ReceiveMessageAsync(new() { QueueUrl = _poller.JobQueue }, Stop);
        var message = Assert.Single(received.Messages!);
        await _poller.Host.Sqs.DeleteMessageAsync(new() { QueueUrl = _poller.JobQueue, ReceiptHandle = message.ReceiptHandle }, Stop);
        return (execution, Encoding.UTF8.GetString(message.Body.Span));
    }
}
