using LocalFleet.Definitions;

namespace LocalFleet.Tests;

public sealed class DefinitionTemplateTests
{
    [Fact]
    public void Render_StringsAndNumbers_StandWhereTheTemplatePutsThem()
    {
        var rendered = DefinitionTemplate.Render(
            """{"Resource": "${arn}", "TimeoutSeconds": ${seconds}, "Again": "${ arn }", "Id.$": "$$.Execution.Id"}""",
            new Dictionary<string, string> { ["arn"] = "arn:x", ["seconds"] = "60" }
        );

        Assert.Equal("""{"Resource": "arn:x", "TimeoutSeconds": 60, "Again": "arn:x", "Id.$": "$$.Execution.Id"}""", rendered);
    }

    [Fact]
    public void Render_EscapedPlaceholder_StaysAsText()
    {
        Assert.Equal(
            """{"Comment": "${name}"}""",
            DefinitionTemplate.Render("""{"Comment": "$${name}"}""", new Dictionary<string, string>())
        );
    }

    [Fact]
    public void Render_MissingVariables_AreAllNamed()
    {
        var exception = Assert.Throws<FleetException>(() =>
            DefinitionTemplate.Render("""{"A": "${second}", "B": ${first}, "C": ${first}}""", new Dictionary<string, string>())
        );

        Assert.Equal("The definition has no value for: first, second.", exception.Message);
    }

    [Fact]
    public void Render_UnusedVariables_AreAllNamed()
    {
        var exception = Assert.Throws<FleetException>(() =>
            DefinitionTemplate.Render("{}", new Dictionary<string, string> { ["two"] = "2", ["one"] = "1" })
        );

        Assert.Equal("The definition does not use: one, two.", exception.Message);
    }

    [Theory]
    [InlineData("""{"A": "${"}""", "malformed placeholder at character 8")]
    [InlineData("""{"A": "${a b}"}""", "malformed placeholder at character 8")]
    [InlineData("""{"A": "%{ if x }"}""", "template directive")]
    [InlineData("""{"A": }""", "is not JSON after rendering")]
    public void Render_WhatItCannotRender_SaysSo(string template, string problem)
    {
        var exception = Assert.Throws<FleetException>(() => DefinitionTemplate.Render(template, new Dictionary<string, string>()));

        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }
}
