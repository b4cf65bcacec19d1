using Workers.Aws.EventBridge;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Wire;

public sealed class EventBridgeWireTests
{
    [Fact]
    public async Task PutEvents_TellsEntryByEntry()
    {
        var aws = new FakeAws().Answers(
            """{"FailedEntryCount":1,"Entries":[{"EventId":"e"},{"ErrorCode":"InternalFailure","ErrorMessage":"no"}]}"""
        );
        using var clients = aws.Clients();
        var outcome = await clients.EventBridge.PutEventsAsync(
            new()
            {
                Entries =
                [
                    new()
                    {
                        Source = "claims",
                        DetailType = "paid",
                        Detail = "{}",
                        EventBusName = "bus",
                        Resources = ["arn:x"],
                        TraceHeader = "Root=1",
                    },
                    new()
                    {
                        Source = "claims",
                        DetailType = "paid",
                        Detail = "{}",
                    },
                ],
            },
            TestContext.Current.CancellationToken
        );
        Assert.Equal(1, outcome.FailedEntryCount);
        Assert.Equal([new PutEventsResultEntry("e"), new PutEventsResultEntry(null, "InternalFailure", "no")], outcome.Entries!);
        Assert.Equal(
            """{"Entries":[{"Source":"claims","DetailType":"paid","Detail":"{}","EventBusName":"bus","Resources":["arn:x"],"TraceHeader":"Root=1"},{"Source":"claims","DetailType":"paid","Detail":"{}"}]}""",
            aws.Last.Text
        );
        Assert.Equal("AWSEvents.PutEvents", aws.Last.Headers["X-Amz-Target"]);
        Assert.Equal("application/x-amz-json-1.1", aws.Last.Headers["Content-Type"]);
    }
}
