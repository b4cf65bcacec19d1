using System.Globalization;
using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting;
using Workers.Testing;

namespace CallbackWorker.Tests;

/// <summary>A token never hangs: whatever becomes of the message, the state that waits for it ends by name.</summary>
public sealed class DeadLetterPatternTests : IAsyncLifetime
{
    private const int MaxReceiveCount = 3;

    private readonly WorkflowTestHost _host = new();
    private string _queue = "";
    private string _dead = "";
    private string _machine = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _dead = await _host.CreateQueueAsync("letters-dead", null, Stop);
        var deadArn = "arn:aws:sqs:us-east-1:000000000000:letters-dead";
        _queue = await _host.CreateQueueAsync(
            "letters",
            new Dictionary<string, string>
            {
                ["VisibilityTimeout"] = "30",
                ["RedrivePolicy"] =
                    $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":{{MaxReceiveCount.ToString(
                        CultureInfo.InvariantCulture
                    )}}}""",
            },
            Stop
        );
        _machine = await _host.CreateStateMachineAsync("letters", Definition(_queue), Stop);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_message_whose_every_worker_died_fails_its_state_by_name()
    {
        await StartDeadLetterWorkerAsync();
        var execution = await _host.StartAsync(_machine, """{"claimId":"of-somebody"}""", Stop);

        await DieWithItAsync();
        var ended = await _host.WaitAsync(execution, Stop);

        Assert.Equal(("FAILED", "Worker.DeadLettered"), (ended.Status, ended.Error));
        Assert.Contains("of queue letters ", ended.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain("of-somebody", ended.Cause, StringComparison.Ordinal);
        Assert.True(ended.StopDate - ended.StartDate < TimeSpan.FromMinutes(5), "it must not wait for the state's timeout");
        await _host.Clock.AdvanceAsync(TimeSpan.FromSeconds(1), Stop);
        await AssertEmptyAsync(_dead);
    }

    [Fact]
    public async Task A_dead_message_whose_execution_has_ended_is_deleted()
    {
        var execution = await _host.StartAsync(_machine, """{"claimId":"c1"}""", Stop);
        await DieWithItAsync();
        await _host.StepFunctions.StopExecutionAsync(new StopExecutionRequest { ExecutionArn = execution }, Stop);

        await StartDeadLetterWorkerAsync();
        await _host.Clock.AdvanceAsync(TimeSpan.FromMinutes(5), Stop);

        await AssertEmptyAsync(_dead);
    }

    [Fact]
    public async Task A_poison_message_does_not_keep_others_waiting_and_is_kept()
    {
        await _host.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = _queue, MessageBody = "not JSON" }, Stop);
        await DieWithItAsync();
        await StartDeadLetterWorkerAsync();
        await StartLetterWorkerAsync();

        var ended = await _host.RunAsync(_machine, Appraisal, Stop);
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);

        Assert.Equal("SUCCEEDED", ended.Status);
        await AssertEmptyAsync(_queue);
        Assert.Equal(1, await CountAsync(_dead));
    }

    [Fact]
    public async Task An_input_that_does_not_fit_is_no_dead_letter()
    {
        await StartDeadLetterWorkerAsync();
        await StartLetterWorkerAsync();

        var ended = await _host.RunAsync(_machine, """{"claimId":7}""", Stop);

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (ended.Status, ended.Error));
        await _host.Clock.AdvanceAsync(TimeSpan.FromHours(1), Stop);
        await AssertEmptyAsync(_queue);
        await AssertEmptyAsync(_dead);
    }

    private const string Appraisal = """
        {
          "claimId": "c1", "payable": true, "amount": 250, "currency": "EUR", "reason": "the delay was 190 minutes",
          "date": "2001/01/01 10:00", "from": "Boston", "to": "Denver"
        }
        """;

    private static string Definition(string queue) =>
        $$"""
            {
              "StartAt": "WriteLetter",
              "TimeoutSeconds": 172800,
              "States": {
                "WriteLetter": {
                  "Type": "Task",
                  "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                  "Parameters": {
                    "QueueUrl": "{{queue}}",
                    "MessageBody": {
                      "job": { "execution.$": "$$.Execution.Id", "state.$": "$$.State.Name", "entered.$": "$$.State.EnteredTime" },
                      "taskToken.$": "$$.Task.Token",
                      "input.$": "$"
                    }
                  },
                  "TimeoutSeconds": 86400,
                  "End": true
                }
              }
            }
            """;

    private Task<WorkerApplication> StartDeadLetterWorkerAsync() =>
        _host.StartWorkerAsync(worker => worker.AddDeadLetters("letters-dead", options => options.QueueUrl = _dead), Stop);

    private Task<WorkerApplication> StartLetterWorkerAsync() =>
        _host.StartWorkerAsync(
            worker =>
                worker.AddQueue<WriteLetter, Appraisal, Letter>(
                    WriteLetter.Queue,
                    ClaimsJson.Default.Appraisal,
                    ClaimsJson.Default.Letter,
                    options => options.QueueUrl = _queue
                ),
            Stop
        );

    // As a worker does that is killed with the message in hand: it receives, and is never heard of again.
    private async Task DieWithItAsync()
    {
        for (var worker = 0; worker < MaxReceiveCount; worker++)
        {
            var request = new ReceiveMessageRequest
            {
                QueueUrl = _queue,
                MaxNumberOfMessages = 1,
                WaitTimeSeconds = 20,
            };
            var receive = _host.Sqs.ReceiveMessageAsync(request, Stop);
            await _host.Clock.RunUntilAsync(receive, Stop);
            Assert.Single((await receive).Messages!);
            await _host.Clock.AdvanceAsync(TimeSpan.FromSeconds(31), Stop);
        }

        // SQS moves a message when it is asked for once more.
        var last = await _host.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = _queue, MaxNumberOfMessages = 1 }, Stop);
        Assert.Empty(last.Messages ?? []);
    }

    private async Task AssertEmptyAsync(string queue) => Assert.Equal(0, await CountAsync(queue));

    private async Task<int> CountAsync(string queue)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["All"] };
        var attributes = (await _host.Sqs.GetQueueAttributesAsync(request, Stop)).Attributes!;
        return Count("ApproximateNumberOfMessages") + Count("ApproximateNumberOfMessagesNotVisible");

        int Count(string name) => int.Parse(attributes[name], CultureInfo.InvariantCulture);
    }
}
