using System.Text.Json.Nodes;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>State machines that keep items in DynamoDB.</summary>
public sealed class DynamoDbIntegrationTests
{
    private const string Key = """ "Key":{"id":{"S":"a"}} """;

    [Fact]
    public async Task An_item_is_put_updated_read_and_deleted()
    {
        var output = await RunAsync(
            ("put", "dynamodb:putItem", """ "Item":{"id":{"S":"a"},"n":{"N":"1"}} """),
            (
                "update",
                "dynamodb:updateItem",
                Key
                    + """ ,"UpdateExpression":"SET n = n + :one, #s = if_not_exists(s, :t) REMOVE gone ADD c :one","ExpressionAttributeNames":{"#s":"s"},"ExpressionAttributeValues":{":one":{"N":"1"},":t":{"S":"new"}},"ReturnValues":"ALL_NEW" """
            ),
            ("get", "aws-sdk:dynamodb:getItem", Key),
            ("query", "aws-sdk:dynamodb:query", """ "KeyConditionExpression":"id = :id","ExpressionAttributeValues":{":id":{"S":"a"}} """),
            (
                "scan",
                "aws-sdk:dynamodb:scan",
                """ "FilterExpression":"n > :n AND begins_with(s, :s)","ExpressionAttributeValues":{":n":{"N":"1"},":s":{"S":"ne"}} """
            ),
            ("delete", "dynamodb:deleteItem", Key + """ ,"ReturnValues":"ALL_OLD" """),
            ("again", "aws-sdk:dynamodb:getItem", Key)
        );

        const string item = """{"id":{"S":"a"},"n":{"N":"2"},"s":{"S":"new"},"c":{"N":"1"}}""";
        Assert.Equal(item, output["update"]!["Attributes"]!.ToJsonString());
        Assert.Equal($$"""{"Item":{{item}}}""", output["get"]!.ToJsonString());
        Assert.Equal(1, (int)output["query"]!["Count"]!);
        Assert.Equal(1, (int)output["scan"]!["Count"]!);
        Assert.Equal(item, output["delete"]!["Attributes"]!.ToJsonString());
        Assert.Equal("{}", output["again"]!.ToJsonString());
    }

    [Theory]
    [InlineData(
        "dynamodb:putItem",
        "\"Item\":{\"id\":{\"S\":\"a\"}},\"ConditionExpression\":\"attribute_exists(id)\"",
        "DynamoDB.ConditionalCheckFailedException"
    )]
    [InlineData("aws-sdk:dynamodb:putItem", "\"Item\":{\"x\":{\"S\":\"a\"}}", "DynamoDb.DynamoDbException")]
    [InlineData("dynamodb:getItem", "\"Key\":{\"x\":{\"S\":\"a\"}}", "DynamoDB.AmazonDynamoDBException")]
    [InlineData("dynamodb:updateItem", "\"Key\":{\"id\":{\"S\":\"a\"}},\"UpdateExpression\":\"SET\"", "DynamoDB.AmazonDynamoDBException")]
    [InlineData(
        "dynamodb:updateItem",
        "\"Key\":{\"id\":{\"S\":\"a\"}},\"UpdateExpression\":\"REMOVE id\"",
        "DynamoDB.AmazonDynamoDBException"
    )]
    public async Task A_refusal_fails_the_task_by_its_name(string resource, string parameters, string error)
    {
        var output = await RunAsync(("it", resource, parameters));

        Assert.Equal(error, (string?)output["Error"]);
    }

    // Runs the calls one after the other, each result under its name; the output is the error when one of them fails.
    private static async Task<JsonNode> RunAsync(params (string Name, string Resource, string Parameters)[] calls)
    {
        await using var emulator = new StepFunctionsHarness();
        await emulator.CallAsync(
            "CreateTable",
            new { TableName = "items", KeySchema = new[] { new { AttributeName = "id", KeyType = "HASH" } } }
        );
        var states = calls.Select(
            (call, i) =>
            {
                var next = i + 1 < calls.Length ? $"\"Next\":\"{calls[i + 1].Name}\"" : "\"End\":true";
                return $$$"""
                    "{{{call.Name}}}":{"Type":"Task","Resource":"arn:aws:states:::{{{call.Resource}}}","ResultPath":"$.{{{call.Name}}}",{{{next}}},
                      "Parameters":{"TableName":"items",{{{call.Parameters}}}},"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Failed"}]}
                    """;
            }
        );
        var end = await emulator.RunAsync(
            $$"""{"StartAt":"{{calls[0].Name}}","States":{"Failed":{"Type":"Pass","End":true},{{string.Join(',', states)}} } }"""
        );
        return JsonNode.Parse(end.GetProperty("output").GetString()!)!;
    }
}
