namespace Workers.Emulator.Tests.EventBridge;

public sealed class RuleTests
{
    private const string Pattern = """{"source":["claims"]}""";

    [Fact]
    public async Task A_rule_is_described_as_it_was_put_and_put_again()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var put = await fixture.CallAsync("PutRule", new { Name = "tell", EventPattern = Pattern });
        Assert.Equal("arn:aws:events:us-east-1:000000000000:rule/tell", put.GetProperty("RuleArn").GetString());

        await fixture.CallAsync(
            "PutRule",
            new
            {
                Name = "tell",
                EventPattern = Pattern,
                State = "DISABLED",
                Description = "why",
            }
        );

        var rule = await fixture.CallAsync("DescribeRule", new { Name = "tell" });
        Assert.Equal(
            (Pattern, "DISABLED", "why", "default"),
            (
                rule.GetProperty("EventPattern").GetString(),
                rule.GetProperty("State").GetString(),
                rule.GetProperty("Description").GetString(),
                rule.GetProperty("EventBusName").GetString()
            )
        );
    }

    [Fact]
    public async Task Buses_keep_their_rules_apart()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var created = await fixture.CallAsync("CreateEventBus", new { Name = "desk" });
        Assert.Equal("arn:aws:events:us-east-1:000000000000:event-bus/desk", created.GetProperty("EventBusArn").GetString());
        var put = await fixture.CallAsync(
            "PutRule",
            new
            {
                Name = "tell",
                EventPattern = Pattern,
                EventBusName = created.GetProperty("EventBusArn").GetString(),
            }
        );

        Assert.Equal("arn:aws:events:us-east-1:000000000000:rule/desk/tell", put.GetProperty("RuleArn").GetString());
        Assert.Equal(0, (await fixture.CallAsync("ListRules", new { })).GetProperty("Rules").GetArrayLength());
        Assert.Equal(1, (await fixture.CallAsync("ListRules", new { EventBusName = "desk" })).GetProperty("Rules").GetArrayLength());
        Assert.Equal(2, (await fixture.CallAsync("ListEventBuses", new { })).GetProperty("EventBuses").GetArrayLength());
    }

    [Fact]
    public async Task A_rule_with_targets_cannot_be_deleted()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });

        Assert.Equal(
            ("ValidationException", "Rule can't be deleted since it has targets."),
            await fixture.FailAsync("DeleteRule", new { Name = "tell" })
        );

        await fixture.CallAsync("RemoveTargets", new { Rule = "tell", Ids = new[] { "q" } });
        await fixture.CallAsync("DeleteRule", new { Name = "tell" });
        Assert.Equal(
            ("ResourceNotFoundException", "Rule tell does not exist on EventBus default."),
            await fixture.FailAsync("DescribeRule", new { Name = "tell" })
        );
        await fixture.CallAsync("DeleteRule", new { Name = "tell" });
    }

    [Fact]
    public async Task Lists_are_told_page_by_page()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await fixture.CallAsync("PutRule", new { Name = name, EventPattern = Pattern });
        }

        var first = await fixture.CallAsync("ListRules", new { Limit = 2 });
        var second = await fixture.CallAsync("ListRules", new { Limit = 2, NextToken = first.GetProperty("NextToken").GetString() });

        Assert.Equal(2, first.GetProperty("Rules").GetArrayLength());
        Assert.Equal("c", second.GetProperty("Rules")[0].GetProperty("Name").GetString());
        Assert.False(second.TryGetProperty("NextToken", out _));
    }

    [Fact]
    public async Task Tags_of_rules_and_buses_are_kept()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var tags = new[] { new { Key = "team", Value = "claims" } };
        await fixture.CallAsync("CreateEventBus", new { Name = "desk", Tags = tags });
        var put = await fixture.CallAsync(
            "PutRule",
            new
            {
                Name = "tell",
                EventPattern = Pattern,
                EventBusName = "desk",
            }
        );
        var arn = put.GetProperty("RuleArn").GetString();

        await fixture.CallAsync("TagResource", new { ResourceARN = arn, Tags = tags });

        foreach (var resource in (string?[])[arn, "arn:aws:events:us-east-1:000000000000:event-bus/desk"])
        {
            var listed = await fixture.CallAsync("ListTagsForResource", new { ResourceARN = resource });
            Assert.Equal("claims", listed.GetProperty("Tags")[0].GetProperty("Value").GetString());
        }

        await fixture.CallAsync("UntagResource", new { ResourceARN = arn, TagKeys = new[] { "team" } });
        Assert.Equal(0, (await fixture.CallAsync("ListTagsForResource", new { ResourceARN = arn })).GetProperty("Tags").GetArrayLength());
    }

    [Fact]
    public async Task Tags_are_listed_by_key()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var tags = new[] { new { Key = "team", Value = "claims" }, new { Key = "app", Value = "fleet" } };

        await fixture.CallAsync("CreateEventBus", new { Name = "desk", Tags = tags });

        var listed = await fixture.CallAsync(
            "ListTagsForResource",
            new { ResourceARN = "arn:aws:events:us-east-1:000000000000:event-bus/desk" }
        );
        Assert.Equal("""[{"Key":"app","Value":"fleet"},{"Key":"team","Value":"claims"}]""", listed.GetProperty("Tags").GetRawText());
    }

    [Fact]
    public async Task A_bus_with_more_than_50_tags_is_not_created()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        var tags = Enumerable.Range(0, 51).Select(i => new { Key = $"key-{i}", Value = "" }).ToArray();

        var refused = await fixture.FailAsync("CreateEventBus", new { Name = "desk", Tags = tags });

        Assert.Equal("LimitExceededException", refused.Code);
        await fixture.CallAsync("CreateEventBus", new { Name = "desk" });
    }

    [Theory]
    [InlineData("PutRule", """{"Name":"r"}""", "ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.")]
    [InlineData(
        "PutRule",
        """{"Name":"a b","EventPattern":"{}"}""",
        "ValidationException",
        "1 validation error detected: Value 'a b' at 'name'"
    )]
    [InlineData(
        "PutRule",
        """{"Name":"r","EventPattern":"{\"a\":1}"}""",
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: \"a\""
    )]
    [InlineData(
        "PutRule",
        """{"Name":"r","ScheduleExpression":"rate(1 minutes)"}""",
        "ValidationException",
        "Parameter ScheduleExpression is not valid."
    )]
    [InlineData(
        "PutRule",
        """{"Name":"r","EventPattern":"{\"a\":[1]}","EventBusName":"x"}""",
        "ResourceNotFoundException",
        "Event bus x does not exist."
    )]
    [InlineData("DescribeEventBus", """{"Name":"x"}""", "ResourceNotFoundException", "Event bus x does not exist.")]
    [InlineData("CreateEventBus", """{"Name":"default"}""", "ResourceAlreadyExistsException", "Event bus default already exists.")]
    [InlineData("CreateEventBus", """{"Name":"a/b"}""", "ValidationException", "Event bus name must not contain '/'.")]
    [InlineData("DeleteEventBus", """{"Name":"default"}""", "ValidationException", "Cannot delete event bus default.")]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:000000000000:q"}]}""",
        "ResourceNotFoundException",
        "Rule x does not exist on EventBus default."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"nonsense"}]}""",
        "ValidationException",
        "Parameter nonsense is not valid. Reason: Provided Arn is not in correct format."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:000000000000:q.fifo"}]}""",
        "ValidationException",
        "Parameter(s) SqsParameters must be specified for target: q."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:000000000000:q","Input":"{}","InputPath":"$"}]}""",
        "ValidationException",
        "Only one of Input, InputPath, or InputTransformer must be provided for target q."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"arn:aws:sqs:us-east-1:000000000000:q","InputTransformer":{"InputTemplate":"<who>"}}]}""",
        "ValidationException",
        "InputTemplate for target q contains invalid placeholder who."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[{"Id":"q","Arn":"arn:aws:states:us-east-1:000000000000:stateMachine:m"}]}""",
        "ValidationException",
        "RoleArn is required for target arn:aws:states:us-east-1:000000000000:stateMachine:m."
    )]
    [InlineData(
        "PutTargets",
        """{"Rule":"x","Targets":[]}""",
        "ValidationException",
        "1 validation error detected: Value '[0 elements]' at 'targets'"
    )]
    [InlineData("PutEvents", "{}", "ValidationException", "1 validation error detected: Value null at 'entries'")]
    [InlineData("ListRules", """{"NextToken":"x"}""", "ValidationException", "The value of parameter NextToken is not valid.")]
    [InlineData(
        "TestEventPattern",
        """{"EventPattern":"{\"a\":[1]}","Event":"{}"}""",
        "ValidationException",
        "Parameter Event is not valid. Reason: it has no 'id'."
    )]
    public async Task What_is_wrong_is_refused_in_EventBridges_words(string operation, string input, string code, string message)
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();

        var refused = await fixture.FailAsync(operation, System.Text.Json.JsonElement.Parse(input));

        Assert.Equal(code, refused.Code);
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sixth_target_is_refused_and_changes_nothing()
    {
        await using var fixture = await EventBridgeFixture.CreateAsync();
        await fixture.RuleAsync(new { Id = "q", Arn = EventBridgeFixture.QueueArn });
        var five = Enumerable.Range(0, 5).Select(n => new { Id = $"q{n}", Arn = EventBridgeFixture.QueueArn });

        var refused = await fixture.FailAsync("PutTargets", new { Rule = "tell", Targets = five });

        Assert.Equal("LimitExceededException", refused.Code);
        Assert.Equal(1, (await fixture.CallAsync("ListTargetsByRule", new { Rule = "tell" })).GetProperty("Targets").GetArrayLength());
    }
}
