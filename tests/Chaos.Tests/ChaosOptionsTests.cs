using LocalFleet;

namespace Chaos.Tests;

public sealed class ChaosOptionsTests
{
    [Fact]
    public void Without_variables_a_run_takes_ten_minutes_with_more_than_20000_executions()
    {
        var options = ChaosOptions.Read(_ => "", seed: 5);

        Assert.Equal((10, 5), (options.Minutes, options.Seed));
        Assert.InRange(options.Executions, 20_000, 30_000);
    }

    [Theory]
    [InlineData("CHAOS_MINUTES", "0")]
    [InlineData("CHAOS_MINUTES", "ten")]
    [InlineData("CHAOS_EXECUTIONS", "0")]
    [InlineData("CHAOS_SEED", "-1")]
    public void A_wrong_value_is_told_with_its_name(string name, string value)
    {
        var exception = Assert.Throws<FleetException>(() => ChaosOptions.Read(variable => variable == name ? value : null, seed: 5));

        Assert.StartsWith($"{name} is '{value}', but must be", exception.Message, StringComparison.Ordinal);
    }
}
