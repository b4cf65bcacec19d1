using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>
/// Drawn definitions, inputs and requests: never a fault inside, never an HTTP 500, never a call without an answer. FUZZ_INPUTS says how many
/// (default 3,000), FUZZ_SEED where they begin; a failure tells the seed of its hundred.
/// </summary>
public sealed class FuzzTests
{
    private const int BatchSize = 100;

    // So many are told at once; then it is time to mend them.
    private const int MostFaults = 20;

    private static readonly string[] Donors =
    [
        .. SeedDefinitions.All,
        .. SeedDefinitions.Inputs,
        .. SeedRequests.All.Select(seed => seed.Body),
    ];

    [Fact]
    public async Task Whatever_is_asked_is_answered_as_AWS_answers()
    {
        var inputs = Number("FUZZ_INPUTS", 3_000);
        var first = Number("FUZZ_SEED", 1);
        var faults = new List<string>();
        for (var seed = first; (seed - first) * BatchSize < inputs && faults.Count < MostFaults; seed++)
        {
            try
            {
                await RunBatchAsync(seed);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                faults.Add($"FUZZ_SEED={seed} FUZZ_INPUTS={BatchSize} makes it happen again: {fault}");
            }
        }

        Assert.True(faults.Count == 0, string.Join($"{Environment.NewLine}{Environment.NewLine}", faults));
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    private static async Task RunBatchAsync(int seed)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random, Donors);
        await using var emulator = new FuzzedEmulator();
        await emulator.FillAsync();
        for (var i = 0; i < BatchSize; i++)
        {
            if (random.Next(3) == 0)
            {
                await RunDefinitionAsync(emulator, mutator, random, $"d{i}");
            }
            else
            {
                await SendRequestAsync(emulator, mutator, random);
            }
        }

        emulator.RequireNoFault($"seed {seed}");

        // What is always refused, or never, tests little.
        Assert.True(
            emulator.Answered > BatchSize / 4 && emulator.Refused > BatchSize / 4,
            $"{emulator.Answered} answered, {emulator.Refused} refused"
        );
    }

    private static async Task SendRequestAsync(FuzzedEmulator emulator, Mutator mutator, Random random)
    {
        var (target, body) = SeedRequests.All[random.Next(SeedRequests.All.Count)];
        var mutated = random.Next(10) switch
        {
            0 => mutator.OddValue()?.ToJsonString(new JsonSerializerOptions { MaxDepth = 5_000 }) ?? "null",
            // Bytes that are no UTF-8.
            1 => Encoding.Latin1.GetString([.. Encoding.UTF8.GetBytes(body), (byte)random.Next(256)]),
            _ => MutateInner(mutator, random, body),
        };
        await emulator.SendAsync(target, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(mutated)));
    }

    // What a member holds as JSON text is mutated as JSON.
    private static string MutateInner(Mutator mutator, Random random, string body)
    {
        var request = JsonElement.Parse(body);
        var texts = request
            .EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.String && member.Value.GetString()!.StartsWith('{'))
            .ToList();
        if (texts.Count == 0 || random.Next(2) == 0 || texts[0].Value.GetString()!.StartsWith("{{", StringComparison.Ordinal))
        {
            return mutator.Mutate(body);
        }

        var chosen = texts[random.Next(texts.Count)];
        return JsonSerializer.Serialize(
            request
                .EnumerateObject()
                .ToDictionary(
                    member => member.Name,
                    member =>
                        member.Name == chosen.Name
                            ? JsonSerializer.SerializeToElement(mutator.Mutate(member.Value.GetString()!))
                            : member.Value
                )
        );
    }

    private static async Task RunDefinitionAsync(FuzzedEmulator emulator, Mutator mutator, Random random, string name)
    {
        var seed = SeedDefinitions.All[random.Next(SeedDefinitions.All.Count)];
        var definition = random.Next(10) == 0 ? seed : mutator.Mutate(seed);
        var type = random.Next(4) == 0 ? "EXPRESS" : "STANDARD";
        await emulator.SendAsync("AWSStepFunctions.ValidateStateMachineDefinition", JsonSerializer.Serialize(new { definition, type }));
        var (status, created) = await emulator.SendAsync(
            "AWSStepFunctions.CreateStateMachine",
            FuzzedEmulator.Create(name, definition, type)
        );
        if (status != 200)
        {
            return;
        }

        var stateMachineArn = created.GetProperty("stateMachineArn").GetString();
        var seedInput = SeedDefinitions.Inputs[random.Next(SeedDefinitions.Inputs.Count)];
        var input = random.Next(2) == 0 ? seedInput : mutator.Mutate(seedInput);
        var operation = type == "EXPRESS" ? "StartSyncExecution" : "StartExecution";
        var (started, execution) = await emulator.SendAsync(
            $"AWSStepFunctions.{operation}",
            JsonSerializer.Serialize(new { stateMachineArn, input })
        );
        if (started == 200 && type == "STANDARD")
        {
            await FollowAsync(emulator, execution.GetProperty("executionArn").GetString()!, definition);
        }

        await emulator.SendAsync("AWSStepFunctions.DeleteStateMachine", JsonSerializer.Serialize(new { stateMachineArn }));
    }

    private static async Task FollowAsync(FuzzedEmulator emulator, string executionArn, string definition)
    {
        await emulator.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await emulator.CallAsync("AWSStepFunctions.StopExecution", JsonSerializer.Serialize(new { executionArn }));
        var end = await emulator.CallAsync("AWSStepFunctions.DescribeExecution", JsonSerializer.Serialize(new { executionArn }));
        if (end.GetProperty("redriveStatus").GetString() == "REDRIVABLE")
        {
            await emulator.CallAsync("AWSStepFunctions.RedriveExecution", JsonSerializer.Serialize(new { executionArn }));
            await emulator.Clock.AdvanceAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await emulator.CallAsync("AWSStepFunctions.StopExecution", JsonSerializer.Serialize(new { executionArn }));
        }

        await emulator.CallAsync("AWSStepFunctions.GetExecutionHistory", JsonSerializer.Serialize(new { executionArn, maxResults = 1000 }));
        emulator.RequireNoFault(definition);
    }
}
