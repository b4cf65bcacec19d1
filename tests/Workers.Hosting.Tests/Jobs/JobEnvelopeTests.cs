using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workers.Hosting.Jobs;

namespace Workers.Hosting.Tests.Jobs;

public sealed class JobEnvelopeTests
{
    private static readonly string[] Keys = ["execution", "state", "entered", "attempt", "mapPath", "heartbeatSeconds", "traceparent"];

    private static readonly Dictionary<string, string> Full = new()
    {
        ["execution"] = "\"arn:execution\"",
        ["state"] = "\"Appraise\"",
        ["entered"] = "\"2026-03-01T08:00:00.000Z\"",
        ["attempt"] = "2",
        ["mapPath"] = "\"0/3\"",
        ["heartbeatSeconds"] = "60",
        ["traceparent"] = "\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\"",
    };

    public static TheoryData<string> AllKeys => [.. Keys];

    [Fact]
    public void Parse_AllKeys_ReadsEach()
    {
        var envelope = Parse(Text(Full));

        Assert.False(envelope.IsBare);
        Assert.Equal("arn:execution", envelope.Execution);
        Assert.Equal("Appraise", envelope.State);
        Assert.Equal("2026-03-01T08:00:00.000Z", envelope.Entered);
        Assert.Equal(2, envelope.Attempt);
        Assert.Equal("0/3", envelope.MapPath);
        Assert.Equal(60, envelope.HeartbeatSeconds);
        Assert.Equal("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", envelope.TraceParent);
        Assert.Equal("token", envelope.TaskToken);
        Assert.Equal("""{ "a": [1, {"b": "}"}] }""", Encoding.UTF8.GetString(envelope.Input.Span));
    }

    [Fact]
    public void Parse_EventWhoseDetailIsAnEnvelope_ReadsTheDetail()
    {
        var envelope = Parse(Event(Text(Full)));

        Assert.False(envelope.IsBare);
        Assert.Equal(("arn:execution", "token"), (envelope.Execution, envelope.TaskToken));
        Assert.Equal("""{ "a": [1, {"b": "}"}] }""", Encoding.UTF8.GetString(envelope.Input.Span));
        Assert.Equal(Parse(Text(Full)).IdempotencyKey, envelope.IdempotencyKey);
    }

    [Fact]
    public void Parse_EventWhoseDetailHasOnlyAToken_HandsOnTheDetail()
    {
        var envelope = Parse(Event("""{"taskToken":"token","id":7}"""));

        Assert.True(envelope.IsBare);
        Assert.Equal("token", envelope.TaskToken);
        Assert.Equal("""{"taskToken":"token","id":7}""", Encoding.UTF8.GetString(envelope.Input.Span));
    }

    [Theory]
    [InlineData("""{"detail-type":"Order placed","detail":{"id":7}}""")]
    [InlineData("""{"detail":{"job":{},"taskToken":"token","input":1}}""")]
    [InlineData("""{"detail-type":7,"detail":{"job":{},"taskToken":"token","input":1}}""")]
    [InlineData("""{"detail-type":"Outer","detail":{"detail-type":"Inner","detail":{"job":{},"taskToken":"token","input":1}}}""")]
    public void Parse_AnyOtherEvent_IsABareInput(string text)
    {
        var envelope = Parse(text);

        Assert.True(envelope.IsBare);
        Assert.Null(envelope.TaskToken);
        Assert.Equal(text, Encoding.UTF8.GetString(envelope.Input.Span));
    }

    [Fact]
    public void Parse_EnvelopeWithDetailKeysOfItsOwn_StaysAnEnvelope()
    {
        var envelope = Parse(
            """{"detail-type":"x","detail":{"job":{},"taskToken":"other","input":1},"job":{},"taskToken":"mine","input":2}"""
        );

        Assert.Equal(("mine", "2"), (envelope.TaskToken, Encoding.UTF8.GetString(envelope.Input.Span)));
    }

    [Fact]
    public void Parse_EventWithAWrongKeyInItsDetail_NamesIt()
    {
        var problem = EnvelopeReader.Read(
            Encoding.UTF8.GetBytes(Event("""{"job":{"attempt":"one"},"taskToken":"token","input":1}""")),
            out var envelope
        );

        Assert.Equal("job.attempt must be a whole number, 0 or more", problem);
        Assert.Equal("token", envelope.TaskToken);
    }

    [Theory]
    [MemberData(nameof(AllKeys))]
    public void Parse_KeyAbsentOrNull_IsAbsentAndTheRestStays(string key)
    {
        var without = Parse(Text(Full.Where(pair => pair.Key != key)));
        var withNull = Parse(Text(Full.Select(pair => pair.Key == key ? new(key, "null") : pair)));

        foreach (var envelope in new[] { without, withNull })
        {
            object?[] values =
            [
                envelope.Execution,
                envelope.State,
                envelope.Entered,
                envelope.Attempt,
                envelope.MapPath,
                envelope.HeartbeatSeconds,
                envelope.TraceParent,
            ];
            var absent = Assert.Single(Keys.Zip(values), pair => pair.Second is null);
            Assert.Equal(key, absent.First);
        }
    }

    [Fact]
    public void Parse_EmptyTraceParent_IsNone() => Assert.Null(Parse("""{"job":{"traceparent":""},"input":1}""").TraceParent);

    [Theory]
    [InlineData("7", "7")]
    [InlineData("[0,3]", "[0,3]")]
    public void Parse_MapPathThatIsNoText_IsItsJson(string json, string expected) =>
        Assert.Equal(expected, Parse($$"""{"job":{"mapPath":{{json}}},"input":1}""").MapPath);

    [Fact]
    public void Parse_UnknownKeys_AreIgnored() =>
        Assert.Equal("Appraise", Parse("""{"later":{"x":[1]},"job":{"new":{"y":2},"state":"Appraise"},"input":1}""").State);

    [Fact]
    public void Parse_InputBeforeJob_IsTheSame()
    {
        var envelope = Parse("""{"input":{"id":1},"taskToken":"t","job":{"state":"S"}}""");

        Assert.Equal(("S", "t", """{"id":1}"""), (envelope.State, envelope.TaskToken, Encoding.UTF8.GetString(envelope.Input.Span)));
    }

    [Theory]
    [InlineData("""{"id":"c1"}""")]
    [InlineData("""{"job":"cook","input":1}""")]
    [InlineData("""{"job":{"title":"cook","attempt":"first"},"salary":1}""")]
    [InlineData("[1,2]")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void Parse_NoEnvelope_IsBareAndWhole(string json)
    {
        var envelope = Parse(json);

        Assert.True(envelope.IsBare);
        Assert.Null(envelope.IdempotencyKey);
        Assert.Equal(json, Encoding.UTF8.GetString(envelope.Input.Span));
    }

    [Fact]
    public void Parse_BareInputWithToken_KeepsTheToken()
    {
        var envelope = Parse("""{"taskToken":"t","message":"hello"}""");

        Assert.True(envelope.IsBare);
        Assert.Equal("t", envelope.TaskToken);
    }

    [Theory]
    [InlineData("execution", "1", "job.execution must be a string")]
    [InlineData("attempt", "\"1\"", "job.attempt must be a whole number, 0 or more")]
    [InlineData("attempt", "-1", "job.attempt must be a whole number, 0 or more")]
    [InlineData("attempt", "1.5", "job.attempt must be a whole number, 0 or more")]
    [InlineData("heartbeatSeconds", "{}", "job.heartbeatSeconds must be a whole number, 0 or more")]
    [InlineData("traceparent", "[1]", "job.traceparent must be a string")]
    public void Read_KeyOfTheWrongType_NamesItAndKeepsTheToken(string key, string value, string problem)
    {
        var text = Text(Full.Select(pair => pair.Key == key ? new(key, value) : pair));

        Assert.Equal(problem, EnvelopeReader.Read(Encoding.UTF8.GetBytes(text), out var envelope));
        Assert.Equal("token", envelope.TaskToken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("hello")]
    [InlineData("{\"job\":{},\"input\":1} x")]
    [InlineData("{\"job\":{},\"input\":}")]
    public void Parse_Garbage_Throws(string text) => Assert.Throws<JsonException>(() => Parse(text));

    [Fact]
    public void Read_BrokenBehindTheToken_KeepsTheToken()
    {
        var problem = EnvelopeReader.Read("""{"job":{},"taskToken":"t","input":{"id":"""u8.ToArray(), out var envelope);

        Assert.NotNull(problem);
        Assert.Equal("t", envelope.TaskToken);
    }

    [Fact]
    public void IdempotencyKey_IsTheDocumentedHash()
    {
        var bytes = "13:arn:execution,8:Appraise,24:2026-03-01T08:00:00.000Z,3:0/3,"u8;

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Parse(Text(Full)).IdempotencyKey);
    }

    [Theory]
    [InlineData("attempt", "5", true)]
    [InlineData("heartbeatSeconds", "9", true)]
    [InlineData("traceparent", "null", true)]
    [InlineData("execution", "\"arn:execution2\"", false)]
    [InlineData("state", "\"Pay\"", false)]
    [InlineData("entered", "\"2026-03-01T08:00:01.000Z\"", false)]
    [InlineData("mapPath", "\"0/4\"", false)]
    public void IdempotencyKey_ChangesWithTheJobAndNotWithTheAttempt(string key, string value, bool same)
    {
        var other = Text(Full.Select(pair => pair.Key == key ? new(key, value) : pair));

        Assert.Equal(same, Parse(Text(Full)).IdempotencyKey == Parse(other).IdempotencyKey);
    }

    private static JobEnvelope Parse(string text) => JobEnvelope.Parse(Encoding.UTF8.GetBytes(text));

    private static string Event(string detail) =>
        $$"""
            {
              "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Job", "source": "claims",
              "account": "111122223333", "time": "2026-03-01T08:00:00Z", "region": "eu-central-1", "resources": ["arn:execution"],
              "detail": {{detail}}
            }
            """;

    private static string Text(IEnumerable<KeyValuePair<string, string>> job) =>
        $$$"""{"job":{ {{{string.Join(',', job.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}} },"taskToken":"token","input":{ "a": [1, {"b": "}"}] }}""";
}
