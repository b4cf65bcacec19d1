using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.Emulator;
using Workers.Testing;

namespace Definitions.Tests;

/// <summary>Every definition is accepted by the emulator and by a validator that has nothing to do with it.</summary>
public sealed class ValidationTests
{
    private const string Validator = "asl-validator@4.0.0";

    public static TheoryData<string> All => Samples.All;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_emulator_accepts_it(string definition)
    {
        await using var host = new WorkflowTestHost();

        var machine = await host.CreateStateMachineAsync("sample", Samples.Render(definition), Stop);

        Assert.EndsWith(":stateMachine:sample", machine, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task ValidateStateMachineDefinition_finds_nothing_in_it(string definition)
    {
        await using var emulator = new AwsEmulator();
        using var client = new HttpClient(emulator.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost:4566/")
        {
            Content = JsonContent.Create(new JsonObject { ["definition"] = Samples.Render(definition), ["severity"] = "WARNING" }),
        };
        request.Headers.Add("X-Amz-Target", "AWSStepFunctions.ValidateStateMachineDefinition");

        using var response = await client.SendAsync(request, Stop);

        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
        Assert.Equal(("OK", 0), ((string?)answer["result"], answer["diagnostics"]?.AsArray().Count));
    }

    [Fact]
    public async Task An_independent_validator_accepts_them()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "asl-validator");
        await InstallAsync(folder);
        var files = new List<string>();
        foreach (var definition in PatternFolder.Definitions(Samples.Patterns))
        {
            var file = Path.Combine(folder, definition.Replace(Path.DirectorySeparatorChar, '.'));
            await File.WriteAllTextAsync(file, Samples.Render(definition), Stop);
            files.Add(file);
        }

        var (code, output) = await RunAsync(
            Path.Combine(folder, "node_modules", ".bin", "asl-validator"),
            folder,
            [.. files.SelectMany(file => new[] { "--json-path", file })]
        );

        Assert.NotEmpty(files);
        Assert.True(code == 0, output);
    }

    private static async Task InstallAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        if (File.Exists(Path.Combine(folder, "node_modules", ".bin", "asl-validator")))
        {
            return;
        }

        string problem;
        try
        {
            var (code, output) = await RunAsync("npm", folder, ["install", "--no-audit", "--no-fund", "--prefix", folder, Validator]);
            if (code == 0)
            {
                return;
            }

            problem = output;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            problem = exception.Message;
        }

        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true",
            $"{Validator} cannot be installed with npm; the definitions were not checked by it: {problem}"
        );
        Assert.Fail($"{Validator} cannot be installed with npm: {problem}");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, string[] args)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, args)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output + await error);
    }
}
