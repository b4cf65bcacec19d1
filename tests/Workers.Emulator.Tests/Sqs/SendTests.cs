using System.Text.Json;

namespace Workers.Emulator.Tests.Sqs;

public sealed class SendTests
{
    [Fact]
    public async Task Body_and_attributes_come_back_with_their_digests()
    {
        await using var queue = await QueueFixture.CreateAsync();

        var sent = await queue.CallAsync(
            "SendMessage",
            new
            {
                QueueUrl = queue.Url,
                MessageBody = "Zürich ✈ \"quoted\"\n",
                MessageAttributes = new
                {
                    Help = new { DataType = "String", StringValue = "Me" },
                    Count = new { DataType = "Number.int", StringValue = "7" },
                    Raw = new { DataType = "Binary", BinaryValue = Convert.ToBase64String([1, 2, 3]) },
                },
                MessageSystemAttributes = new
                {
                    AWSTraceHeader = new { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" },
                },
            }
        );
        var message = Assert.Single(await queue.ReceiveAsync());

        Assert.Equal("Zürich ✈ \"quoted\"\n", message.Body);
        Assert.Equal("07dc54cae875ee58616c7ad32ccdaaa0", sent.GetProperty("MD5OfMessageBody").GetString());
        Assert.Equal(sent.GetProperty("MD5OfMessageBody").GetString(), message.Message.GetProperty("MD5OfBody").GetString());
        Assert.Equal("16ea6c9556c2df726bf597138b49779f", sent.GetProperty("MD5OfMessageAttributes").GetString());
        Assert.Equal(
            sent.GetProperty("MD5OfMessageAttributes").GetString(),
            message.Message.GetProperty("MD5OfMessageAttributes").GetString()
        );
        Assert.Equal("Root=1-5759e988-bd862e3fe1be46a994272793", message.Attribute("AWSTraceHeader"));
        var attributes = message.Message.GetProperty("MessageAttributes");
        Assert.Equal("7", attributes.GetProperty("Count").GetProperty("StringValue").GetString());
        Assert.Equal([1, 2, 3], attributes.GetProperty("Raw").GetProperty("BinaryValue").GetBytesFromBase64());
    }

    [Fact]
    public async Task A_message_of_exactly_the_largest_size_is_taken_and_one_byte_more_is_refused()
    {
        await using var queue = await QueueFixture.CreateAsync(attributes: new { MaximumMessageSize = "1024" });
        await queue.SendAsync(new string('x', 1024));

        var (code, message) = await queue.FailAsync("SendMessage", new { QueueUrl = queue.Url, MessageBody = new string('x', 1023) + "é" });

        Assert.Equal("InvalidParameterValue", code);
        Assert.Equal("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.", message);
    }

    [Fact]
    public async Task A_character_outside_of_XML_is_refused()
    {
        await using var queue = await QueueFixture.CreateAsync();

        var (code, message) = await queue.FailAsync("SendMessage", new { QueueUrl = queue.Url, MessageBody = "a\u0007" });

        Assert.Equal("InvalidMessageContents", code);
        Assert.StartsWith("Invalid binary character '#x7' was found in the message body", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_batch_the_good_entries_are_sent_and_the_bad_ones_fail_by_themselves()
    {
        await using var queue = await QueueFixture.CreateAsync(attributes: new { MaximumMessageSize = "1024" });

        var answer = await queue.CallAsync(
            "SendMessageBatch",
            new
            {
                QueueUrl = queue.Url,
                Entries = new object[]
                {
                    new { Id = "good", MessageBody = "a" },
                    new { Id = "long", MessageBody = new string('x', 1025) },
                    new
                    {
                        Id = "late",
                        MessageBody = "b",
                        DelaySeconds = 901,
                    },
                },
            }
        );

        Assert.Equal(["good"], Ids(answer, "Successful"));
        Assert.Equal(["long", "late"], Ids(answer, "Failed"));
        Assert.All(
            answer.GetProperty("Failed").EnumerateArray(),
            entry => Assert.Equal("InvalidParameterValue", entry.GetProperty("Code").GetString())
        );
        Assert.Equal(["a"], await queue.ReceiveBodiesAsync());
    }

    [Fact]
    public async Task A_batch_deletes_and_extends_entry_by_entry()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await queue.SendAsync("a");
        await queue.SendAsync("b");
        var messages = await queue.ReceiveAsync();

        var changed = await queue.CallAsync(
            "ChangeMessageVisibilityBatch",
            new
            {
                QueueUrl = queue.Url,
                Entries = new object[]
                {
                    new
                    {
                        Id = "1",
                        ReceiptHandle = messages[1].Handle,
                        VisibilityTimeout = 100,
                    },
                    new
                    {
                        Id = "2",
                        ReceiptHandle = "nonsense",
                        VisibilityTimeout = 100,
                    },
                },
            }
        );
        var deleted = await queue.CallAsync(
            "DeleteMessageBatch",
            new { QueueUrl = queue.Url, Entries = new object[] { new { Id = "1", ReceiptHandle = messages[0].Handle } } }
        );

        Assert.Equal(["1"], Ids(changed, "Successful"));
        Assert.Equal(["2"], Ids(changed, "Failed"));
        Assert.Equal(["1"], Ids(deleted, "Successful"));
        queue.Clock.Advance(99);
        Assert.Equal((0, 1, 0), await queue.CountsAsync());
    }

    [Fact]
    public async Task Ids_of_a_batch_are_distinct()
    {
        await using var queue = await QueueFixture.CreateAsync();
        var entry = new { Id = "1", MessageBody = "a" };

        var (code, message) = await queue.FailAsync("SendMessageBatch", new { QueueUrl = queue.Url, Entries = new[] { entry, entry } });

        Assert.Equal(("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", "Id 1 repeated."), (code, message));
    }

    private static string[] Ids(JsonElement answer, string outcome) =>
        [.. answer.GetProperty(outcome).EnumerateArray().Select(entry => entry.GetProperty("Id").GetString()!)];
}
