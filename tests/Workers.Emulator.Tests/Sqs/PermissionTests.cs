using System.Text.Json;

namespace Workers.Emulator.Tests.Sqs;

/// <summary>Permissions are statements of the queue's policy.</summary>
public sealed class PermissionTests
{
    [Fact]
    public async Task A_permission_is_a_statement_under_its_label_until_it_is_removed()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await AddAsync(queue, "one", "SendMessage");
        await AddAsync(queue, "two", "ReceiveMessage", "DeleteMessage");

        await queue.CallAsync("RemovePermission", new { QueueUrl = queue.Url, Label = "one" });
        var statement = Assert.Single((await PolicyAsync(queue))!.Value.GetProperty("Statement").EnumerateArray());
        await queue.CallAsync("RemovePermission", new { QueueUrl = queue.Url, Label = "two" });

        Assert.Equal(
            """{"Sid":"two","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":["SQS:ReceiveMessage","SQS:DeleteMessage"],"Resource":"arn:aws:sqs:us-east-1:000000000000:jobs"}""",
            statement.GetRawText()
        );
        Assert.Null(await PolicyAsync(queue));
    }

    [Fact]
    public async Task A_label_is_used_once_and_must_be_there_to_be_removed()
    {
        await using var queue = await QueueFixture.CreateAsync();
        await AddAsync(queue, "one", "SendMessage");

        var taken = await queue.FailAsync(
            "AddPermission",
            new
            {
                QueueUrl = queue.Url,
                Label = "one",
                AWSAccountIds = new[] { "111111111111" },
                Actions = new[] { "SendMessage" },
            }
        );
        var absent = await queue.FailAsync("RemovePermission", new { QueueUrl = queue.Url, Label = "two" });

        Assert.Equal(("InvalidParameterValue", "Value one for parameter Label is invalid. Reason: Already exists."), taken);
        Assert.Equal(("InvalidParameterValue", "Value two for parameter Label is invalid. Reason: can't find label."), absent);
    }

    private static Task<JsonElement> AddAsync(QueueFixture queue, string label, params string[] actions) =>
        queue.CallAsync(
            "AddPermission",
            new
            {
                QueueUrl = queue.Url,
                Label = label,
                AWSAccountIds = new[] { "111111111111" },
                Actions = actions,
            }
        );

    private static async Task<JsonElement?> PolicyAsync(QueueFixture queue)
    {
        var answer = await queue.CallAsync("GetQueueAttributes", new { QueueUrl = queue.Url, AttributeNames = new[] { "Policy" } });
        return answer.TryGetProperty("Attributes", out var attributes)
            ? JsonElement.Parse(attributes.GetProperty("Policy").GetString()!)
            : null;
    }
}
