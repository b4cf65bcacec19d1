using EndToEnd.Processes;
using Workers.Aws.Sqs;

namespace EndToEnd.Fleet;

/// <summary>What is wrong fails by name, is not lost, and does not go round and round.</summary>
[Collection(nameof(OneFleetAtATime))]
public sealed class WrongInputTests(EmulatorFixture fleet)
{
    private const string NoActivity = "arn:aws:states:us-east-1:000000000000:activity:none";

    [Fact]
    public async Task A_message_that_is_not_JSON_waits_for_the_dead_letter_queue_while_others_go_on()
    {
        var (_, deadLetters) = await fleet.CreateQueueAsync();
        var (name, queue) = await fleet.CreateQueueAsync(
            ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{await ArnOfAsync(deadLetters)}}","maxReceiveCount":2}""")
        );
        await SendAsync(queue, "{not json");
        await using var worker = fleet.StartWorker(Build.CallbackWorker, ("Queues__write_letter__QueueUrl", queue));

        var line = await worker.LineAsync("fail: ");
        await SendAsync(
            queue,
            """{"claimId":"FD-1","payable":false,"amount":0,"currency":"USD","reason":"it arrived on time","date":"d","from":"A","to":"B"}"""
        );
        await Eventually.TrueAsync(async () => await fleet.Stats.CountAsync("queues", name, "deleted") == 1);

        Assert.Contains("cannot be read: it is not JSON", line, StringComparison.Ordinal);
        Assert.Contains("dead-letter queue", line, StringComparison.Ordinal);
        Assert.Equal(2, await fleet.Stats.CountAsync("queues", name, "received"));
        Assert.Equal(1, await fleet.Stats.CountAsync("queues", name, "inFlight"));
    }

    [Theory]
    [InlineData("""{"claimId":"FD-1","date":"d","origin":"LAX"}""", "destination")]
    [InlineData("""{"claimId":"FD-1","date":5,"origin":"LAX","destination":"BNA"}""", "date")]
    public async Task An_input_that_does_not_fit_fails_by_name_at_the_first_attempt(string claim, string told)
    {
        var (_, activity) = await fleet.CreateActivityAsync();
        var machine = await fleet.CreatePatternAsync("activity-worker", ("activity_arn", activity));
        await using var worker = fleet.StartWorker(Build.ActivityWorker, ("Activities__appraise_claim__ActivityArn", activity));

        var execution = await fleet.ExecuteAsync(machine, $$$"""{"input": {"claim":{{{claim}}},"records":{{{PatternTests.Records}}}}}""");

        Assert.Equal(("FAILED", "Worker.InvalidInput"), (execution.Status, execution.Error));
        Assert.Contains(told, execution.Cause, StringComparison.Ordinal);
        Assert.Equal(1, await fleet.EventsAsync(execution, "ActivityScheduled"));
    }

    [Fact]
    public async Task A_claim_of_an_unknown_airport_fails_by_name_at_the_first_attempt()
    {
        var (_, airports) = await fleet.CreateActivityAsync();
        var (_, others) = await fleet.CreateActivityAsync();
        const string unused = "arn:aws:states:us-east-1:000000000000:stateMachine:unused";
        var machine = await fleet.CreatePatternAsync(
            "claims",
            ("find_flight_activity_arn", others),
            ("find_airport_activity_arn", airports),
            ("read_tariff_activity_arn", others),
            ("appraise_activity_arn", others),
            ("approval_from_amount", "250"),
            ("letter_queue_url", $"{fleet.Address}/none"),
            ("assess_state_machine_arn", unused),
            ("approve_state_machine_arn", unused),
            ("pay_state_machine_arn", unused),
            ("ledger_state_machine_arn", unused),
            ("desk_state_machine_arn", unused)
        );
        await using var worker = fleet.StartWorker(Build.ActivityWorker, ("Activities__find_airport__ActivityArn", airports));

        var execution = await fleet.ExecuteAsync(
            machine,
            """{"claim": {"claimId":"FD-1","date":"d","origin":"LAX","destination":"QQQ"}}"""
        );

        Assert.Equal(("FAILED", "Claim.UnknownAirport"), (execution.Status, execution.Error));
        Assert.Contains("'QQQ'", execution.Cause, StringComparison.Ordinal);

        // The flight, two airports, the tariff: each once.
        Assert.Equal(4, await fleet.EventsAsync(execution, "ActivityScheduled"));
    }

    [Fact]
    public async Task A_database_of_flights_that_is_missing_ends_the_worker_and_is_named()
    {
        await using var worker = fleet.StartWorker(
            Build.ActivityWorker,
            ("Activities__find_flight__ActivityArn", NoActivity),
            ("Flights__Path", "/nowhere/flights.db")
        );

        Assert.Equal(78, await worker.ExitAsync());
        Assert.Contains("Flights:Path is '/nowhere/flights.db'", worker.Output, StringComparison.Ordinal);
        Assert.Contains("Flights__Path", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_above_the_limit_fails_by_name_and_its_message_is_deleted()
    {
        var (name, queue) = await fleet.CreateQueueAsync();
        var machine = await fleet.CreatePatternAsync("callback-sqs", ("queue_url", queue));
        await using var writer = fleet.StartWorker(Build.CallbackWorker, ("Queues__write_letter__QueueUrl", queue));

        // The letter names the claim three times: two times fit into a state's data, three do not.
        var claimId = new string('x', 100_000);
        var execution = await fleet.ExecuteAsync(
            machine,
            $$$"""{"input": {"claimId":"{{{claimId}}}","payable":false,"amount":0,"currency":"USD","reason":"r","date":"d","from":"A","to":"B"}}"""
        );

        Assert.Equal(("FAILED", "Worker.OutputTooLarge"), (execution.Status, execution.Error));
        Assert.Contains("262144", execution.Cause, StringComparison.Ordinal);
        Assert.Equal(1, await fleet.EventsAsync(execution, "TaskScheduled"));
        await Eventually.TrueAsync(async () => await fleet.Stats.CountAsync("queues", name, "deleted") == 1);
        Assert.Equal(1, await fleet.Stats.CountAsync("queues", name, "received"));
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_while_it_starts_stops_in_good_order()
    {
        var (_, activity) = await fleet.CreateActivityAsync();
        await using var worker = fleet.StartWorker(
            Build.ActivityWorker,
            ("Activities__appraise_claim__ActivityArn", activity),
            ("Shutdown__BudgetSeconds", "1")
        );
        worker.EndInput();

        Assert.Equal(0, await worker.ExitAsync());
        Assert.DoesNotContain("Unhandled exception", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_settings_end_a_worker_and_name_the_variable()
    {
        await using var appraiser = fleet.StartWorker(Build.ActivityWorker);
        await using var writer = fleet.StartWorker(Build.CallbackWorker);

        Assert.Equal((78, 78), (await appraiser.ExitAsync(), await writer.ExitAsync()));
        Assert.Contains("Activities__appraise_claim__ActivityArn", appraiser.Output, StringComparison.Ordinal);
        Assert.Contains("Queues__write_letter__QueueUrl", writer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_credentials_end_a_worker_and_say_where_it_looked()
    {
        var home = Directory.CreateTempSubdirectory("fleet-home-").FullName;
        await using var worker = fleet.StartWorker(
            Build.ActivityWorker,
            ("Activities__appraise_claim__ActivityArn", NoActivity),
            ("AWS_ACCESS_KEY_ID", null),
            ("AWS_SECRET_ACCESS_KEY", null),
            ("AWS_SESSION_TOKEN", null),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", null),
            ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", null),
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", null),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("HOME", home)
        );

        Assert.Equal(78, await worker.ExitAsync());

        Assert.Contains("No AWS credentials were found", worker.Output, StringComparison.Ordinal);
        Assert.Contains("AWS_ACCESS_KEY_ID", worker.Output, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task An_activity_that_does_not_exist_is_named_and_not_polled_in_a_loop()
    {
        var before = await ActivityRequestsAsync();
        await using var worker = fleet.StartWorker(Build.ActivityWorker, ("Activities__appraise_claim__ActivityArn", NoActivity));

        var line = await worker.LineAsync("fail: ");

        Assert.Contains(NoActivity, line, StringComparison.Ordinal);
        Assert.Contains("Activities__appraise_claim__ActivityArn", line, StringComparison.Ordinal);
        Assert.InRange(await ActivityRequestsAsync() - before, 1, 2);
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_is_named_and_not_received_from_in_a_loop()
    {
        var before = await QueueRequestsAsync();
        await using var worker = fleet.StartWorker(
            Build.CallbackWorker,
            ("Queues__write_letter__QueueUrl", $"{fleet.Address}/000000000000/none")
        );

        var line = await worker.LineAsync("fail: ");

        Assert.Contains($"{fleet.Address}/000000000000/none", line, StringComparison.Ordinal);
        Assert.Contains("Queues__write_letter__QueueUrl", line, StringComparison.Ordinal);
        Assert.InRange(await QueueRequestsAsync() - before, 1, 2);
    }

    [Fact]
    public async Task A_letter_queue_that_does_not_exist_fails_the_execution_by_name()
    {
        var machine = await fleet.CreatePatternAsync("callback-sqs", ("queue_url", $"{fleet.Address}/000000000000/none"));

        var execution = await fleet.ExecuteAsync(machine, """{"input": {}}""");

        Assert.Equal("FAILED", execution.Status);
        Assert.Contains("queue", execution.Cause, StringComparison.Ordinal);
    }

    // A worker looks at the queue's attributes before it receives.
    private async Task<long> ActivityRequestsAsync() =>
        await fleet.Stats.CountAsync("requests", "AWSStepFunctions.DescribeActivity")
        + await fleet.Stats.CountAsync("requests", "AWSStepFunctions.GetActivityTask");

    private async Task<long> QueueRequestsAsync() =>
        await fleet.Stats.CountAsync("requests", "AmazonSQS.ReceiveMessage")
        + await fleet.Stats.CountAsync("requests", "AmazonSQS.GetQueueAttributes");

    private async Task<string> ArnOfAsync(string queue)
    {
        var request = new GetQueueAttributesRequest { QueueUrl = queue, AttributeNames = ["QueueArn"] };
        return (await fleet.Sqs.GetQueueAttributesAsync(request, TestContext.Current.CancellationToken)).Attributes!["QueueArn"];
    }

    private Task<SendMessageResponse> SendAsync(string queue, string body) =>
        fleet.Sqs.SendMessageAsync(new SendMessageRequest { QueueUrl = queue, MessageBody = body }, TestContext.Current.CancellationToken);
}
