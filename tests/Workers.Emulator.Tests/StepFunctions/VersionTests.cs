using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Versions and aliases of state machines.</summary>
public sealed class VersionTests
{
    private static readonly string Machine = StepFunctionsHarness.MachineArn();

    [Fact]
    public async Task A_version_keeps_what_it_was_published_with()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass("1"));
        var version = await PublishAsync(emulator);
        await emulator.CallAsync("UpdateStateMachine", new { stateMachineArn = Machine, definition = Pass("2") });

        var ofVersion = await emulator.EndAsync(await StartAsync(emulator, version));
        var ofMachine = await emulator.EndAsync(await StartAsync(emulator, Machine));

        Assert.Equal(Machine + ":1", version);
        Assert.Equal(("1", version), (Text(ofVersion, "output"), Text(ofVersion, "stateMachineVersionArn")));
        Assert.Equal("2", Text(ofMachine, "output"));
        Assert.Equal(
            1,
            (await emulator.CallAsync("ListExecutions", new { stateMachineArn = version })).GetProperty("executions").GetArrayLength()
        );
    }

    [Fact]
    public async Task Publishing_the_same_revision_again_answers_the_same_version()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass("1"));

        Assert.Equal(await PublishAsync(emulator), await PublishAsync(emulator));

        var updated = await emulator.CallAsync(
            "UpdateStateMachine",
            new
            {
                stateMachineArn = Machine,
                definition = Pass("2"),
                publish = true,
            }
        );
        Assert.Equal(Machine + ":2", Text(updated, "stateMachineVersionArn"));
        Assert.Equal(
            2,
            (await emulator.CallAsync("ListStateMachineVersions", new { stateMachineArn = Machine }))
                .GetProperty("stateMachineVersions")
                .GetArrayLength()
        );
    }

    [Fact]
    public async Task An_alias_divides_executions_between_two_versions()
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass("1"));
        var first = await PublishAsync(emulator);
        await emulator.CallAsync("UpdateStateMachine", new { stateMachineArn = Machine, definition = Pass("2") });
        var second = await PublishAsync(emulator);
        var alias = Text(await AliasAsync(emulator, (first, 50), (second, 50)), "stateMachineAliasArn");

        var outputs = new HashSet<string?>();
        for (var i = 0; i < 60; i++)
        {
            var end = await emulator.EndAsync(await StartAsync(emulator, alias!));
            Assert.Equal(alias, Text(end, "stateMachineAliasArn"));
            outputs.Add(Text(end, "output"));
        }

        Assert.Equal(["1", "2"], outputs.Order());
        Assert.Equal("ConflictException", (await ConflictAsync(emulator, first)).Code);
    }

    [Theory]
    [InlineData(":1", 99, "Sum of routing configuration weights must equal 100. Received: [99]")]
    [InlineData("", 100, "Routing configuration must contain state machine version ARNs. Received: [{0}]")]
    public async Task A_route_that_makes_no_sense_is_refused(string suffix, int weight, string message)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CreateAsync(Pass("1"));
        await PublishAsync(emulator);

        var refused = await emulator.RefusedAsync(
            "CreateStateMachineAlias",
            new { name = "live", routingConfiguration = new[] { new { stateMachineVersionArn = Machine + suffix, weight } } }
        );

        Assert.Equal(("ValidationException", message.Replace("{0}", Machine, StringComparison.Ordinal)), refused);
    }

    private static string Pass(string result) => $$"""{"StartAt":"A","States":{"A":{"Type":"Pass","Result":{{result}},"End":true} } }""";

    private static string? Text(JsonElement answer, string member) => answer.GetProperty(member).GetString();

    private static async Task<string> PublishAsync(StepFunctionsHarness emulator) =>
        Text(await emulator.CallAsync("PublishStateMachineVersion", new { stateMachineArn = Machine }), "stateMachineVersionArn")!;

    private static async Task<string> StartAsync(StepFunctionsHarness emulator, string stateMachineArn) =>
        Text(await emulator.CallAsync("StartExecution", new { stateMachineArn }), "executionArn")!;

    private static Task<JsonElement> AliasAsync(StepFunctionsHarness emulator, params (string Version, int Weight)[] routes) =>
        emulator.CallAsync(
            "CreateStateMachineAlias",
            new
            {
                name = "live",
                routingConfiguration = routes.Select(route => new { stateMachineVersionArn = route.Version, weight = route.Weight }),
            }
        );

    private static Task<(string Code, string Message)> ConflictAsync(StepFunctionsHarness emulator, string version) =>
        emulator.RefusedAsync("DeleteStateMachineVersion", new { stateMachineVersionArn = version }, status: 409);
}
