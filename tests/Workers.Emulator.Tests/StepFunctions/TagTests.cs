namespace Workers.Emulator.Tests.StepFunctions;

public sealed class TagTests
{
    private static readonly string Arn = StepFunctionsHarness.ActivityArn("work");

    [Fact]
    public async Task Tags_are_listed_as_they_came_and_one_of_the_same_key_is_replaced_in_its_place()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateActivity", new { name = "work", tags = new[] { Tag("team", "claims"), Tag("cost", "7") } });

        await emulator.CallAsync("TagResource", new { resourceArn = Arn, tags = new[] { Tag("app", "fleet"), Tag("team", "letters") } });
        await emulator.CallAsync("UntagResource", new { resourceArn = Arn, tagKeys = new[] { "cost", "unknown" } });

        Assert.Equal(
            """[{"key":"team","value":"letters"},{"key":"app","value":"fleet"}]""",
            (await emulator.CallAsync("ListTagsForResource", new { resourceArn = Arn })).GetProperty("tags").GetRawText()
        );
    }

    [Fact]
    public async Task A_resource_has_at_most_50_tags()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync("CreateActivity", new { name = "work", tags = Tags(0, 50) });

        await emulator.CallAsync("TagResource", new { resourceArn = Arn, tags = Tags(49, 1) });
        var (code, message) = await emulator.RefusedAsync("TagResource", new { resourceArn = Arn, tags = Tags(50, 1) });

        Assert.Equal(("TooManyTags", "Too many tags: a resource may have 50."), (code, message));
    }

    private static object Tag(string key, string value) => new { key, value };

    private static object[] Tags(int first, int count) => [.. Enumerable.Range(first, count).Select(i => Tag($"key-{i}", ""))];
}
