using LocalFleet.Composed;

namespace LocalFleet.Tests;

public sealed class ComposedOptionsTests
{
    [Fact]
    public void Read_Nothing_GivesWhatComposeHas()
    {
        var options = ComposedOptions.Read(_ => "");

        Assert.Equal(("http://emulator:4566", "http://approval-worker:8080", 2000), (options.Emulator, options.Inbox, options.Claims));
        Assert.Equal(("http://surroundings:8080", "http://0.0.0.0:8080"), (options.Surroundings, options.Listen));
    }

    [Fact]
    public void Read_Everything_IsTaken()
    {
        var options = ComposedOptions.Read(name => name == "CLAIMS" ? "12" : $"http://{name}/");

        Assert.Equal(("http://FLEET_EMULATOR", 12), (options.Emulator, options.Claims));
        Assert.Equal(("http://FLEET_INBOX", "http://FLEET_FLIGHTS/"), (options.Inbox, options.Flights));
    }

    [Theory]
    [InlineData("CLAIMS", "0")]
    [InlineData("CLAIMS", "2001")]
    [InlineData("CLAIMS", "many")]
    [InlineData("FLEET_EMULATOR", "emulator:4566")]
    [InlineData("FLEET_LISTEN", "8080")]
    public void Read_WrongValue_NamesTheVariableAndTheValue(string name, string value)
    {
        var exception = Assert.Throws<FleetException>(() => ComposedOptions.Read(asked => asked == name ? value : null));

        Assert.StartsWith($"{name} is '{value}', but must be", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"For example: {name}=", exception.Message, StringComparison.Ordinal);
    }
}
