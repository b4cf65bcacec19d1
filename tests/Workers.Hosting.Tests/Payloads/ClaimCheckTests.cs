using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Payloads;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Payloads;

/// <summary>Large outputs and inputs by reference, as a handler does not see them.</summary>
public sealed class ClaimCheckTests
{
    private static readonly string Large = new('x', 250_000);

    private readonly MemoryPayloadStore _store = new();
    private Claim? _seen;

    [Theory]
    [InlineData(199_989, false)]
    [InlineData(199_990, true)]
    public async Task An_output_above_the_threshold_becomes_a_reference(int characters, bool isLarge)
    {
        await using var worker = await ActivityAsync(TestWorker.Answering(new string('x', characters)));

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());

        var output = (await Soon.Next(worker.Aws.Successes)).Output;
        Assert.Equal(isLarge, PayloadReference.FindAll(output.Span).Count == 1);
        Assert.Equal(isLarge ? 1 : 0, _store.Payloads.Count);
        Assert.Equal(isLarge, output.Length < 500);
    }

    [Fact]
    public async Task The_reference_names_the_job_and_the_content_and_the_next_state_gets_the_content()
    {
        await using var worker = await ActivityAsync(TestWorker.Answering(Large));
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        var output = (await Soon.Next(worker.Aws.Successes)).Output;

        var reference = Assert.Single(PayloadReference.FindAll(output.Span)).Reference;
        var key = JobEnvelope.Parse(Encoding.UTF8.GetBytes(TestWorker.Envelope())).IdempotencyKey;
        var content = Encoding.UTF8.GetBytes($$"""{"text":"{{Large}}"}""");
        Assert.Equal($"payloads/{key}/{Convert.ToHexStringLower(SHA256.HashData(content))}", reference.Key);
        Assert.Equal((content.Length, "Own", null), (reference.Bytes, reference.Kind, reference.Bucket));
        Assert.Equal(content, _store.Payloads[reference.Key]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("""{{"id":{1},"delayMinutes":75,"more":[{0}, {0}]}}""")]
    public async Task References_in_the_input_are_resolved_wherever_they_stand(string shape)
    {
        var whole = Put($$"""{"id":"{{Large}}","delayMinutes":75}""");
        var member = Put($"\"{Large}\"");
        await using var worker = await ActivityAsync(Seeing());

        worker.Aws.AnswerPoll(
            "t1",
            TestWorker.Envelope(input: string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, whole, member))
        );

        await Soon.Next(worker.Aws.Successes);
        Assert.Equal((Large, 75), (_seen!.Id, _seen.DelayMinutes));
        Assert.Equal(_store.Reads.Count, _store.Reads.Distinct().Count());
    }

    [Fact]
    public async Task A_payload_that_was_changed_fails_by_name()
    {
        var reference = Put($$"""{"id":"{{Large}}","delayMinutes":75}""");
        var (key, content) = Assert.Single(_store.Payloads);
        content[20] = (byte)'y';

        Assert.Equal(WorkerErrors.PayloadCorrupt, await FailAsync(reference));
        Assert.Equal([key], _store.Reads);
    }

    [Fact]
    public async Task A_payload_of_another_length_fails_by_name()
    {
        var reference = Put($$"""{"id":"{{Large}}","delayMinutes":75}""");
        var (key, content) = Assert.Single(_store.Payloads);
        _store.Payloads[key] = content[..^1];

        Assert.Equal(WorkerErrors.PayloadCorrupt, await FailAsync(reference));
    }

    [Theory]
    [InlineData("\"c1\",\"delayMinutes\":1")]
    [InlineData("not JSON")]
    public async Task A_payload_that_is_not_one_JSON_value_cannot_change_what_stands_around_it(string content)
    {
        var reference = Put(content);

        Assert.Equal(WorkerErrors.PayloadCorrupt, await FailAsync($$"""{"id":{{reference}},"delayMinutes":75}"""));
    }

    [Fact]
    public async Task A_payload_that_is_gone_fails_by_name()
    {
        var reference = Put($$"""{"id":"{{Large}}","delayMinutes":75}""");
        _store.Payloads.Clear();

        Assert.Equal(WorkerErrors.PayloadMissing, await FailAsync(reference));
    }

    [Fact]
    public async Task An_input_of_more_than_the_largest_payload_fails_before_it_is_read()
    {
        var reference = Put($"\"{new string('x', 200_000)}\"");

        Assert.Equal(
            WorkerErrors.PayloadTooLarge,
            await FailAsync($$"""{"id":{{reference}},"more":{{reference}},"delayMinutes":75}""", "--Payloads:MaxBytes=262144")
        );
        Assert.Empty(_store.Reads);
    }

    [Fact]
    public async Task An_output_of_more_than_the_largest_payload_fails_by_name()
    {
        await using var worker = await ActivityAsync(TestWorker.Answering(new string('x', 262_144)), "--Payloads:MaxBytes=262144");

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());

        Assert.Equal(WorkerErrors.OutputTooLarge, (await Soon.Next(worker.Aws.Failures)).Error);
        Assert.Empty(_store.Payloads);
    }

    // What somebody may put into an input in order to read what is not theirs.
    [Theory]
    [InlineData("Own", null, "../../etc/passwd")]
    [InlineData("Own", null, "payloads/../secret")]
    [InlineData("Own", null, "payloads/./secret")]
    [InlineData("Own", null, "payloads//secret")]
    [InlineData("Own", null, "payloads\\\\..\\\\secret")]
    [InlineData("Own", null, "/etc/passwd")]
    [InlineData("Own", null, "results/secret")]
    [InlineData("Own", null, "payloads")]
    [InlineData("Own", null, "payloadsecret/a")]
    [InlineData("Own", "claims", "payloads/secret")]
    [InlineData("S3", "another-bucket", "payloads/secret")]
    [InlineData("Folder", null, "payloads/secret")]
    public async Task A_reference_to_anywhere_else_is_not_followed(string kind, string? bucket, string key)
    {
        var content = Encoding.UTF8.GetBytes("\"secret\"");
        _store.Payloads[key.Replace("\\\\", "\\", StringComparison.Ordinal)] = content;
        var place = bucket is null ? "" : $"\"bucket\":\"{bucket}\",";
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        await using var worker = await ActivityAsync(Seeing());

        worker.Aws.AnswerPoll(
            "t1",
            TestWorker.Envelope(
                input: $$$$"""{"id":"c1","delayMinutes":75,"x":{"workersPayload":{"kind":"{{{{kind}}}}",{{{{place}}}}"key":"{{{{key}}}}","bytes":8,"sha256":"{{{{hash}}}}"}}}"""
            )
        );

        await Soon.Next(worker.Aws.Successes);
        Assert.Equal("c1", _seen!.Id);
        Assert.Empty(_store.Reads);
        Assert.Contains("do not point into this worker's store", worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_in_passing_costs_a_pause_and_not_the_jobs_work()
    {
        var calls = 0;
        _store.OnCall = () => _ = ++calls < 3 ? throw new IOException("The connection was reset.") : 0;
        var runs = 0;
        await using var worker = await ActivityAsync(
            (_, _, _) =>
            {
                runs++;
                return Task.FromResult(new Answer(Large));
            }
        );

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await worker.AdvanceToAsync(worker.Aws.Successes, TimeSpan.FromSeconds(10));

        Assert.Equal((3, 1), (calls, runs));
    }

    [Fact]
    public async Task A_worker_without_payloads_leaves_references_alone_and_fails_large_outputs()
    {
        var reference = Put($$"""{"id":"{{Large}}","delayMinutes":75}""");
        await using var worker = await TestWorker.ActivityAsync(
            (claim, _, _) => Task.FromResult(new Answer(claim.Id is null ? "as it came" : new string('x', 262_144)))
        );

        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(input: reference));
        Assert.Equal("""{"text":"as it came"}""", Encoding.UTF8.GetString((await Soon.Next(worker.Aws.Successes)).Output.Span));
        worker.Aws.AnswerPoll("t2", TestWorker.Envelope());
        Assert.Equal(WorkerErrors.OutputTooLarge, (await Soon.Next(worker.Aws.Failures)).Error);
        Assert.Empty(_store.Reads);
    }

    [Fact]
    public async Task A_large_output_that_comes_after_the_stop_has_cancelled_its_job_counts_as_a_small_one_does()
    {
        var started = new TaskCompletionSource();
        await using var worker = await ActivityAsync(
            async (_, _, token) =>
            {
                started.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return new Answer(Large);
            },
            "--Activities:appraise-claim:Slots=1",
            "--Shutdown:BudgetSeconds=100"
        );
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope());
        await Soon.Within(started.Task);

        var stop = worker.StopAsync();
        await worker.Time.AdvanceToNextAsync(TimeSpan.FromSeconds(100));

        var output = (await Soon.Next(worker.Aws.Successes)).Output;
        Assert.Single(PayloadReference.FindAll(output.Span));
        await Soon.Within(stop);
    }

    private Work Seeing() =>
        (claim, _, _) =>
        {
            _seen = claim;
            return Task.FromResult(new Answer("paid"));
        };

    private async Task<string?> FailAsync(string input, params string[] args)
    {
        await using var worker = await ActivityAsync(Seeing(), args);
        worker.Aws.AnswerPoll("t1", TestWorker.Envelope(input: input));
        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Null(_seen);
        return failure.Error;
    }

    private string Put(string content) => _store.Put(content);

    private Task<TestWorker> ActivityAsync(Work work, params string[] args) =>
        TestWorker.ActivityAsync(
            builder =>
            {
                builder.AddPayloads().AddPayloads();
                builder.Services.AddSingleton<IPayloadStore>(_store);
            },
            work,
            args
        );
}
