using System.Text.Json;
using JobWorker.Tests.Support;

namespace JobWorker.Tests.Poller;

/// <summary>The reader's side of the protocol, with the test as the worker: messages twice, late, in the wrong order, and of others.</summary>
public sealed class ForeignWorkerTests : IAsyncLifetime
{
    private JobPoller _poller = null!;
    private string _execution = null!;
    private string _replyQueue = null!;
    private string _jobId = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _poller = await JobPoller.CreateAsync();
        _execution = await _poller.Host.StartAsync(_poller.Machine, JobPoller.Input(), Stop);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(3), Stop);
        var received = await _poller.Host.Sqs.ReceiveMessageAsync(new() { QueueUrl = _poller.JobQueue }, Stop);
        var message = Assert.Single(received.Messages!);
        using var job = JsonDocument.Parse(message.Body);
        Assert.Equal(JobPoller.Claim, job.RootElement.GetProperty("input").GetRawText());
        var replyTo = job.RootElement.GetProperty("replyTo");
        _replyQueue = replyTo.GetProperty("queueUrl").GetString()!;
        _jobId = replyTo.GetProperty("jobId").GetString()!;
        Assert.Equal($"job-reply-{_jobId}", _replyQueue.Split('/')[^1]);
    }

    public ValueTask DisposeAsync() => _poller.DisposeAsync();

    [Fact]
    public async Task A_response_is_taken_once_however_often_it_comes()
    {
        await PostAsync("""{"jobId":"{id}","attempt":1,"sequence":1,"status":"SUCCEEDED","output":1}""");
        await PostAsync("""{"jobId":"{id}","attempt":1,"sequence":1,"status":"SUCCEEDED","output":1}""");
        await PostAsync("""{"jobId":"{id}","attempt":2,"sequence":1,"status":"FAILED","error":"Late","cause":"late"}""");

        var ended = await _poller.Host.WaitAsync(_execution, Stop);

        Assert.Equal(("SUCCEEDED", "1"), (ended.Status, ended.Output));
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
    }

    [Fact]
    public async Task A_response_of_an_earlier_attempt_counts()
    {
        await PostAsync("""{"jobId":"{id}","attempt":3,"sequence":9,"status":"IN_PROGRESS","percent":90,"nextLookInSeconds":30}""");
        await PostAsync("""{"jobId":"{id}","attempt":1,"sequence":2,"status":"FAILED","error":"Claim.Odd","cause":"odd"}""");

        var ended = await _poller.Host.WaitAsync(_execution, Stop);

        Assert.Equal(("FAILED", "Claim.Odd", "odd"), (ended.Status, ended.Error, ended.Cause));
        await _poller.AssertReplyQueueIsRemovedAsync(ended);
    }

    [Theory]
    [InlineData("""{"jobId":"{id}","attempt":2,"sequence":4,"status":"IN_PROGRESS","percent":10,"nextLookInSeconds":86400}""")]
    [InlineData("""{"jobId":"{id}","attempt":2,"sequence":5,"status":"IN_PROGRESS","percent":50,"nextLookInSeconds":86400}""")]
    [InlineData("""{"jobId":"{id}","attempt":1,"sequence":99,"status":"IN_PROGRESS","percent":10,"nextLookInSeconds":86400}""")]
    [InlineData("""{"jobId":"another","attempt":9,"sequence":1,"status":"SUCCEEDED","output":"of another job"}""")]
    [InlineData("""{"attempt":9,"sequence":1,"status":"SUCCEEDED","output":"of nobody"}""")]
    [InlineData("""{"jobId":"{id}","attempt":9,"sequence":1,"status":"IN_PROGRESS","percent":10}""")]
    [InlineData("""{"jobId":"{id}","attempt":9,"sequence":1,"status":"IN_PROGRESS","percent":10,"nextLookInSeconds":-5}""")]
    [InlineData("""{"jobId":"{id}","status":"PAUSED"}""")]
    [InlineData("[]")]
    public async Task A_message_that_is_old_or_of_no_use_is_deleted_and_changes_nothing(string message)
    {
        await PostAsync("""{"jobId":"{id}","attempt":2,"sequence":5,"status":"IN_PROGRESS","percent":50,"nextLookInSeconds":30}""");
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(10), Stop);
        await PostAsync(message);
        await _poller.Host.Clock.AdvanceAsync(TimeSpan.FromSeconds(40), Stop);

        Assert.Equal("0", await _poller.AttributeAsync(_replyQueue, "ApproximateNumberOfMessages"));
        Assert.Equal("0", await _poller.AttributeAsync(_replyQueue, "ApproximateNumberOfMessagesNotVisible"));
        await PostAsync("""{"jobId":"{id}","attempt":2,"sequence":6,"status":"SUCCEEDED","output":{"done":true}}""");
        var ended = await _poller.Host.WaitAsync(_execution, Stop);
        Assert.Equal(("SUCCEEDED", """{"done":true}"""), (ended.Status, ended.Output));
        Assert.True(ended.StopDate - ended.StartDate < TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_reader_that_fell_behind_reads_all_there_is_before_it_waits()
    {
        for (var sequence = 1; sequence <= 20; sequence++)
        {
            await PostAsync(
                $$"""{"jobId":"{id}","attempt":1,"sequence":{{sequence}},"status":"IN_PROGRESS","percent":1,"nextLookInSeconds":60}"""
            );
        }

        await PostAsync("""{"jobId":"{id}","attempt":1,"sequence":21,"status":"SUCCEEDED","output":"done"}""");
        var ended = await _poller.Host.WaitAsync(_execution, Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.True(ended.StopDate - ended.StartDate < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_flood_of_messages_is_handed_over_from_loop_to_loop()
    {
        await using var poller = await JobPoller.CreateAsync(looksPerLoop: 5);
        var script = new Script
        {
            Run = async (claim, context, cancellationToken) =>
            {
                for (var i = 0; i < 22; i++)
                {
                    await context.Progress.ReportAsync(i, TimeSpan.FromHours(1), cancellationToken);
                }

                return Script.Answer(claim);
            },
        };
        await poller.StartWorkerAsync(script);

        var ended = await poller.Host.RunAsync(poller.Machine, JobPoller.Input(), Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        Assert.InRange((await poller.LoopsAsync()).Count, 5, 6);
        Assert.True(ended.StopDate - ended.StartDate < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_reply_queue_that_somebody_removed_fails_the_job_by_name()
    {
        await _poller.Host.Sqs.DeleteQueueAsync(new() { QueueUrl = _replyQueue }, Stop);

        var ended = await _poller.Host.WaitAsync(_execution, Stop);

        Assert.Equal(("FAILED", "Sqs.QueueDoesNotExistException"), (ended.Status, ended.Error));
    }

    private async Task PostAsync(string message) =>
        await _poller.Host.Sqs.SendMessageAsync(
            new() { QueueUrl = _replyQueue, MessageBody = message.Replace("{id}", _jobId, StringComparison.Ordinal) },
            Stop
        );
}
