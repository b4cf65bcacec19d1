using System.Text;
using Workers.Aws.Sqs;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Wire;

public sealed class SqsWireTests : IDisposable
{
    private const string Url = "https://sqs.us-east-1.amazonaws.com/000000000000/q";
    private readonly FakeAws _aws = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReceiveMessage_ReadsBodyAttributesAndHandle()
    {
        using var clients = _aws.Answers(
                """
                {"Messages":[{"MessageId":"m","ReceiptHandle":"r","MD5OfBody":"x","Body":"{\"a\":\"\ud83d\ude00\"}",
                 "Attributes":{"ApproximateReceiveCount":"2"},
                 "MessageAttributes":{"b":{"DataType":"Binary","BinaryValue":"AAEC"},"s":{"DataType":"String","StringValue":"v"}}}]}
                """
            )
            .Clients();
        var received = await clients.Sqs.ReceiveMessageAsync(
            new()
            {
                QueueUrl = Url,
                MaxNumberOfMessages = 10,
                WaitTimeSeconds = 20,
                VisibilityTimeout = 60,
                MessageSystemAttributeNames = ["All"],
                MessageAttributeNames = ["a", "b"],
            },
            Cancel
        );
        var message = Assert.Single(received.Messages!);
        Assert.Equal(("m", "r", "2"), (message.MessageId, message.ReceiptHandle, message.Attributes!["ApproximateReceiveCount"]));
        Assert.Equal("{\"a\":\"😀\"}", Encoding.UTF8.GetString(message.Body.Span));
        Assert.Equal([0, 1, 2], message.MessageAttributes!["b"].BinaryValue!.Value.ToArray());
        Assert.Equal("v", message.MessageAttributes["s"].StringValue);
        Sent(
            "ReceiveMessage",
            $$"""{"QueueUrl":"{{Url}}","MaxNumberOfMessages":10,"WaitTimeSeconds":20,"VisibilityTimeout":60,"MessageSystemAttributeNames":["All"],"MessageAttributeNames":["a","b"]}"""
        );
    }

    [Fact]
    public async Task ReceiveMessage_WithNothing_HasNoMessages()
    {
        using var clients = _aws.Answers("{}").Clients();
        Assert.Null((await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = Url }, Cancel)).Messages);
        Sent("ReceiveMessage", $$"""{"QueueUrl":"{{Url}}"}""");
    }

    [Fact]
    public async Task DeleteMessage_AcceptsAnEmptyAnswer()
    {
        using var clients = _aws.Answers("").Clients();
        await clients.Sqs.DeleteMessageAsync(new() { QueueUrl = Url, ReceiptHandle = "r" }, Cancel);
        Sent("DeleteMessage", $$"""{"QueueUrl":"{{Url}}","ReceiptHandle":"r"}""");
    }

    [Fact]
    public async Task DeleteMessageBatch_TellsWhatFailed()
    {
        using var clients = _aws.Answers(
                """{"Successful":[{"Id":"1"}],"Failed":[{"Id":"2","Code":"ReceiptHandleIsInvalid","Message":"no","SenderFault":true}]}"""
            )
            .Clients();
        var outcome = await clients.Sqs.DeleteMessageBatchAsync(new() { QueueUrl = Url, Entries = [new("1", "a"), new("2", "b")] }, Cancel);
        Assert.Equal("1", Assert.Single(outcome.Successful!).Id);
        Assert.Equal(new BatchErrorEntry("2", "ReceiptHandleIsInvalid", "no", true), Assert.Single(outcome.Failed!));
        Sent(
            "DeleteMessageBatch",
            $$"""{"QueueUrl":"{{Url}}","Entries":[{"Id":"1","ReceiptHandle":"a"},{"Id":"2","ReceiptHandle":"b"}]}"""
        );
    }

    [Fact]
    public async Task ChangeMessageVisibility_SendsZero()
    {
        using var clients = _aws.Clients();
        await clients.Sqs.ChangeMessageVisibilityAsync(
            new()
            {
                QueueUrl = Url,
                ReceiptHandle = "r",
                VisibilityTimeout = 0,
            },
            Cancel
        );
        Sent("ChangeMessageVisibility", $$"""{"QueueUrl":"{{Url}}","ReceiptHandle":"r","VisibilityTimeout":0}""");
    }

    [Fact]
    public async Task ChangeMessageVisibilityBatch_SendsEveryEntry()
    {
        using var clients = _aws.Answers("""{"Successful":[{"Id":"1"}]}""").Clients();
        var outcome = await clients.Sqs.ChangeMessageVisibilityBatchAsync(new() { QueueUrl = Url, Entries = [new("1", "a", 30)] }, Cancel);
        Assert.Null(outcome.Failed);
        Sent(
            "ChangeMessageVisibilityBatch",
            $$"""{"QueueUrl":"{{Url}}","Entries":[{"Id":"1","ReceiptHandle":"a","VisibilityTimeout":30}]}"""
        );
    }

    [Fact]
    public async Task SendMessage_SendsAttributes()
    {
        using var clients = _aws.Answers("""{"MessageId":"m","MD5OfMessageBody":"x"}""").Clients();
        var sent = await clients.Sqs.SendMessageAsync(
            new()
            {
                QueueUrl = Url,
                MessageBody = "b",
                DelaySeconds = 5,
                MessageAttributes = new Dictionary<string, SqsMessageAttribute>
                {
                    ["a"] = new() { DataType = "Binary", BinaryValue = new byte[] { 0, 1, 2 } },
                },
                MessageSystemAttributes = new Dictionary<string, SqsMessageAttribute>
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1" },
                },
                MessageGroupId = "g",
                MessageDeduplicationId = "d",
            },
            Cancel
        );
        Assert.Equal("m", sent.MessageId);
        Sent(
            "SendMessage",
            $$$"""{"QueueUrl":"{{{Url}}}","MessageBody":"b","DelaySeconds":5,"MessageAttributes":{"a":{"DataType":"Binary","BinaryValue":"AAEC"}},"MessageSystemAttributes":{"AWSTraceHeader":{"DataType":"String","StringValue":"Root=1"}},"MessageGroupId":"g","MessageDeduplicationId":"d"}"""
        );
    }

    [Fact]
    public async Task SendMessageBatch_ReadsMessageIds()
    {
        using var clients = _aws.Answers("""{"Successful":[{"Id":"1","MessageId":"m1","MD5OfMessageBody":"x"}]}""").Clients();
        var outcome = await clients.Sqs.SendMessageBatchAsync(
            new() { QueueUrl = Url, Entries = [new() { Id = "1", MessageBody = "b" }] },
            Cancel
        );
        Assert.Equal("m1", Assert.Single(outcome.Successful!).MessageId);
        Sent("SendMessageBatch", $$"""{"QueueUrl":"{{Url}}","Entries":[{"Id":"1","MessageBody":"b"}]}""");
    }

    [Fact]
    public async Task GetQueueUrl_SendsOwner()
    {
        using var clients = _aws.Answers($$"""{"QueueUrl":"{{Url}}"}""").Clients();
        var found = await clients.Sqs.GetQueueUrlAsync(new() { QueueName = "q", QueueOwnerAWSAccountId = "1" }, Cancel);
        Assert.Equal(Url, found.QueueUrl);
        Sent("GetQueueUrl", """{"QueueName":"q","QueueOwnerAWSAccountId":"1"}""");
    }

    [Fact]
    public async Task GetQueueAttributes_ReadsThem()
    {
        using var clients = _aws.Answers("""{"Attributes":{"ApproximateNumberOfMessages":"3"}}""").Clients();
        var found = await clients.Sqs.GetQueueAttributesAsync(new() { QueueUrl = Url, AttributeNames = ["All"] }, Cancel);
        Assert.Equal("3", found.Attributes!["ApproximateNumberOfMessages"]);
        Sent("GetQueueAttributes", $$"""{"QueueUrl":"{{Url}}","AttributeNames":["All"]}""");
    }

    [Fact]
    public async Task CreateQueue_SendsAttributes()
    {
        using var clients = _aws.Answers($$"""{"QueueUrl":"{{Url}}"}""").Clients();
        var attributes = new Dictionary<string, string> { ["RedrivePolicy"] = "{\"maxReceiveCount\":\"3\"}" };
        Assert.Equal(Url, (await clients.Sqs.CreateQueueAsync(new() { QueueName = "q", Attributes = attributes }, Cancel)).QueueUrl);
        Sent("CreateQueue", """{"QueueName":"q","Attributes":{"RedrivePolicy":"{\"maxReceiveCount\":\"3\"}"}}""");
    }

    [Fact]
    public async Task DeleteQueue_SendsUrl()
    {
        using var clients = _aws.Answers("").Clients();
        await clients.Sqs.DeleteQueueAsync(new() { QueueUrl = Url }, Cancel);
        Sent("DeleteQueue", $$"""{"QueueUrl":"{{Url}}"}""");
    }

    [Fact]
    public async Task ListQueues_ReadsAPageAndWhereToGoOn()
    {
        using var clients = _aws.Answers($$"""{"NextToken":"t","QueueUrls":["{{Url}}"]}""").Clients();
        var page = await clients.Sqs.ListQueuesAsync(
            new()
            {
                QueueNamePrefix = "p-",
                MaxResults = 1000,
                NextToken = "s",
            },
            Cancel
        );
        Assert.Equal((Url, "t"), (Assert.Single(page.QueueUrls!), page.NextToken));
        Sent("ListQueues", """{"QueueNamePrefix":"p-","MaxResults":1000,"NextToken":"s"}""");
    }

    [Fact]
    public async Task ListQueues_WithNothing_HasNoUrls()
    {
        using var clients = _aws.Answers("{}").Clients();
        var page = await clients.Sqs.ListQueuesAsync(new(), Cancel);
        Assert.Null(page.QueueUrls);
        Assert.Null(page.NextToken);
        Sent("ListQueues", "{}");
    }

    [Fact]
    public async Task ListQueueTags_ReadsThem()
    {
        using var clients = _aws.Answers("""{"Tags":{"workers:execution":"arn:aws:states:us-east-1:000000000000:execution:m:e"}}""")
            .Clients();
        var found = await clients.Sqs.ListQueueTagsAsync(new() { QueueUrl = Url }, Cancel);
        Assert.Equal("arn:aws:states:us-east-1:000000000000:execution:m:e", found.Tags!["workers:execution"]);
        Sent("ListQueueTags", $$"""{"QueueUrl":"{{Url}}"}""");
    }

    [Fact]
    public async Task ListQueueTags_WithNone_IsNull()
    {
        using var clients = _aws.Answers("{}").Clients();
        Assert.Null((await clients.Sqs.ListQueueTagsAsync(new() { QueueUrl = Url }, Cancel)).Tags);
    }

    public void Dispose() => _aws.Dispose();

    private void Sent(string operation, string body)
    {
        Assert.Equal(body, _aws.Last.Text);
        Assert.Equal($"AmazonSQS.{operation}", _aws.Last.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.0", _aws.Last.Headers["Content-Type"]);
        Assert.Equal("true", _aws.Last.Headers["x-amzn-query-mode"]);
        Assert.Equal("http://aws.test:4566/", _aws.Last.Uri.AbsoluteUri);
    }
}
