using System.Text;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Wire;

public sealed class PayloadTests : IDisposable
{
    private readonly FakeAws _aws = new();

    public static TheoryData<string> Texts =>
        [
            "plain",
            "ünïcödé ✈ 日本 😀",
            "quotes \" and \\ and / and < > & ' +",
            "line\nfeed\r\ttab\b\f",
            "nul\0 bell\u0007 unit\u001f del\u007f",
            "separators \u2028 \u2029 \ufeff",
            string.Concat(Enumerable.Repeat("€\"\\\n😀", 40_000)),
        ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Text_ComesThroughUnchanged_InBothDirections(string text)
    {
        using var clients = _aws.Answers("""{"MessageId":"m"}""").Clients();
        _ = await clients.Sqs.SendMessageAsync(new() { QueueUrl = "q", MessageBody = text }, Cancel);
        var sent = _aws.Last.Json.GetProperty("MessageBody");
        Assert.Equal(text, sent.GetString());

        _ = _aws.Answers($$"""{"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":{{sent.GetRawText()}}}]}""");
        var received = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q" }, Cancel);
        var body = Assert.Single(received.Messages!).Body;
        Assert.Equal(text, Encoding.UTF8.GetString(body.Span));

        await clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "t", Output = body }, Cancel);
        Assert.Equal(text, _aws.Last.Json.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Letters_AreSentAsTheyAre_NotEscaped()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskSuccessAsync(new() { TaskToken = "t", Output = "\"<ü+é&>\""u8.ToArray() }, Cancel);
        Assert.Equal("""{"taskToken":"t","output":"\"<ü+é&>\""}""", _aws.Last.Text);
    }

    [Fact]
    public async Task HalfASurrogatePair_FromACauseThatWasCut_IsSentAsAReplacementCharacter()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskFailureAsync(new() { TaskToken = "t", Cause = "cut \ud83d" }, Cancel);
        Assert.Equal("cut \ufffd", _aws.Last.Json.GetProperty("cause").GetString());
    }

    [Fact]
    public async Task OutputThatIsNotUtf8_IsSentWithReplacementCharacters()
    {
        using var clients = _aws.Clients();
        await clients.StepFunctions.SendTaskSuccessAsync(
            new() { TaskToken = "t", Output = new byte[] { (byte)'"', 0xC3, (byte)'"' } },
            Cancel
        );
        Assert.Equal("\"\ufffd\"", _aws.Last.Json.GetProperty("output").GetString());
    }

    [Fact]
    public async Task LargestReceive_TenMebibytesOfEscapes_IsRead()
    {
        var body = new string('\n', 1_048_576);
        var escaped = string.Concat(Enumerable.Repeat("\\n", 1_048_576));
        var messages = string.Join(
            ',',
            Enumerable.Range(0, 10).Select(i => $$"""{"MessageId":"{{i}}","ReceiptHandle":"r","Body":"{{escaped}}"}""")
        );
        using var clients = _aws.Answers($$"""{"Messages":[{{messages}}]}""").Clients();
        var received = await clients.Sqs.ReceiveMessageAsync(new() { QueueUrl = "q", MaxNumberOfMessages = 10 }, Cancel);
        Assert.All(received.Messages!, m => Assert.Equal(body.Length, m.Body.Length));
    }

    [Fact]
    public async Task ConcurrentCalls_NeverMixTheirBodies()
    {
        using var clients = _aws.Clients();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 500),
            Cancel,
            async (i, token) =>
                await clients.StepFunctions.SendTaskFailureAsync(
                    new() { TaskToken = $"t{i}", Cause = new string((char)('a' + (i % 26)), i * 7) },
                    token
                )
        );
        Assert.All(
            _aws.Requests,
            request =>
            {
                var i = int.Parse(request.Json.GetProperty("taskToken").GetString()![1..], provider: null);
                Assert.Equal(new string((char)('a' + (i % 26)), i * 7), request.Json.GetProperty("cause").GetString());
            }
        );
        Assert.Equal(500, _aws.Requests.Count);
    }

    public void Dispose() => _aws.Dispose();
}
