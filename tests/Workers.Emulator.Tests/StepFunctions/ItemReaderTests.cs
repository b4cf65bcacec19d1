using System.Text.Json;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Distributed Maps whose items are in a bucket.</summary>
public sealed class ItemReaderTests
{
    [Theory]
    [InlineData("JSON", "", "[1,{\"a\":2}]", """[1,{"a":2}]""")]
    [InlineData("JSON", "\"MaxItems\":1,", "[1,2]", "[1]")]
    [InlineData("JSON", "\"MaxItemsPath\":\"$.most\",", "[1,2,3]", "[1,2]")]
    [InlineData("JSON", "\"ItemsPointer\":\"/a/0/b~1c\",", "{\"a\":[{\"b/c\":[7]}]}", "[7]")]
    [InlineData("JSONL", "", "{\"a\":1}\r\n\n[2]\n", """[{"a":1},[2]]""")]
    [InlineData(
        "CSV",
        "\"CSVHeaderLocation\":\"FIRST_ROW\",",
        "a,b\n1,\"x, \"\"y\"\"\nz\"\n,,9\n2",
        """[{"a":"1","b":"x, \"y\"\nz"},{"a":"","b":""},{"a":"2","b":""}]"""
    )]
    [InlineData(
        "CSV",
        "\"CSVHeaderLocation\":\"GIVEN\",\"CSVHeaders\":[\"a\",\"b\"],\"CSVDelimiter\":\"PIPE\",",
        "1|2\r\n3|4\r\n",
        """[{"a":"1","b":"2"},{"a":"3","b":"4"}]"""
    )]
    [InlineData("CSV", "\"CSVHeaderLocation\":\"FIRST_ROW\",\"MaxItems\":1,", "\uFEFFa\n1\n2\n", """[{"a":"1"}]""")]
    public async Task Items_are_read_out_of_an_object(string inputType, string config, string text, string items)
    {
        using var buckets = new TemporaryBuckets();
        buckets.Put("in/items", text);
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Reader(inputType, config), """{"key":"in/items","most":2}""");

        Assert.True(end.TryGetProperty("output", out var output), end.ToString());
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(items), JsonElement.Parse(output.GetString()!)), output.GetString());
    }

    [Theory]
    [InlineData("JSON", "", "{}", "Attempting to map over non-iterable node.")]
    [InlineData("JSON", "", "[1,", "not valid JSON")]
    [InlineData("JSON", "\"ItemsPointer\":\"/none\",", "{}", "The ItemsPointer '/none' does not lead to an array.")]
    [InlineData("JSON", "\"MaxItemsPath\":\"$.negative\",", "[1]", "field MaxItems must be positive")]
    [InlineData("CSV", "\"CSVHeaderLocation\":\"FIRST_ROW\",", "a,a\n", "CSV headers cannot contain duplicates.")]
    [InlineData("CSV", "\"CSVHeaderLocation\":\"GIVEN\",", "1,2", "CSVHeaders must be given")]
    [InlineData("CSV", "\"CSVHeaderLocation\":\"FIRST_ROW\",", "a\n\"1", "not closed")]
    [InlineData("PARQUET", "", "x", "the InputType JSON, JSONL and CSV, not PARQUET")]
    public async Task Items_that_cannot_be_read_fail_the_run(string inputType, string config, string text, string cause)
    {
        using var buckets = new TemporaryBuckets();
        buckets.Put("in/items", text);
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Reader(inputType, config), """{"key":"in/items","negative":-1}""");

        Assert.Equal("States.ItemReaderFailed", end.GetProperty("error").GetString());
        Assert.Contains(cause, end.GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            "ExecutionStarted MapStateEntered MapStateStarted MapRunStarted MapRunFailed MapStateFailed ExecutionFailed",
            await emulator.EventTypesAsync(end.GetProperty("executionArn").GetString()!)
        );
    }

    [Theory]
    [InlineData("none", "claims", "NoSuchKey")]
    [InlineData("../claims/in/items", "claims", "NoSuchKey")]
    [InlineData("in", "claims", "NoSuchKey")]
    [InlineData("in/items", "other-bucket", "NoSuchBucket")]
    [InlineData("in/items", "..", "InvalidBucketName")]
    public async Task An_object_that_is_not_there_fails_the_run_in_the_words_of_S3(string key, string bucket, string code)
    {
        using var buckets = new TemporaryBuckets();
        buckets.Put("in/items", "[]");
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(Reader("JSON", "", bucket), $$"""{"key":"{{key}}"}""");

        Assert.Equal("States.ItemReaderFailed", end.GetProperty("error").GetString());
        Assert.Contains($"Error Code: {code}; ", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_folder_the_cause_says_what_to_do()
    {
        await using var emulator = new StepFunctionsHarness();

        var end = await emulator.RunAsync(Reader("JSON", ""), """{"key":"in/items"}""");

        Assert.Equal("States.ItemReaderFailed", end.GetProperty("error").GetString());
        Assert.Contains("--s3-root", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_objects_of_a_listing_are_items()
    {
        using var buckets = new TemporaryBuckets();
        buckets.Put("in/b", "22");
        buckets.Put("in/a/c", "1");
        buckets.Put("out/d", "");
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);

        var end = await emulator.RunAsync(
            Map(
                "\"ItemReader\":{\"Resource\":\"arn:aws:states:::s3:listObjectsV2\",\"Parameters\":{\"Bucket\":\"claims\",\"Prefix\":\"in/\"}},"
            )
        );

        var items = JsonElement.Parse(end.GetProperty("output").GetString()!).EnumerateArray().ToArray();
        Assert.Equal(
            [("in/a/c", 1), ("in/b", 2)],
            items.Select(item => (item.GetProperty("Key").GetString()!, item.GetProperty("Size").GetInt32()))
        );
        Assert.Equal("\"c4ca4238a0b923820dcc509a6f75849b\"", items[0].GetProperty("Etag").GetString());
    }

    [Fact]
    public async Task A_batch_counts_as_many_items_as_it_has()
    {
        using var buckets = new TemporaryBuckets();
        buckets.Put("items", "[1,2,3]");
        await using var emulator = new StepFunctionsHarness(s3Root: buckets.Root);
        var end = await emulator.RunAsync(Reader("JSON", "", more: "\"ItemBatcher\":{\"MaxItemsPerBatch\":2},"), """{"key":"items"}""");

        var runs = await emulator.CallAsync("ListMapRuns", new { executionArn = end.GetProperty("executionArn").GetString() });
        var run = await emulator.CallAsync(
            "DescribeMapRun",
            new { mapRunArn = runs.GetProperty("mapRuns")[0].GetProperty("mapRunArn").GetString() }
        );

        Assert.Equal(3, run.GetProperty("itemCounts").GetProperty("succeeded").GetInt32());
        Assert.Equal(2, run.GetProperty("executionCounts").GetProperty("succeeded").GetInt32());
    }

    private static string Reader(string inputType, string config, string bucket = "claims", string more = "") =>
        Map(
            $$$"""
            "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{{{{config}}}"InputType":"{{{inputType}}}"},
              "Parameters":{"Bucket":"{{{bucket}}}","Key.$":"$.key"} },{{{more}}}
            """
        );

    private static string Map(string fields) =>
        $$$"""
            {"StartAt":"M","States":{"M":{"Type":"Map",{{{fields}}}"End":true,"ItemProcessor":{
              "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":{"Type":"Pass","End":true} } } } } }
            """;
}
