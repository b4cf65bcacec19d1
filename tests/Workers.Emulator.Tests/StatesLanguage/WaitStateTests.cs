using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class WaitStateTests
{
    private static readonly DateTimeOffset Entered = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("'Seconds':0", "{}", 0)]
    [InlineData("'Seconds':90", "{}", 90)]
    [InlineData("'SecondsPath':'$.s'", "{'s':7}", 7)]
    [InlineData("'Timestamp':'2026-03-01T10:00:01.5Z'", "{}", 1.5)]
    [InlineData("'TimestampPath':'$.at'", "{'at':'2026-03-01T12:01:00+02:00'}", 60)]
    [InlineData("'TimestampPath':'$.at'", "{'at':'2020-01-01T00:00:00Z'}", 0)]
    public void ResolveEnd_IsThatLongAfterTheStateWasEntered(string field, string input, double seconds) =>
        Assert.Equal(Entered.AddSeconds(seconds), Wait(field).ResolveEnd(Scopes.Of(input), Entered));

    [Theory]
    [InlineData("'SecondsPath':'$.s'", "{}", "The SecondsPath parameter does not reference an input value: $.s")]
    [InlineData("'SecondsPath':'$.s'", "{'s':-1}", "The SecondsPath parameter references a negative value: $.s == -1")]
    [InlineData("'SecondsPath':'$.s'", "{'s':1.5}", "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5")]
    [InlineData("'SecondsPath':'$.s'", "{'s':99999999999}", "Wait state delay is too long.")]
    [InlineData("'Timestamp':'2150-01-01T00:00:00Z'", "{}", "Wait state delay is too long.")]
    [InlineData(
        "'TimestampPath':'$.at'",
        "{'at':'2026-03-01'}",
        "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == 2026-03-01"
    )]
    public void ResolveEnd_OfAnUnusableValue_IsARuntimeError(string field, string input, string cause)
    {
        var error = Assert.Throws<StatesErrorException>(() => Wait(field).ResolveEnd(Scopes.Of(input), Entered));

        Assert.Equal(("States.Runtime", cause), (error.Error, error.Cause));
    }

    [Theory]
    [InlineData("2026-03-01T10:00:00Z", true)]
    [InlineData("2026-03-01T10:00Z", true)]
    [InlineData("2026-03-01T10:00:00.123456789Z", true)]
    [InlineData("2026-03-01T10:00:00-03:30", true)]
    [InlineData("2026-03-01T10:00:00", false)]
    [InlineData("2026-03-01 10:00:00Z", false)]
    [InlineData("2026-03-01t10:00:00z", false)]
    [InlineData("2026-02-29T10:00:00Z", false)]
    [InlineData("2026-03-01T24:00:00Z", false)]
    [InlineData("2026-03-01T10:00:60Z", false)]
    [InlineData("2026-03-01T10:00:00.Z", false)]
    [InlineData("2026-03-01T10:00:00+0200", false)]
    [InlineData("01-03-2026T10:00:00Z", false)]
    [InlineData("", false)]
    public void Timestamps_NeedATAndAnOffset(string text, bool isValid) => Assert.Equal(isValid, Rfc3339.TryParse(text, out _));

    private static WaitState Wait(string field) => (WaitState)Scopes.State($"{{'Type':'Wait',{field},'End':true}}");
}
