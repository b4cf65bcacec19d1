using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class JsonTests
{
    [Theory]
    [InlineData("""{"a":[1.0,1E5,-0]}""", """{"a":[1.0,1E5,-0]}""")]
    [InlineData(""" { "a" : "\u00e9\ud83c\udd97" } """, """{"a":"é🆗"}""")]
    [InlineData("""["\\u00e9 \\ud83c"]""", """["\\u00e9 \\ud83c"]""")]
    [InlineData("""["\ud83c cut"]""", """["� cut"]""")]
    [InlineData("""{"\udd97":"\ud83c\u0041"}""", """{"�":"�A"}""")]
    [InlineData("""["\" \u0001 /"]""", """["\" \u0001 /"]""")]
    public void ToText_OfParsedText_KeepsNumbersAndEscapesOnlyWhatMustBe(string text, string expected) =>
        Assert.Equal(expected, Json.ToText(Json.Parse(text)));

    [Fact]
    public void Build_WithinABuild_KeepsBothApart()
    {
        var outer = Json.Build(
            0,
            static (writer, _) =>
            {
                writer.WriteStartArray();
                Json.FromString("inner").WriteTo(writer);
                Json.FromArray([Json.FromNumber(1), Json.True]).WriteTo(writer);
                writer.WriteEndArray();
            }
        );

        Assert.Equal("""["inner",[1,true]]""", Json.ToText(outer));
    }
}
