using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Checkpoints;

/// <summary>Workers that share their checkpoints by a DynamoDB table.</summary>
public sealed class DynamoDbCheckpointTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_retry_on_another_worker_goes_on_from_the_table_and_its_success_deletes_the_checkpoint()
    {
        using var client = moto.CreateClient();
        var table = await client.CreateTableAsync(Stop);

        await using (var first = await StartAsync(table, FailAfterSavingAsync))
        {
            first.Aws.AnswerPoll("t1", TestWorker.Envelope());
            Assert.Equal("Claim.Locked", (await Soon.Next(first.Aws.Failures)).Error);
        }

        Assert.Equal(1, await CountAsync(client, table));
        await using (var second = await StartAsync(table, GoOnAsync))
        {
            second.Aws.AnswerPoll("t2", TestWorker.Envelope(attempt: 1));
            var success = await Soon.Next(second.Aws.Successes);
            Assert.Equal("""{"text":"after step 2"}""", System.Text.Encoding.UTF8.GetString(success.Output.Span));

            // Before the stop: in the test's time its budget is over sooner than a call to moto.
            await Soon.Within(UntilEmptyAsync(client, table));
        }
    }

    private static async Task<Answer> FailAfterSavingAsync(Claim claim, JobContext context, CancellationToken cancellationToken)
    {
        Assert.Null(await context.Checkpoints.LoadAsync(TestJson.Default.Answer, cancellationToken));
        await context.Checkpoints.SaveAsync(new Answer("step 1"), TestJson.Default.Answer, cancellationToken);
        await context.Checkpoints.SaveAsync(new Answer("step 2"), TestJson.Default.Answer, cancellationToken);
        throw new JobFailedException("Claim.Locked", "later");
    }

    private static async Task<Answer> GoOnAsync(Claim claim, JobContext context, CancellationToken cancellationToken) =>
        new($"after {(await context.Checkpoints.LoadAsync(TestJson.Default.Answer, cancellationToken))?.Text}");

    private Task<TestWorker> StartAsync(string table, Work work) =>
        TestWorker.ActivityAsync(
            builder =>
            {
                builder.AddCheckpoints();
                builder.Services.AddSingleton<IAmazonDynamoDB>(moto.CreateClient());
            },
            work,
            "--Store:Kind=DynamoDb",
            $"--Store:Table={table}"
        );

    private static async Task UntilEmptyAsync(AmazonDynamoDBClient client, string table)
    {
        while (await CountAsync(client, table) > 0)
        {
            Stop.ThrowIfCancellationRequested();
        }
    }

    private static async Task<int> CountAsync(AmazonDynamoDBClient client, string table) =>
        (await client.ScanAsync(new ScanRequest { TableName = table, ConsistentRead = true }, Stop)).Items.Count;
}
