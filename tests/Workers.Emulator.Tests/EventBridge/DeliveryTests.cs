using System.Text.Json;

namespace Workers.Emulator.Tests.EventBridge;

public sealed class DeliveryTests
{
    [Fact]
    public async Task A_queue_gets_the_event_in_its_envelope()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });

        var answer = await fixture.PutAsync("""{ "claim" : "Grüße ✈" }""");

        var id = answer.GetProperty("Entries")[0].GetProperty("EventId").GetString();
        var time = fixture.Emulator.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
        Assert.Equal(0, answer.GetProperty("FailedEntryCount").GetInt32());
        Assert.Equal(
            [
                $$$"""{"version":"0","id":"{{{id}}}","detail-type":"Claim paid","source":"claims","account":"000000000000","time":"{{{time}}}","region":"us-east-1","resources":[],"detail":{"claim":"Grüße ✈"}}""",
            ],
            await fixture.BodiesAsync()
        );
    }

    [Fact]
    public async Task Rules_take_only_what_matches_and_only_while_they_are_enabled()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });
        await fixture.PutAsync(source: "others");
        await fixture.CallAsync("DisableRule", new { Name = "tell" });
        await fixture.PutAsync();
        Assert.Empty(await fixture.BodiesAsync());

        await fixture.CallAsync("EnableRule", new { Name = "tell" });
        await fixture.PutAsync();

        Assert.Single(await fixture.BodiesAsync());
    }

    [Fact]
    public async Task A_FIFO_queue_gets_the_targets_message_group()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync("desk.fifo");
        await fixture.RuleAsync(
            new
            {
                Id = "q",
                Arn = EventBridgeFixture.QueueArn + ".fifo",
                SqsParameters = new { MessageGroupId = "claims" },
            }
        );

        await fixture.PutAsync();

        var message = Assert.Single(await fixture.MessagesAsync("desk.fifo"));
        Assert.Equal("claims", message.GetProperty("Attributes").GetProperty("MessageGroupId").GetString());
    }

    [Theory]
    [InlineData("""{"InputPath":"$.detail.claim"}""", "[1,2]")]
    [InlineData("""{"InputPath":"$.detail.none"}""", "null")]
    [InlineData("""{"Input":"{\"fixed\":true}"}""", """{"fixed":true}""")]
    [InlineData(
        """{"InputTransformer":{"InputPathsMap":{"who":"$.detail.who","claim":"$.detail.claim"},"InputTemplate":"{\"name\":<who>,\"text\":\"for <who>: <claim>\",\"claim\":<claim>}"}}""",
        """{"name":"A \"B\"","text":"for A \"B\": [1,2]","claim":[1,2]}"""
    )]
    [InlineData(
        """{"InputTransformer":{"InputPathsMap":{"none":"$.detail.none"},"InputTemplate":"\"<aws.events.rule-name> of <none>.\""}}""",
        "\"tell of .\""
    )]
    public async Task A_target_gets_what_its_input_says(string input, string body)
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var target = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(input)!;
        target["Id"] = JsonElement.Parse("\"q\"");
        target["Arn"] = JsonElement.Parse($"\"{EventBridgeFixture.QueueArn}\"");
        await fixture.RuleAsync(target);

        await fixture.PutAsync("""{"who":"A \"B\"","claim":[1,2]}""");

        Assert.Equal([body], await fixture.BodiesAsync());
    }

    [Fact]
    public async Task What_a_target_refuses_goes_to_its_dead_letter_queue_and_other_targets_get_theirs()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync("dead");
        await fixture.CallAsync("PutRule", new { Name = "tell", EventPattern = """{"source":["claims"]}""" });
        const string gone = "arn:aws:sqs:us-east-1:000000000000:gone";
        await fixture.CallAsync(
            "PutTargets",
            new
            {
                Rule = "tell",
                Targets = new object[]
                {
                    new
                    {
                        Id = "gone",
                        Arn = gone,
                        DeadLetterConfig = new { Arn = "arn:aws:sqs:us-east-1:000000000000:dead" },
                    },
                    new { Id = "q", Arn = EventBridgeFixture.QueueArn },
                },
            }
        );

        await fixture.PutAsync();

        var letter = Assert.Single(await fixture.MessagesAsync("dead"));
        var attributes = letter.GetProperty("MessageAttributes");
        Assert.Equal("QueueDoesNotExist", attributes.GetProperty("ERROR_CODE").GetProperty("StringValue").GetString());
        Assert.Equal(gone, attributes.GetProperty("TARGET_ARN").GetProperty("StringValue").GetString());
        Assert.Single(await fixture.BodiesAsync());
    }

    [Fact]
    public async Task PutEvents_reports_entry_by_entry()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });
        object Entry(string? source, string? detail) =>
            new
            {
                Source = source,
                DetailType = "t",
                Detail = detail,
            };

        var answer = await fixture.CallAsync(
            "PutEvents",
            new
            {
                Entries = new[]
                {
                    Entry("claims", "{}"),
                    Entry(null, "{}"),
                    Entry("claims", "[1]"),
                    Entry("claims", "{"),
                    Entry("aws.claims", "{}"),
                    Entry("claims", null),
                },
            }
        );

        Assert.Equal(5, answer.GetProperty("FailedEntryCount").GetInt32());
        Assert.Equal(
            [null, "InvalidArgument", "MalformedDetail", "MalformedDetail", "NotAuthorizedForSourceException", "InvalidArgument"],
            answer
                .GetProperty("Entries")
                .EnumerateArray()
                .Select(entry => entry.TryGetProperty("ErrorCode", out var code) ? code.GetString() : null)
        );
        Assert.Single(await fixture.BodiesAsync());
    }

    [Fact]
    public async Task PutEvents_over_a_mebibyte_is_refused()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var detail = $$"""{"a":"{{new string('x', 1_048_576 - 8 - "claims".Length - "Claim paid".Length)}}"}""";
        Assert.Equal(0, (await fixture.PutAsync(detail)).GetProperty("FailedEntryCount").GetInt32());

        var refused = await fixture.FailAsync(
            "PutEvents",
            new
            {
                Entries = new[]
                {
                    new
                    {
                        Source = "claims.",
                        DetailType = "Claim paid",
                        Detail = detail,
                    },
                },
            }
        );

        Assert.Equal(("ValidationException", "Total size of the entries in the request is over the limit."), refused);
    }

    [Fact]
    public async Task An_event_for_a_bus_that_is_not_there_is_accepted_and_goes_nowhere()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });

        var answer = await fixture.PutAsync(bus: "nowhere");

        Assert.Equal(0, answer.GetProperty("FailedEntryCount").GetInt32());
        Assert.Empty(await fixture.BodiesAsync());
    }
}
