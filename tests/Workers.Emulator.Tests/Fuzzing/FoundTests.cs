namespace Workers.Emulator.Tests.Fuzzing;

/// <summary>What the drawn inputs have found: each of these once failed inside the emulator, or ended it.</summary>
public sealed class FoundTests
{
    [Theory]
    [InlineData("""{"id":{}}""", "ValidationException")]
    [InlineData("""{"id":{"S":"1"},"n":{"N":"one"}}""", "ValidationException")]
    [InlineData("""{"id":{"S":"1"},"n":{"X":"1"}}""", "ValidationException")]
    [InlineData("""{"id":{"S":"1"},"n":{"L":[{"S":1}]}}""", "ValidationException")]
    public async Task An_item_holds_only_values_that_DynamoDB_has(string item, string code)
    {
        await using var emulator = await FilledAsync();

        var (status, answer) = await emulator.SendAsync("DynamoDB_20120810.PutItem", $$"""{"TableName":"t","Item":{{item}}}""");

        Assert.Equal((400, code), (status, answer.GetProperty("__type").GetString()!.Split('#')[^1]));
    }

    [Theory]
    [InlineData("""{"TableName":"t","FilterExpression":"attribute_type(id, :t)","ExpressionAttributeValues":{":t":{}}}""")]
    [InlineData("""{"TableName":"t","FilterExpression":"attribute_type(id, :t)","ExpressionAttributeValues":{":t":[]}}""")]
    public async Task An_expressions_value_is_one_that_DynamoDB_has(string scan)
    {
        await using var emulator = await FilledAsync();

        Assert.Equal(400, (await emulator.SendAsync("DynamoDB_20120810.Scan", scan)).Status);
    }

    [Fact]
    public async Task An_expression_is_no_longer_than_DynamoDB_allows()
    {
        await using var emulator = await FilledAsync();
        var nested = string.Concat(Enumerable.Repeat("NOT ", 100_000));

        var (status, _) = await emulator.SendAsync("DynamoDB_20120810.Scan", $$"""{"TableName":"t","FilterExpression":"{{nested}}a"}""");

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task A_sum_that_is_too_large_is_refused()
    {
        await using var emulator = await FilledAsync();
        const string Largest = "79228162514264337593543950335";

        var (status, _) = await emulator.SendAsync(
            "DynamoDB_20120810.UpdateItem",
            $$$"""{"TableName":"t","Key":{"id":{"S":"1"}},"UpdateExpression":"SET n = :v + :v","ExpressionAttributeValues":{":v":{"N":"{{{Largest}}}"}} }"""
        );

        Assert.Equal(400, status);
    }

    [Theory]
    [InlineData("$[?(")]
    [InlineData("$[?(!")]
    [InlineData("$[?(@.a == [")]
    [InlineData("$[?((((((((")]
    public async Task A_path_that_nests_too_deeply_is_no_path(string opening)
    {
        await using var emulator = await FilledAsync();
        var path = string.Concat(Enumerable.Repeat(opening, 50_000));
        var definition = $$$"""{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"{{{path}}}","End":true} } }""";

        var (status, answer) = await emulator.SendAsync(
            "AWSStepFunctions.CreateStateMachine",
            FuzzedEmulator.Create("deep", definition, "STANDARD")
        );

        Assert.Equal((400, "InvalidDefinition"), (status, answer.GetProperty("__type").GetString()));
    }

    [Theory]
    [InlineData(
        """{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B","Assign":[]}],"Default":"B"},"B":{"Type":"Succeed"}}}"""
    )]
    [InlineData(
        """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Catch":[{"ErrorEquals":["States.ALL"],"Next":"B","Assign":1}],"End":true},"B":{"Type":"Succeed"}}}"""
    )]
    public async Task Variables_are_assigned_by_an_object(string definition)
    {
        await using var emulator = await FilledAsync();

        var (status, answer) = await emulator.SendAsync(
            "AWSStepFunctions.CreateStateMachine",
            FuzzedEmulator.Create("assign", definition, "STANDARD")
        );

        Assert.Equal((400, "InvalidDefinition"), (status, answer.GetProperty("__type").GetString()));
    }

    [Theory]
    [InlineData("{\"ExpressionAttributeNames\":{\"#\\ud800\":\"n\"},\"TableName\":\"t\"}")]
    [InlineData("{\"TableName\":\"t\\udc00\"}")]
    [InlineData("{\"TableName\":\"\u00ff\"}")]
    public async Task A_request_holds_only_text(string request)
    {
        await using var emulator = await FilledAsync();

        var (status, answer) = await emulator.SendAsync("DynamoDB_20120810.Scan", request);

        Assert.Equal((400, "com.amazon.coral.service#SerializationException"), (status, answer.GetProperty("__type").GetString()));
    }

    [Fact]
    public async Task A_whole_surrogate_pair_and_an_escaped_backslash_are_text()
    {
        await using var emulator = await FilledAsync();

        await emulator.CallAsync(
            "AmazonSQS.SendMessage",
            """{"QueueUrl":"http://localhost:4566/000000000000/q","MessageBody":"\ud83d\ude00 \\ud800"}"""
        );
    }

    private static async Task<FuzzedEmulator> FilledAsync()
    {
        var emulator = new FuzzedEmulator();
        await emulator.FillAsync();
        return emulator;
    }
}
