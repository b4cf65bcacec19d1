using System.Diagnostics;
using System.Text.Json;

namespace Workers.Emulator.Tests.Jsonata;

/// <summary>Every result is the one of JSONata's reference implementation, which runs in Node.</summary>
public sealed class ComparisonTests
{
    private const string Reference = "jsonata@2.2.2";
    private const int Count = 4_000;

    // Answers every line of its input, a JSON text, by a line: the result, nothing, or the error's code.
    private const string Script = """
        const jsonata = require('jsonata');
        const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line.length > 0);
        const document = lines.shift();
        (async () => {
            for (const line of lines) {
                let answer;
                try {
                    const value = await jsonata(JSON.parse(line), {stack: 500, timeout: 5000}).evaluate(JSON.parse(document));
                    answer = value === undefined ? 'nothing'
                        : typeof value === 'function' || value?._jsonata_lambda || value?._jsonata_function ? 'function'
                        : JSON.stringify(value);
                } catch (error) {
                    answer = error.code ?? 'crash: ' + error.message;
                }
                console.log(answer ?? 'function');
            }
        })();
        """;

    // What is meant to be otherwise: Step Functions has functions of its own by these names.
    private static readonly string[] Others = ["$eval", "$random", "$now", "$millis", "$shuffle"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Results_are_those_of_the_reference()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "jsonata-reference");
        await InstallAsync(folder);
        var generator = new ExpressionGenerator(seed: 20261127);
        string[] expressions = [.. Enumerable.Range(0, Count).Select(_ => generator.Next()), .. ExpressionTests.All];
        string[] compared = [.. expressions.Where(IsComparable)];

        var answers = await AskAsync(folder, compared);

        var differences = compared
            .Zip(answers, (expression, answer) => (expression, answer, mine: Expressions.Run(expression)))
            .Where(result => !IsSame(result.answer, result.mine))
            .Select(result => $"{result.expression}\n  expected {result.answer}\n  but was  {result.mine}")
            .ToList();
        Assert.Equal(compared.Length, answers.Length);
        Assert.True(differences.Count == 0, $"{differences.Count} of {compared.Length} differ:\n{string.Join('\n', differences.Take(40))}");
    }

    // The reference copies what precedes ?: as JSON, in which regular expressions get lost; halves of characters get lost here.
    private static bool IsComparable(string expression) =>
        !Others.Any(name => expression.Contains(name, StringComparison.Ordinal))
        && !(expression.Contains("?:", StringComparison.Ordinal) && expression.Contains('/', StringComparison.Ordinal))
        && !(expression.Contains("$split", StringComparison.Ordinal) && expression.Contains("\\ud83d", StringComparison.Ordinal));

    // A crash of the reference says nothing. Where several parts of an expression are wrong, any of them may be told; the codes are pinned
    // by the tests of single errors. Numbers may differ in the last of their digits.
    private static bool IsSame(string expected, string actual)
    {
        if (expected == actual || expected.StartsWith("crash:", StringComparison.Ordinal) || (IsCode(expected) && IsCode(actual)))
        {
            return true;
        }

        try
        {
            return IsSame(JsonElement.Parse(expected), JsonElement.Parse(actual));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsCode(string result) =>
        result.Length == 5 && result[0] is 'S' or 'T' or 'D' && result.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsSame(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != actual.ValueKind)
        {
            // What is no number in JSON is null in Node, and a text in Step Functions.
            return expected.ValueKind == JsonValueKind.Null && actual.ValueKind == JsonValueKind.String;
        }

        return expected.ValueKind switch
        {
            JsonValueKind.Number => Math.Abs(expected.GetDouble() - actual.GetDouble()) <= 1e-12 * Math.Abs(expected.GetDouble()),
            JsonValueKind.Array => expected.GetArrayLength() == actual.GetArrayLength()
                && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => IsSame(pair.First, pair.Second)),
            JsonValueKind.Object => expected.GetPropertyCount() == actual.GetPropertyCount()
                && expected
                    .EnumerateObject()
                    .All(member => actual.TryGetProperty(member.Name, out var other) && IsSame(member.Value, other)),
            _ => JsonElement.DeepEquals(expected, actual),
        };
    }

    private static async Task<string[]> AskAsync(string folder, IEnumerable<string> expressions)
    {
        var script = Path.Combine(folder, "ask.js");
        await File.WriteAllTextAsync(script, Script, Stop);
        var document = JsonSerializer.Serialize(JsonElement.Parse(Expressions.Document));
        var input = string.Join('\n', expressions.Select(expression => JsonSerializer.Serialize(expression)).Prepend(document));
        var (code, output) = await RunAsync("node", folder, input, script);
        Assert.True(code == 0, output);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task InstallAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        if (Directory.Exists(Path.Combine(folder, "node_modules", "jsonata")))
        {
            return;
        }

        string problem;
        try
        {
            var (code, output) = await RunAsync("npm", folder, "", "install", "--no-audit", "--no-fund", "--prefix", folder, Reference);
            if (code == 0)
            {
                return;
            }

            problem = output;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            problem = missing.Message;
        }

        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("CI") == "true",
            $"{Reference} cannot be installed with npm; JSONata was not compared with it: {problem}"
        );
        Assert.Fail($"{Reference} cannot be installed with npm: {problem}");
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var kill = Stop.Register(process.Kill);
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var errors = process.StandardError.ReadToEndAsync(Stop);
        await process.StandardInput.WriteAsync(input.AsMemory(), Stop);
        process.StandardInput.Close();
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await output + await errors);
    }
}
