using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>TestState: one state by itself.</summary>
public sealed class TestStateTests
{
    private const string Send = """
        {"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","InputPath":"$.a","Parameters":{"MessageBody.$":"$.text","QueueUrl":"q"},
         "ResultSelector":{"id.$":"$.MessageId"},"ResultPath":"$.sent","Next":"Then",
         "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":3,"MaxAttempts":2}],"Catch":[{"ErrorEquals":["Busy"],"ResultPath":"$.error","Next":"Sorry"}]}
        """;

    private const string Input = """{"a":{"text":"hi"}}""";

    [Fact]
    public async Task A_mocked_task_shows_its_data_on_the_way()
    {
        var answer = await TestAsync(
            new
            {
                definition = Send,
                input = Input,
                inspectionLevel = "DEBUG",
                mock = new { result = """{"MessageId":"7"}""" },
            }
        );

        var data = answer.GetProperty("inspectionData");
        Assert.Equal(("SUCCEEDED", "Then"), (Text(answer, "status"), Text(answer, "nextState")));
        Assert.Equal("""{"a":{"text":"hi"},"sent":{"id":"7"}}""", Text(answer, "output"));
        Assert.Equal("""{"text":"hi"}""", Text(data, "afterInputPath"));
        Assert.Equal("""{"MessageBody":"hi","QueueUrl":"q"}""", Text(data, "afterParameters"));
        Assert.Equal("""{"id":"7"}""", Text(data, "afterResultSelector"));
    }

    [Theory]
    [InlineData(0, "RETRIABLE", """{"retryIndex":0,"retryBackoffIntervalSeconds":3}""")]
    [InlineData(1, "RETRIABLE", """{"retryIndex":0,"retryBackoffIntervalSeconds":6}""")]
    [InlineData(2, "CAUGHT_ERROR", """{"catchIndex":0}""")]
    public async Task A_mocked_error_is_retried_then_caught(int retries, string status, string details)
    {
        var answer = await TestAsync(
            new
            {
                definition = Send,
                input = Input,
                inspectionLevel = "TRACE",
                mock = new { errorOutput = new { error = "Busy", cause = "too much" } },
                stateConfiguration = new { retrierRetryCount = retries },
            }
        );

        Assert.Equal((status, "Busy"), (Text(answer, "status"), Text(answer, "error")));
        Assert.Equal(details, answer.GetProperty("inspectionData").GetProperty("errorDetails").GetRawText());
    }

    [Theory]
    [InlineData("""{"MessageId":7}""", "STRICT", "Mock result schema validation error: Field 'MessageId' must be a string")]
    [InlineData("""{"MessageId":7}""", "NONE", null)]
    [InlineData("""[7]""", "PRESENT", "Mock result schema validation error: The result must be an object")]
    [InlineData("""7 8""", "NONE", "Mocked result must be valid JSON")]
    public async Task A_mocked_result_must_look_like_the_services(string result, string mode, string? complaint)
    {
        await using var emulator = new StepFunctionsHarness();
        var request = new
        {
            definition = Send,
            input = Input,
            mock = new { result, fieldValidationMode = mode },
        };

        if (complaint is null)
        {
            Assert.Equal("SUCCEEDED", Text(await emulator.CallAsync("TestState", request), "status"));
        }
        else
        {
            Assert.Equal(("ValidationException", complaint), await emulator.RefusedAsync("TestState", request));
        }
    }

    [Fact]
    public async Task A_state_of_a_machine_is_tested_by_its_name_with_variables()
    {
        var answer = await TestAsync(
            new
            {
                definition = """
                {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},
                  "B":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n > $limit %}","Next":"A","Output":"{% $limit %}"}],"Default":"C"},"C":{"Type":"Succeed"}}}
                """,
                stateName = "B",
                input = """{"n":5}""",
                variables = """{"limit":4}""",
            }
        );

        Assert.Equal(("SUCCEEDED", "A", "4"), (Text(answer, "status"), Text(answer, "nextState"), Text(answer, "output")));
    }

    [Fact]
    public async Task Failing_iterations_need_a_mock()
    {
        await using var emulator = new StepFunctionsHarness();

        var refused = await emulator.RefusedAsync(
            "TestState",
            new
            {
                definition = Send,
                input = Input,
                stateConfiguration = new { mapIterationFailureCount = 0 },
            }
        );

        Assert.Equal(("ValidationException", "TestState does not support MapIterationFailureCount when a mock is not specified."), refused);
    }

    [Fact]
    public async Task A_task_without_a_mock_is_done()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateQueue", new { QueueName = "letters" });

        var answer = await emulator.CallAsync(
            "TestState",
            new
            {
                definition = """
                {"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true,
                 "Parameters":{"QueueUrl":"http://localhost:4566/000000000000/letters","MessageBody":"hi"}}
                """,
                roleArn = "arn:aws:iam::000000000000:role/r",
            }
        );

        Assert.Equal("SUCCEEDED", Text(answer, "status"));
        Assert.Contains("MessageId", Text(answer, "output"), StringComparison.Ordinal);
    }

    private static async Task<JsonElement> TestAsync(object request)
    {
        await using var emulator = new StepFunctionsHarness();
        return await emulator.CallAsync("TestState", request);
    }

    private static string? Text(JsonElement answer, string member) => answer.GetProperty(member).GetString();
}
