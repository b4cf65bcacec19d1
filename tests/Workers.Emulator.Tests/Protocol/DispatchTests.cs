using System.Net;

namespace Workers.Emulator.Tests.Protocol;

public sealed class DispatchTests
{
    [Theory]
    [InlineData("AmazonSQS.NoSuchOperation")]
    [InlineData("Logs_20140328.PutLogEvents")]
    [InlineData(null)]
    public async Task An_unknown_operation_is_answered_as_AWS_does(string? target)
    {
        await using var emulator = new EmulatorFixture();

        using var response = await emulator.PostAsync(target, "{}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "#UnknownOperationException\"",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("{\"QueueName\":")]
    [InlineData("[]")]
    [InlineData("{\"QueueName\":7}")]
    [InlineData("{\"QueueName\":\"q\",\"Attributes\":[]}")]
    [InlineData("{\"QueueName\":{}}")]
    [InlineData("{\"QueueName\":\"\\ud800\"}")]
    public async Task A_body_that_cannot_be_read_is_a_serialization_error(string body)
    {
        await using var emulator = new EmulatorFixture();

        using var response = await emulator.PostAsync("AmazonSQS.CreateQueue", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "#SerializationException\"",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("AmazonSQS.CreateQueue", """{"QueueName":"q","tags":{"\ud800":""}}""")]
    [InlineData("AmazonSQS.SendMessageBatch", """{"QueueUrl":"http://emulator.test:4566/000000000000/q","Entries":[1]}""")]
    [InlineData("AWSStepFunctions.CreateActivity", """{"name":"a","tags":["team"]}""")]
    [InlineData("AWSStepFunctions.ListActivities", """{"maxResults":"1"}""")]
    [InlineData("AWSStepFunctions.ListStateMachines", """{"maxResults":[]}""")]
    [InlineData(
        "AWSStepFunctions.UntagResource",
        """{"resourceArn":"arn:aws:states:us-east-1:000000000000:activity:work","tagKeys":[1]}"""
    )]
    [InlineData("AWSStepFunctions.UntagResource", """{"resourceArn":"arn:aws:states:us-east-1:000000000000:activity:work","tagKeys":1}""")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[null]}""")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[{"Source":"s","DetailType":"t","Detail":"{}","Time":"\ud800"}]}""")]
    [InlineData("AWSEvents.PutTargets", """{"Rule":"r","Targets":["x"]}""")]
    public async Task A_part_of_another_kind_than_expected_is_a_serialization_error(string target, string body)
    {
        await using var emulator = new EmulatorFixture();
        await emulator.CallAsync("AmazonSQS.CreateQueue", new { QueueName = "q" });
        await emulator.CallAsync("AWSStepFunctions.CreateActivity", new { name = "work" });

        using var response = await emulator.PostAsync(target, body);

        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, answer);
        Assert.Contains("#SerializationException\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_carries_both_of_its_codes_a_request_id_and_the_content_type()
    {
        await using var emulator = new EmulatorFixture();

        using var response = await emulator.PostAsync("AmazonSQS.GetQueueUrl", """{"QueueName":"none"}""");

        Assert.Equal(
            """{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"The specified queue does not exist."}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(["AWS.SimpleQueueService.NonExistentQueue;Sender"], response.Headers.GetValues("x-amzn-query-error"));
        Assert.True(Guid.TryParse(response.Headers.GetValues("x-amzn-RequestId").Single(), out _));
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Requests_are_counted_by_operation()
    {
        await using var emulator = new EmulatorFixture();
        await emulator.CallAsync("AmazonSQS.CreateQueue", new { QueueName = "q" });
        await emulator.FailAsync("AmazonSQS.GetQueueUrl", new { QueueName = "none" });
        await emulator.CallAsync("AmazonSQS.GetQueueUrl", new { QueueName = "q" });

        var requests = (await emulator.StatisticsAsync()).GetProperty("requests");

        Assert.Equal(1, requests.GetProperty("AmazonSQS.CreateQueue").GetInt32());
        Assert.Equal(2, requests.GetProperty("AmazonSQS.GetQueueUrl").GetInt32());
        Assert.False(requests.TryGetProperty("AmazonSQS.SendMessage", out _));
    }

    [Theory]
    [InlineData("12", "us-east-1", "account id '12'")]
    [InlineData("000000000000", "", "region ''")]
    public void An_emulator_with_an_impossible_identity_is_refused(string account, string region, string fault)
    {
        var error = Assert.Throws<ArgumentException>(() => new AwsEmulator(new EmulatorOptions { AccountId = account, Region = region }));

        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }
}
