using System.Text;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Wire;

public sealed class StepFunctionsWireTests : IDisposable
{
    private readonly FakeAws _aws = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetActivityTask_WithTask_ReturnsTokenAndInput()
    {
        using var clients = _aws.Answers("""{"taskToken":"t-1","input":"{\"claim\":\"A\u00e9\"}"}""").Clients();
        var task = await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "arn:a", WorkerName = "w" }, Cancel);
        Assert.Equal("t-1", task?.TaskToken);
        Assert.Equal("{\"claim\":\"Aé\"}", Encoding.UTF8.GetString(task!.Input.Span));
        Sent("GetActivityTask", """{"activityArn":"arn:a","workerName":"w"}""");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"taskToken":null}""")]
    [InlineData("""{"taskToken":null,"input":null}""")]
    [InlineData("""{"taskToken":"","input":""}""")]
    [InlineData("")]
    public async Task GetActivityTask_WithoutTask_ReturnsNull(string answer)
    {
        using var clients = _aws.Answers(answer).Clients();
        Assert.Null(await clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "arn:a" }, Cancel));
        Sent("GetActivityTask", """{"activityArn":"arn:a"}""");
    }

    [Fact]
    public async Task SendTaskSuccess_SendsOutputAsJsonText()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "t", Output = "{\"a\":[1,\"ü\"]}"u8.ToArray() }, Cancel);
        Sent("SendTaskSuccess", """{"taskToken":"t","output":"{\"a\":[1,\"ü\"]}"}""");
    }

    [Fact]
    public async Task SendTaskFailure_LeavesOutWhatIsNotSet()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskFailureAsync(new() { TaskToken = "t", Error = "Claim.UnknownAirport" }, Cancel);
        Sent("SendTaskFailure", """{"taskToken":"t","error":"Claim.UnknownAirport"}""");
        await clients.StepFunctions.SendTaskFailureAsync(new() { TaskToken = "t", Cause = "because" }, Cancel);
        Sent("SendTaskFailure", """{"taskToken":"t","cause":"because"}""");
    }

    [Fact]
    public async Task SendTaskHeartbeat_SendsToken()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "t" }, Cancel);
        Sent("SendTaskHeartbeat", """{"taskToken":"t"}""");
    }

    [Fact]
    public async Task StartExecution_ReadsFractionalSeconds()
    {
        using var clients = _aws.Answers("""{"executionArn":"arn:e","startDate":1.772366400125E9}""").Clients();
        var started = await clients.StepFunctions.StartExecutionAsync(
            new()
            {
                StateMachineArn = "arn:m",
                Name = "n",
                Input = "{}",
                TraceHeader = "Root=1",
            },
            Cancel
        );
        Assert.Equal("arn:e", started.ExecutionArn);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 0, 125, TimeSpan.Zero), started.StartDate);
        Sent("StartExecution", """{"stateMachineArn":"arn:m","name":"n","input":"{}","traceHeader":"Root=1"}""");
    }

    [Fact]
    public async Task StartExecution_WithoutName_KeepsOneNameOverRetries()
    {
        using var clients = _aws.Fails(new HttpRequestException("reset")).Answers("""{"executionArn":"arn:e","startDate":1}""").Clients();
        _ = await clients.StepFunctions.StartExecutionAsync(new() { StateMachineArn = "arn:m" }, Cancel);
        var names = _aws.Requests.ConvertAll(r => r.Json.GetProperty("name").GetString());
        Assert.Equal(2, names.Count);
        Assert.True(Guid.TryParse(names[0], out _));
        Assert.Equal(names[0], names[1]);
    }

    [Fact]
    public async Task DescribeExecution_ReadsEverything()
    {
        using var clients = _aws.Answers(
                """
                {"executionArn":"arn:e","stateMachineArn":"arn:m","name":"n","status":"FAILED","startDate":1772366400,"stopDate":1772366401.5,
                 "input":"{}","inputDetails":{"included":true},"output":null,"error":"E","cause":"C","redriveCount":0}
                """
            )
            .Clients();
        var execution = await clients.StepFunctions.DescribeExecutionAsync(new() { ExecutionArn = "arn:e" }, Cancel);
        Assert.Equal(
            ("n", "FAILED", "{}", null, "E", "C"),
            (execution.Name, execution.Status, execution.Input, execution.Output, execution.Error, execution.Cause)
        );
        Assert.Equal(TimeSpan.FromSeconds(1.5), execution.StopDate - execution.StartDate);
        Sent("DescribeExecution", """{"executionArn":"arn:e"}""");
    }

    [Fact]
    public async Task StopExecution_SendsErrorAndCause()
    {
        using var clients = _aws.Answers("""{"stopDate":1772366400}""").Clients();
        var stopped = await clients.StepFunctions.StopExecutionAsync(
            new()
            {
                ExecutionArn = "arn:e",
                Error = "E",
                Cause = "C",
            },
            Cancel
        );
        Assert.Equal(1772366400, stopped.StopDate.ToUnixTimeSeconds());
        Sent("StopExecution", """{"executionArn":"arn:e","error":"E","cause":"C"}""");
    }

    [Fact]
    public async Task GetExecutionHistory_KeepsDetailsUnderTheirNames()
    {
        using var clients = _aws.Answers(
                """
                {"events":[{"timestamp":1772366400.25,"type":"ActivityScheduled","id":2,"previousEventId":0,
                 "activityScheduledEventDetails":{"resource":"arn:a","heartbeatInSeconds":30}}],"nextToken":"more"}
                """
            )
            .Clients();
        var history = await clients.StepFunctions.GetExecutionHistoryAsync(
            new()
            {
                ExecutionArn = "arn:e",
                MaxResults = 10,
                ReverseOrder = true,
                IncludeExecutionData = false,
                NextToken = "x",
            },
            Cancel
        );
        var scheduled = Assert.Single(history.Events);
        Assert.Equal(("ActivityScheduled", 2L, 0L), (scheduled.Type, scheduled.Id, scheduled.PreviousEventId));
        Assert.Equal(30, scheduled.Details!["activityScheduledEventDetails"].GetProperty("heartbeatInSeconds").GetInt32());
        Assert.Equal("more", history.NextToken);
        Sent(
            "GetExecutionHistory",
            """{"executionArn":"arn:e","maxResults":10,"reverseOrder":true,"includeExecutionData":false,"nextToken":"x"}"""
        );
    }

    [Fact]
    public async Task ListExecutions_ReadsRunningAndEnded()
    {
        using var clients = _aws.Answers(
                """
                {"executions":[{"executionArn":"arn:e1","stateMachineArn":"arn:m","name":"1","status":"RUNNING","startDate":1772366400},
                 {"executionArn":"arn:e2","stateMachineArn":"arn:m","name":"2","status":"SUCCEEDED","startDate":1,"stopDate":2}]}
                """
            )
            .Clients();
        var page = await clients.StepFunctions.ListExecutionsAsync(
            new()
            {
                StateMachineArn = "arn:m",
                StatusFilter = "RUNNING",
                MaxResults = 5,
            },
            Cancel
        );
        Assert.Null(page.Executions[0].StopDate);
        Assert.Equal(2, page.Executions[1].StopDate?.ToUnixTimeSeconds());
        Assert.Null(page.NextToken);
        Sent("ListExecutions", """{"stateMachineArn":"arn:m","statusFilter":"RUNNING","maxResults":5}""");
    }

    [Fact]
    public async Task CreateActivity_ReturnsArn()
    {
        using var clients = _aws.Answers("""{"activityArn":"arn:a","creationDate":1772366400}""").Clients();
        Assert.Equal("arn:a", (await clients.StepFunctions.CreateActivityAsync(new() { Name = "a" }, Cancel)).ActivityArn);
        Sent("CreateActivity", """{"name":"a"}""");
    }

    [Fact]
    public async Task DescribeActivity_ReturnsNameAndDate()
    {
        using var clients = _aws.Answers("""{"activityArn":"arn:a","name":"a","creationDate":1772366400}""").Clients();
        var activity = await clients.StepFunctions.DescribeActivityAsync(new() { ActivityArn = "arn:a" }, Cancel);
        Assert.Equal(("arn:a", "a"), (activity.ActivityArn, activity.Name));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1772366400), activity.CreationDate);
        Sent("DescribeActivity", """{"activityArn":"arn:a"}""");
    }

    [Fact]
    public async Task CreateStateMachine_SendsDefinitionUnchanged()
    {
        using var clients = _aws.Answers("""{"stateMachineArn":"arn:m","creationDate":1772366400}""").Clients();
        var created = await clients.StepFunctions.CreateStateMachineAsync(
            new()
            {
                Name = "m",
                Definition = "{\n  \"a\": 1 }",
                RoleArn = "arn:r",
                Type = "STANDARD",
            },
            Cancel
        );
        Assert.Equal("arn:m", created.StateMachineArn);
        Sent("CreateStateMachine", """{"name":"m","definition":"{\n  \"a\": 1 }","roleArn":"arn:r","type":"STANDARD"}""");
    }

    [Fact]
    public async Task UpdateStateMachine_ReturnsDate()
    {
        using var clients = _aws.Answers("""{"updateDate":1772366400}""").Clients();
        var updated = await clients.StepFunctions.UpdateStateMachineAsync(new() { StateMachineArn = "arn:m", Definition = "{}" }, Cancel);
        Assert.Equal(1772366400, updated.UpdateDate.ToUnixTimeSeconds());
        Sent("UpdateStateMachine", """{"stateMachineArn":"arn:m","definition":"{}"}""");
    }

    public void Dispose() => _aws.Dispose();

    private void Sent(string operation, string body)
    {
        Assert.Equal(body, _aws.Last.Text);
        Assert.Equal($"AWSStepFunctions.{operation}", _aws.Last.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", _aws.Last.Headers["Content-Type"]);
        Assert.Equal(HttpMethod.Post, _aws.Last.Method);
        Assert.Equal("http://aws.test:4566/", _aws.Last.Uri.AbsoluteUri);
        Assert.DoesNotContain("x-amzn-query-mode", _aws.Last.Headers.Keys);
    }
}
