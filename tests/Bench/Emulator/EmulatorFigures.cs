using System.Diagnostics;
using System.Globalization;

namespace Bench.Emulator;

/// <summary>
/// How fast the emulator is and what it holds: over HTTP, the emulator in one process and this client in another, on the same cores. Prints a
/// line for each figure; <c>make bench BENCH_ARGS=emulator</c>.
/// </summary>
internal static class EmulatorFigures
{
    private const string Machine = "arn:aws:states:us-east-1:000000000000:stateMachine";
    private const int Connections = 16;

    private const string FiveStates = """
        {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericGreaterThan":1,"Next":"C"}],"Default":"E"},
        "C":{"Type":"Pass","Parameters":{"m.$":"$.n"},"Next":"D"},"D":{"Type":"Choice","Choices":[{"Variable":"$.m","NumericEquals":5,"Next":"E"}],"Default":"E"},
        "E":{"Type":"Pass","End":true}}}
        """;

    private const string Activity = """
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:us-east-1:000000000000:activity:work","TimeoutSeconds":600,"HeartbeatSeconds":300,"End":true}}}
        """;

    private const string Callback = """
        {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":86400,"HeartbeatSeconds":3600,"End":true,
        "Parameters":{"QueueUrl":"http://localhost:4566/000000000000/parked","MessageBody":{"token.$":"$$.Task.Token","input.$":"$"}}}}}
        """;

    private const string Wait = """{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":86400,"End":true}}}""";

    public static async Task RunAsync()
    {
        await RunMachineAsync();
        await RunActivityAsync();
        await RunQueueAsync();
        await ParkAsync("waits for a callback", Callback);
        await ParkAsync("is in a Wait", Wait);
        await GrowAsync();
    }

    private static async Task RunMachineAsync()
    {
        await using var emulator = await EmulatorChild.StartAsync();
        await emulator.CreateMachineAsync("five", FiveStates);
        await StartAsync(emulator, "five", 3_000);
        const int Executions = 30_000;
        var watch = Stopwatch.StartNew();
        await StartAsync(emulator, "five", Executions);
        await UntilAsync(async () => await emulator.SucceededAsync("five") == Executions + 3_000);
        Tell("five-state executions", Executions / watch.Elapsed.TotalSeconds, "per second, target 3,000");
    }

    private static async Task RunActivityAsync()
    {
        await using var emulator = await EmulatorChild.StartAsync();
        await emulator.CallAsync("AWSStepFunctions.CreateActivity", """{"name":"work"}""");
        await emulator.CreateMachineAsync("activity", Activity);
        const int Executions = 10_000;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(StartAsync(emulator, "activity", Executions), SideBySideAsync(Executions, _ => DoTaskAsync(emulator)));
        await UntilAsync(async () => await emulator.SucceededAsync("activity") == Executions);
        Tell("executions with an activity", Executions / watch.Elapsed.TotalSeconds, "per second");
    }

    private static async Task DoTaskAsync(EmulatorChild emulator)
    {
        var task = await emulator.CallAsync(
            "AWSStepFunctions.GetActivityTask",
            """{"activityArn":"arn:aws:states:us-east-1:000000000000:activity:work"}"""
        );
        var token = task.GetProperty("taskToken").GetString();
        await emulator.CallAsync("AWSStepFunctions.SendTaskSuccess", $$"""{"taskToken":"{{token}}","output":"{}"}""");
    }

    private static async Task RunQueueAsync()
    {
        await using var emulator = await EmulatorChild.StartAsync();
        var url = (await emulator.CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"q"}""")).GetProperty("QueueUrl").GetString()!;
        await SideBySideAsync(300, _ => TenAsync(emulator, url));
        const int Batches = 5_000;
        var watch = Stopwatch.StartNew();
        await SideBySideAsync(Batches, _ => TenAsync(emulator, url));
        Tell("messages sent, received and deleted, in tens", Batches * 10 / watch.Elapsed.TotalSeconds, "per second, target 10,000");
    }

    private static async Task TenAsync(EmulatorChild emulator, string url)
    {
        var entries = Enumerable.Range(0, 10).Select(i => $$"""{"Id":"{{i}}","MessageBody":"{\"claimId\":\"F-{{i}}\"}"}""");
        await emulator.CallAsync("AmazonSQS.SendMessageBatch", $$"""{"QueueUrl":"{{url}}","Entries":[{{string.Join(',', entries)}}]}""");
        var left = 10;
        while (left > 0)
        {
            var received = await emulator.CallAsync(
                "AmazonSQS.ReceiveMessage",
                $$"""{"QueueUrl":"{{url}}","MaxNumberOfMessages":{{left}},"WaitTimeSeconds":20}"""
            );
            var handles = received
                .GetProperty("Messages")
                .EnumerateArray()
                .Select(message => message.GetProperty("ReceiptHandle").GetString())
                .ToList();
            var deletes = handles.Select((handle, i) => $$"""{"Id":"{{i}}","ReceiptHandle":"{{handle}}"}""");
            await emulator.CallAsync(
                "AmazonSQS.DeleteMessageBatch",
                $$"""{"QueueUrl":"{{url}}","Entries":[{{string.Join(',', deletes)}}]}"""
            );
            left -= handles.Count;
        }
    }

    private static async Task ParkAsync(string how, string definition)
    {
        await using var emulator = await EmulatorChild.StartAsync();
        await emulator.CallAsync("AmazonSQS.CreateQueue", """{"QueueName":"parked"}""");
        await emulator.CreateMachineAsync("parked", definition);
        await StartAsync(emulator, "parked", 1_000);
        var before = emulator.Bytes;
        const int Executions = 100_000;
        await StartAsync(emulator, "parked", Executions);
        var after = emulator.Bytes;
        Tell($"an execution that {how}", (after - before) / (double)Executions, "bytes");
        Tell("the emulator with 100,000 of them", after / 1048576.0, "MiB, limit 1,024");
    }

    private static async Task GrowAsync()
    {
        await using var emulator = await EmulatorChild.StartAsync("--retained-executions", "1000");
        await emulator.CreateMachineAsync("five", FiveStates);
        await StartAsync(emulator, "five", 20_000);
        var before = emulator.Bytes;
        await StartAsync(emulator, "five", 60_000);
        Tell("growth by 60,000 further executions, of which 1,000 are kept", (emulator.Bytes - before) / 1048576.0, "MiB");
    }

    private static Task StartAsync(EmulatorChild emulator, string machine, int executions) =>
        SideBySideAsync(
            executions,
            _ =>
                emulator.CallAsync(
                    "AWSStepFunctions.StartExecution",
                    $$"""{"stateMachineArn":"{{Machine}}:{{machine}}","input":"{\"n\":5,\"claimId\":\"F-00001\"}"}"""
                )
        );

    private static Task SideBySideAsync(int times, Func<int, Task> work) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, times),
            new ParallelOptions { MaxDegreeOfParallelism = Connections },
            async (index, _) => await work(index)
        );

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static void Tell(string what, double figure, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what, -62} {figure, 10:#,0} {unit}"));
}
