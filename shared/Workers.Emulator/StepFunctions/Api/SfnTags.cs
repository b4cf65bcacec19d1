using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The tags of state machines and activities.</summary>
internal static class SfnTags
{
    private static readonly TagRules Rules = new()
    {
        List = "tags",
        Key = "key",
        Value = "value",
        IsSorted = false,
        Read = tag => new(tag.RequiredText("key", 128, 1), tag.Text("value") ?? ""),
        TooMany = () => new AwsErrorException("TooManyTags", $"Too many tags: a resource may have {TagRules.Most}."),
    };

    public static TagSet Create() => new(Rules);
}
