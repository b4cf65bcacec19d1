using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Distributed Maps whose results go to a bucket.</summary>
public sealed class ResultWriterTests
{
    private const string Writer = """
        "ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"claims","Prefix":"out/"} },
        """;

    [Fact]
    public async Task Results_go_to_files_by_how_they_came_out()
    {
        using var buckets = new TemporaryBuckets();
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Machine(Writer + "\"ToleratedFailureCount\":1,"), "[1,2,3]");

        var output = JsonElement.Parse(end.GetProperty("output").GetString()!);
        var manifestKey = output.GetProperty("ResultWriterDetails").GetProperty("Key").GetString()!;
        var manifest = JsonElement.Parse(buckets.Get(manifestKey));
        var run = output.GetProperty("MapRunArn").GetString()!;
        Assert.Equal($"out/{run.Split(':')[^1]}/manifest.json", manifestKey);
        Assert.Equal(
            ("claims", run),
            (manifest.GetProperty("DestinationBucket").GetString(), manifest.GetProperty("MapRunArn").GetString())
        );
        var files = manifest.GetProperty("ResultFiles");
        Assert.Equal(0, files.GetProperty("PENDING").GetArrayLength());
        var succeeded = Read(buckets, files.GetProperty("SUCCEEDED")[0]);
        Assert.Equal(["1", "3"], succeeded.Select(result => result.GetProperty("Output").GetString()));
        var failed = Assert.Single(Read(buckets, files.GetProperty("FAILED")[0]));
        Assert.Equal(
            ("2", "Two", "FAILED", "REDRIVABLE_BY_MAP_RUN"),
            (Text(failed, "Input"), Text(failed, "Error"), Text(failed, "Status"), Text(failed, "RedriveStatus"))
        );
    }

    [Fact]
    public async Task Results_of_a_run_that_fails_are_written_and_so_is_what_did_not_begin()
    {
        using var buckets = new TemporaryBuckets();
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Machine(Writer + "\"MaxConcurrency\":1,"), "[2,1,3]");

        Assert.Equal("States.ExceedToleratedFailureThreshold", end.GetProperty("error").GetString());
        var files = Directory.GetFiles(Path.Combine(buckets.Root, "claims"), "*", SearchOption.AllDirectories);
        Assert.Equal(["FAILED_0.json", "PENDING_0.json", "manifest.json"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var pending = JsonElement.Parse(
            await File.ReadAllTextAsync(
                files.Single(file => file.Contains("PENDING", StringComparison.Ordinal)),
                TestContext.Current.CancellationToken
            )
        );
        Assert.Equal(["1", "3"], pending.EnumerateArray().Select(entry => Text(entry, "Input")));
    }

    [Theory]
    [InlineData("COMPACT", "JSON", "[[1],[3]]")]
    [InlineData("FLATTEN", "JSON", "[1,3]")]
    [InlineData("FLATTEN", "JSONL", "1\n3\n")]
    public async Task Results_are_transformed_for_the_files(string transformation, string type, string text)
    {
        using var buckets = new TemporaryBuckets();
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);
        var config =
            $$"""{"Parameters":{"Bucket":"claims"},"WriterConfig":{"Transformation":"{{transformation}}","OutputType":"{{type}}"},""";

        var end = await emulator.RunAsync(
            Machine(
                Writer
                    .Replace("{\"Resource\"", config + "\"Resource\"", StringComparison.Ordinal)
                    .Replace(",\"Parameters\":{\"Bucket\":\"claims\",\"Prefix\":\"out/\"}", "", StringComparison.Ordinal)
            ),
            "[[1],[3]]"
        );

        Assert.Equal("SUCCEEDED", Text(end, "status"));
        var file = Directory.GetFiles(Path.Combine(buckets.Root, "claims"), "SUCCEEDED_0.*", SearchOption.AllDirectories).Single();
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_a_bucket_the_output_itself_is_transformed()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(Machine("\"ResultWriter\":{\"WriterConfig\":{\"Transformation\":\"FLATTEN\"} },"), "[[1,3],[4]]");

        Assert.Equal("[1,3,4]", Text(end, "output"));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_fails_the_run_before_a_child_starts()
    {
        using var buckets = new TemporaryBuckets();
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Machine(Writer.Replace("claims", "other-bucket", StringComparison.Ordinal)), "[1]");

        Assert.Equal("States.ResultWriterFailed", Text(end, "error"));
        Assert.Contains("NoSuchBucket", Text(end, "cause"), StringComparison.Ordinal);
        Assert.Null(
            emulator.Statistics()["executions"]!.AsObject().SingleOrDefault(pair => pair.Key.Contains('/', StringComparison.Ordinal)).Value
        );
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement[] Read(TemporaryBuckets buckets, JsonElement file)
    {
        var text = buckets.Get(Text(file, "Key")!);
        Assert.Equal(text.Length, file.GetProperty("Size").GetInt32());
        return [.. JsonElement.Parse(text).EnumerateArray()];
    }

    private static string Machine(string fields) =>
        $$$"""
            {"StartAt":"M","States":{"M":{"Type":"Map",{{{fields}}}"End":true,"ItemProcessor":{
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"C","States":{
                "C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"F"}],"Default":"S"},"S":{"Type":"Succeed"},
                "F":{"Type":"Fail","Error":"Two"} } } } } }
            """;
}
