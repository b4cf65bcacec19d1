using System.Diagnostics;
using Workers.Emulator.Jsonata;

namespace Workers.Emulator.Tests.Jsonata;

/// <summary>No expression crashes the emulator, and none keeps it busy for long.</summary>
public sealed class LimitTests
{
    [Theory]
    [InlineData("($f := function($n){$f($n + 1)}; $f(0))", "D1012")]
    [InlineData("($f := function($n){$n + $f($n + 1)}; $f(0))", "D1011")]
    [InlineData("$reduce([1..5000], function($a, $b){{'a': $a}}) = 1", "false")]
    [InlineData("$reduce([1..9000], function($a, $b){[$a, [$b]]}, [])", "D1012")]
    [InlineData("[1..1000000]", "The expression needs more memory than there is for it.")]
    [InlineData("[1..5000].[1..5000]", "D1012")]
    [InlineData("$pad('', 1e12)", "D1012")]
    [InlineData("($f := function($s, $n){$n = 0 ? $s : $f($s & $s, $n - 1)}; $f('0123456789', 40))", "D1012")]
    [InlineData("$match($pad('', 40, 'a') & '!', /(a+)+$/)", "D1012")]
    public void Excess_IsAnError(string expression, string result)
    {
        var time = Stopwatch.StartNew();

        Assert.Equal(result, Expressions.Evaluate(expression));
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(30), $"took {time.Elapsed}");
    }

    [Theory]
    [InlineData('(')]
    [InlineData('[')]
    [InlineData('-')]
    public void Nesting_WithoutEnd_IsAnError(char open) => Assert.Equal("D1011", Expressions.Run(new string(open, 200_000) + "1"));

    [Fact]
    public void Operators_WithoutEnd_AreEvaluatedOrAnError() =>
        Assert.Contains(Expressions.Run(string.Join('+', Enumerable.Repeat("1", 100_000))), new[] { "100000", "D1011" });

    [Fact]
    public void TailCalls_NeedNoStack() =>
        Assert.Equal("100000", Expressions.Run("($f := function($n, $t){$n = 0 ? $t : $f($n - 1, $t + 1)}; $f(100000, 0))"));

    [Fact]
    public void Recursion_IsDeep() =>
        Assert.Equal("2001000", Expressions.Run("($f := function($n){$n = 0 ? 0 : $n + $f($n - 1)}; $f(2000))"));

    [Fact]
    public void Expressions_MadeUp_EndWithAResultOrAnErrorOfTheirs()
    {
        var generator = new ExpressionGenerator(seed: Environment.TickCount);
        for (var i = 0; i < 5_000; i++)
        {
            var expression = i % 2 == 0 ? generator.Next() : generator.NextBroken();
            try
            {
                Expressions.Run(expression);
            }
            catch (Exception fault) when (fault is not JsonataException)
            {
                Assert.Fail($"{expression}\n{fault}");
            }
        }
    }
}
