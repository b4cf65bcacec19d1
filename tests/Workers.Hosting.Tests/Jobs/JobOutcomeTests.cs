using Workers.Aws;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Jobs;

public sealed class JobOutcomeTests
{
    [Fact]
    public async Task A_failure_by_name_is_reported_with_its_cause()
    {
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) => throw new JobFailedException("Claim.UnknownAirport", "XXX is no airport")
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("token-1", "Claim.UnknownAirport", "XXX is no airport"), (failure.TaskToken, failure.Error, failure.Cause));
    }

    [Fact]
    public async Task Any_other_exception_fails_the_job_under_its_type()
    {
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) => throw new InvalidOperationException("the tariff is closed", new FormatException("not a date"))
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal("InvalidOperationException", failure.Error);
        Assert.Equal("the tariff is closed ---> FormatException: not a date", failure.Cause);
    }

    [Fact]
    public async Task Error_and_cause_are_cut_to_what_Step_Functions_takes_without_splitting_a_character()
    {
        // The 256th UTF-16 unit would be the first half of the emoji.
        var error = new string('e', 255) + "😀";
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => throw new JobFailedException(error, new string('c', 40_000)));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(new string('e', 255), failure.Error);
        Assert.Equal(32_768, failure.Cause!.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_output_that_Step_Functions_refuses_fails_the_task_by_name(bool byValidation)
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ =>
            throw (
                byValidation
                    ? new AwsServiceException("ValidationException", "not this output", 400, AwsErrorKind.Final)
                    : new InvalidOutputException("not this output")
            );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(("token-1", "Worker.InvalidOutput"), (failure.TaskToken, failure.Error));
        Assert.Contains("not this output", failure.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(262_144, true)]
    [InlineData(262_145, false)]
    public async Task An_output_above_the_limit_fails_by_name_with_its_size(int bytes, bool fits)
    {
        // {"text":"…"} takes eleven bytes around the text.
        var text = new string('x', bytes - 11);
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(text));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());

        if (fits)
        {
            Assert.Equal(bytes, (await Soon.Next(worker.Aws.Successes)).Output.Length);
        }
        else
        {
            var failure = await Soon.Next(worker.Aws.Failures);
            Assert.Equal("Worker.OutputTooLarge", failure.Error);
            Assert.Contains("262145", failure.Cause, StringComparison.Ordinal);
            Assert.Contains("262144", failure.Cause, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"id":"c1","delayMinutes":"many"}""", "$.input.delayMinutes")]
    [InlineData("null", "$.input")]
    [InlineData("[1]", "$.input")]
    public async Task An_input_that_does_not_fit_fails_by_name_and_names_the_place(string input, string path)
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(input: input));

        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal("Worker.InvalidInput", failure.Error);
        Assert.Contains($"Claim at {path}:", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_input_goes_to_the_handler_whole()
    {
        JobContext? seen = null;
        await using var worker = await TestWorker.ActivityAsync(
            (claim, context, _) =>
            {
                seen = context;
                return Task.FromResult(new Answer(claim.Id));
            }
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Input);

        await Soon.Next(worker.Aws.Successes);
        Assert.True(seen!.Envelope.IsBare);
        Assert.Null(seen.IdempotencyKey);
        Assert.Equal(0, seen.Attempt);
    }

    [Fact]
    public async Task A_throttled_report_is_sent_again_until_it_is_accepted()
    {
        var attempts = 0;
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering());
        worker.Aws.OnSuccess = _ =>
            Interlocked.Increment(ref attempts) < 3
                ? throw new AwsServiceException("ThrottlingException", "Rate exceeded", 400, AwsErrorKind.Throttled)
                : Task.CompletedTask;

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Successes);
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(5));
        await Soon.Next(worker.Aws.Successes);
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(5));
        await Soon.Next(worker.Aws.Successes);

        Assert.Equal(3, attempts);
    }

    [Fact]
    public async Task A_report_that_is_forbidden_is_sent_again_for_some_minutes_and_then_given_up()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");
        worker.Aws.OnSuccess = _ => throw new AwsServiceException("AccessDeniedException", "not authorized", 400, AwsErrorKind.Final);
        await Soon.Next(worker.Aws.ActivityPolls);
        var before = worker.Time.GetUtcNow();

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await worker.AdvanceToAsync(worker.Aws.ActivityPolls, TimeSpan.FromSeconds(30));

        // The only slot polls again, so the report is over.
        Assert.InRange(worker.Time.GetUtcNow() - before, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        Assert.Equal(12, worker.Aws.Successes.Reader.Count);
        Assert.Contains(
            worker.Log.Lines,
            line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains("not authorized", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_report_of_a_closed_task_is_dropped()
    {
        await using var worker = await TestWorker.ActivityAsync(TestWorker.Answering(), "--Activities:appraise-claim:Slots=1");
        worker.Aws.OnSuccess = request =>
            request.TaskToken == "token-1" ? throw new TaskTimedOutException("Task Timed Out") : Task.CompletedTask;

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        worker.Aws.AnswerPoll("token-2", TestWorker.Envelope());

        // With one slot, the second job's report shows that the first one's was not tried again.
        Assert.Equal("token-1", (await Soon.Next(worker.Aws.Successes)).TaskToken);
        Assert.Equal("token-2", (await Soon.Next(worker.Aws.Successes)).TaskToken);
    }

    [Fact]
    public async Task The_token_is_in_no_log_line_whatever_happens()
    {
        const string Secret = "AQCEAAAAKgAAAAMAAAAAAAAAASecret";
        await using var worker = await TestWorker.ActivityAsync(
            (claim, _, _) =>
                claim.DelayMinutes == 0 ? throw new InvalidOperationException("no delay") : Task.FromResult(new Answer("paid")),
            "--Activities:appraise-claim:Slots=1"
        );
        worker.Aws.OnSuccess = _ => throw new TaskTimedOutException("Task Timed Out: 'Provided task does not exist anymore'");

        worker.Aws.AnswerPoll(Secret, TestWorker.Envelope());
        worker.Aws.AnswerPoll(Secret, TestWorker.Envelope(token: Secret, input: """{"id":"c2","delayMinutes":0}"""));
        worker.Aws.AnswerPoll(Secret, TestWorker.Envelope(token: Secret, input: "7"));
        worker.Aws.AnswerPoll(Secret, $$"""{"job":{"attempt":"one"},"taskToken":"{{Secret}}","input":1}""");
        await Soon.Next(worker.Aws.Successes);
        for (var i = 0; i < 3; i++)
        {
            await Soon.Next(worker.Aws.Failures);
        }

        Assert.Contains("[Execution=arn:aws:states", worker.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", worker.Log.Text, StringComparison.Ordinal);
    }
}
