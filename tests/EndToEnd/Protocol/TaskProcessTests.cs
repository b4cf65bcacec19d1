using System.Text.Json;
using EndToEnd.Processes;

namespace EndToEnd.Protocol;

/// <summary>Processes that stand for containers, under an emulator that is a process of its own.</summary>
public sealed class TaskProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_process_outlives_the_emulator(bool isKilled)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no guard on Windows.");
        await using var emulator = RunningProgram.Start(
            Build.Emulator,
            new Dictionary<string, string?> { ["AWS_ENDPOINT_URL"] = null },
            "--urls",
            "http://127.0.0.1:0",
            "--stop-on-stdin-end",
            "--task",
            "stubborn=sh -c \"echo pid $$ $AWS_ENDPOINT_URL; exec sleep 600\""
        );
        var endpoint = (await emulator.LineAsync("listening on"))
            .Split(' ')
            .Single(word => word.StartsWith("http:", StringComparison.Ordinal));
        await StartTaskAsync(endpoint);
        var words = (await emulator.LineAsync("[stubborn] pid ")).Split(' ');
        Assert.Equal(endpoint, words[^1]);

        if (isKilled)
        {
            emulator.Kill();
        }
        else
        {
            emulator.EndInput();
        }

        await RunningProgram.GoneAsync(int.Parse(words[^2], null));
        await emulator.ExitAsync();
    }

    private static async Task StartTaskAsync(string endpoint)
    {
        using var client = new HttpClient { BaseAddress = new Uri(endpoint) };
        var definition = """
            {"StartAt":"R","States":{"R":{"Type":"Task","Resource":"arn:aws:states:::ecs:runTask.sync","Parameters":{"TaskDefinition":"stubborn"},"End":true} } }
            """;
        var machine = await CallAsync(
            client,
            "CreateStateMachine",
            new
            {
                name = "m",
                definition,
                roleArn = "arn:aws:iam::000000000000:role/r",
            }
        );
        await CallAsync(client, "StartExecution", new { stateMachineArn = machine.GetProperty("stateMachineArn").GetString() });
    }

    private static async Task<JsonElement> CallAsync(HttpClient client, string operation, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(JsonSerializer.Serialize(input)) };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using var response = await client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }
}
