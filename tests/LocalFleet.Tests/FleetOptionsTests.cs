namespace LocalFleet.Tests;

public sealed class FleetOptionsTests
{
    [Fact]
    public void Read_Nothing_GivesTheDefaults()
    {
        var options = FleetOptions.Read(_ => "");

        Assert.Equal((2000, false, true, 4566), (options.Claims, options.Keep, options.Faults, options.Port));
    }

    [Fact]
    public void Read_Everything_IsTaken()
    {
        var options = Read(
            ("CLAIMS", "12"),
            ("KEEP", "1"),
            ("FAULTS", "0"),
            ("PORT", "0"),
            ("LOGS", "/tmp/logs"),
            ("FLEET", "/tmp/fleet.json")
        );

        Assert.Equal((12, true, false, 0, "/tmp/logs"), (options.Claims, options.Keep, options.Faults, options.Port, options.Logs));
        Assert.Equal("/tmp/fleet.json", options.Fleet);
    }

    [Theory]
    [InlineData("CLAIMS", "0")]
    [InlineData("CLAIMS", "-5")]
    [InlineData("CLAIMS", "many")]
    [InlineData("CLAIMS", "1.5")]
    [InlineData("CLAIMS", "100001")]
    [InlineData("CLAIMS", "99999999999999")]
    [InlineData("PORT", "65536")]
    [InlineData("PORT", "http")]
    [InlineData("KEEP", "maybe")]
    [InlineData("FAULTS", "few")]
    public void Read_WrongValue_NamesTheVariableAndTheValue(string name, string value)
    {
        var exception = Assert.Throws<FleetException>(() => Read((name, value)));

        Assert.StartsWith($"{name} is '{value}', but must be", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"For example: {name}=", exception.Message, StringComparison.Ordinal);
    }

    private static FleetOptions Read(params (string Name, string Value)[] variables) =>
        FleetOptions.Read(name => variables.Where(variable => variable.Name == name).Select(variable => variable.Value).FirstOrDefault());
}
