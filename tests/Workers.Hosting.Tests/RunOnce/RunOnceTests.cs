using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Hosting.Payloads;
using Workers.Hosting.Polling;
using Workers.Hosting.RunOnce;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.RunOnce;

public sealed class RunOnceTests : IDisposable
{
    private const string Result = """{"text":"paid"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("run-once").FullName;
    private readonly MemoryStream _output = new();
    private readonly AwsDouble _aws = new();
    private readonly ManualTime _time = new();
    private MemoryPayloadStore? _payloads;
    private readonly LogCapture _log = new();

    private string Printed => Encoding.UTF8.GetString(_output.ToArray());

    public void Dispose()
    {
        _log.Dispose();
        _output.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_result_of_a_bare_input_is_printed()
    {
        var code = await RunAsync(TestWorker.Answering(), $"--WORKERS_INPUT={TestWorker.Input}");

        Assert.Equal((0, Result + "\n"), (code, Printed));
        Assert.Equal(0, _aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task The_input_file_wins_over_the_variable_and_the_result_file_over_the_output()
    {
        var input = Path.Combine(_folder, "input.json");
        var result = Path.Combine(_folder, "result.json");
        await File.WriteAllTextAsync(input, """{"id":"from the file","delayMinutes":1}""", TestContext.Current.CancellationToken);
        Claim? seen = null;

        var code = await RunAsync(
            (claim, _, _) =>
            {
                seen = claim;
                return Task.FromResult(new Answer("paid"));
            },
            $"--WORKERS_INPUT={TestWorker.Input}",
            $"--input={input}",
            $"--result={result}"
        );

        Assert.Equal((0, "from the file", ""), (code, seen?.Id, Printed));
        Assert.Equal(Result, await File.ReadAllTextAsync(result, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Variables_tell_the_job_one_by_one()
    {
        JobContext? seen = null;

        var code = await RunAsync(
            (_, context, _) =>
            {
                seen = context;
                return Task.FromResult(new Answer("paid"));
            },
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_JOB_EXECUTION=arn:execution",
            "--WORKERS_JOB_STATE=Post",
            "--WORKERS_JOB_ENTERED=2026-03-01T08:00:00.000Z",
            "--WORKERS_JOB_ATTEMPT=2"
        );

        var expected = JobEnvelope.Parse(
            Encoding.UTF8.GetBytes(
                """{"job":{"execution":"arn:execution","state":"Post","entered":"2026-03-01T08:00:00.000Z"},"input":1}"""
            )
        );
        Assert.Equal((0, 2, false), (code, seen!.Attempt, seen.Envelope.IsBare));
        Assert.Equal(expected.IdempotencyKey, seen.IdempotencyKey);
    }

    [Fact]
    public async Task The_result_is_left_under_its_key_and_read_by_the_next_one()
    {
        var first = await RunAsync(
            TestWorker.Answering("first"),
            $"--WORKERS_INPUT={TestWorker.Input}",
            $"--RunOnce:PayloadFolder={_folder}",
            "--WORKERS_RESULT_KEY=e1/Post"
        );
        await File.WriteAllTextAsync(Path.Combine(_folder, "next.json"), TestWorker.Input, TestContext.Current.CancellationToken);
        var second = await RunAsync(
            (claim, _, _) => Task.FromResult(new Answer(claim.Id)),
            "--WORKERS_INPUT_KEY=next",
            $"--RunOnce:PayloadFolder={_folder}"
        );

        Assert.Equal((0, 0), (first, second));
        var kept = Path.Combine(_folder, "e1", "Post.json");
        Assert.Equal("""{"text":"first"}""", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        Assert.Equal("""{"text":"c1"}""" + "\n", Printed);
    }

    [Fact]
    public async Task The_payload_store_of_the_settings_serves_inputs_results_and_large_outputs()
    {
        var large = new string('x', 250_000);
        string[] store = ["--Payloads:Kind=Folder", $"--Payloads:Folder={_folder}"];

        var first = await RunAsync(
            TestWorker.Answering(large),
            [$"--WORKERS_INPUT={TestWorker.Input}", "--WORKERS_RESULT_KEY=e1/Post", "--WORKERS_TASK_TOKEN=t1", .. store]
        );
        await File.WriteAllTextAsync(Path.Combine(_folder, "next.json"), TestWorker.Input, TestContext.Current.CancellationToken);
        var second = await RunAsync((claim, _, _) => Task.FromResult(new Answer(claim.Id)), ["--WORKERS_INPUT_KEY=next", .. store]);

        Assert.Equal((0, 0, """{"text":"c1"}""" + "\n"), (first, second, Printed));
        var kept = await File.ReadAllTextAsync(Path.Combine(_folder, "e1", "Post.json"), TestContext.Current.CancellationToken);
        Assert.Equal($$"""{"text":"{{large}}"}""", kept);
        Assert.StartsWith(
            """{"workersPayload":{"kind":"Folder","key":"payloads/""",
            Encoding.UTF8.GetString((await Soon.Next(_aws.Successes)).Output.Span),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Two_payload_stores_are_one_too_many()
    {
        var code = await RunAsync(
            TestWorker.Answering(),
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--Payloads:Kind=Folder",
            $"--Payloads:Folder={_folder}",
            $"--RunOnce:PayloadFolder={_folder}"
        );

        Assert.Equal(WorkerExitCode.Configuration, code);
    }

    [Fact]
    public async Task An_input_that_cannot_be_read_ends_the_program()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "e1.json"));

        var code = await RunAsync(TestWorker.Answering(), "--WORKERS_INPUT_KEY=e1", $"--RunOnce:PayloadFolder={_folder}");

        Assert.Equal(WorkerExitCode.Failure, code);
        Assert.Contains("The input could not be read", _log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--WORKERS_RESULT_KEY=../out")]
    [InlineData("--WORKERS_RESULT_KEY=/out")]
    [InlineData("--WORKERS_RESULT_KEY=a//b")]
    public async Task A_key_that_leaves_the_folder_is_refused(string key)
    {
        var code = await RunAsync(
            TestWorker.Answering(),
            $"--WORKERS_INPUT={TestWorker.Input}",
            key,
            $"--RunOnce:PayloadFolder={Path.Combine(_folder, "in")}"
        );

        Assert.Equal(WorkerExitCode.Failure, code);
        Assert.Empty(Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task With_a_token_the_output_is_reported()
    {
        var code = await RunAsync(TestWorker.Answering(), $"--WORKERS_INPUT={TestWorker.Input}", "--WORKERS_TASK_TOKEN=t1");

        var success = await Soon.Next(_aws.Successes);
        Assert.Equal((0, "t1", Result, ""), (code, success.TaskToken, Encoding.UTF8.GetString(success.Output.Span), Printed));
        Assert.DoesNotContain("t1]", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_cannot_be_kept_is_no_success()
    {
        var code = await RunAsync(
            TestWorker.Answering(),
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_TASK_TOKEN=t1",
            $"--result={Path.Combine(_folder, "no such folder", "result.json")}"
        );

        Assert.Equal(WorkerExitCode.Failure, code);
        Assert.Equal("Worker.ResultNotKept", (await Soon.Next(_aws.Failures)).Error);
        Assert.Equal(0, _aws.Successes.Reader.Count);
    }

    [Fact]
    public async Task A_result_waits_for_a_payload_store_that_does_not_answer()
    {
        _payloads = new MemoryPayloadStore();
        var runs = 0;
        var back = _time.GetUtcNow().AddMinutes(5);
        _payloads.OnCall = () => _ = _time.GetUtcNow() < back ? throw new IOException("The connection was reset.") : 0;
        var run = RunAsync(
            (_, _, _) =>
            {
                runs++;
                return Task.FromResult(new Answer("done"));
            },
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_RESULT_KEY=results/c1"
        );

        while (!run.IsCompleted)
        {
            await _time.AdvanceToNextAsync(TimeSpan.FromSeconds(30), run);
        }

        Assert.Equal((WorkerExitCode.Success, 1), (await run, runs));
        Assert.Equal("""{"text":"done"}""", Encoding.UTF8.GetString(_payloads.Payloads["results/c1"]));
    }

    [Fact]
    public async Task A_report_that_is_refused_is_no_success()
    {
        _aws.OnSuccess = _ => throw new InvalidTokenException("Invalid Token: 'Invalid token'");

        var code = await RunAsync(TestWorker.Answering(), $"--WORKERS_INPUT={TestWorker.Input}", "--WORKERS_TASK_TOKEN=t1");

        Assert.Equal(WorkerExitCode.Failure, code);
    }

    [Theory]
    [InlineData("not JSON", WorkerExitCode.InvalidInput, "Worker.InvalidInput")]
    [InlineData("""{"id":7}""", WorkerExitCode.InvalidInput, "Worker.InvalidInput")]
    [InlineData(TestWorker.Input, WorkerExitCode.JobFailed, "Claim.UnknownAirport")]
    public async Task A_failure_has_a_name_and_an_exit_code(string input, int expected, string error)
    {
        var code = await RunAsync(
            (_, _, _) => throw new JobFailedException("Claim.UnknownAirport", "XXX"),
            $"--WORKERS_INPUT={input}",
            "--WORKERS_TASK_TOKEN=t1"
        );

        Assert.Equal((expected, error), (code, (await Soon.Next(_aws.Failures)).Error));
    }

    [Fact]
    public async Task A_failure_without_a_token_is_told_by_the_exit_code_alone()
    {
        var code = await RunAsync((_, _, _) => throw new InvalidOperationException("no"), $"--WORKERS_INPUT={TestWorker.Input}");

        Assert.Equal((WorkerExitCode.JobFailed, ""), (code, Printed));
    }

    [Theory]
    [InlineData]
    [InlineData("--WORKERS_INPUT={}", "--WORKERS_INPUT_FILE=input.json")]
    [InlineData("--input=no such file")]
    [InlineData("--WORKERS_INPUT_KEY=e1/Post")]
    [InlineData("--WORKERS_INPUT={}", "--WORKERS_JOB_ATTEMPT=one")]
    public async Task A_job_that_cannot_be_found_is_a_matter_of_configuration(params string[] args)
    {
        Assert.Equal(WorkerExitCode.Configuration, await RunAsync(TestWorker.Answering(), args));
        Assert.Contains("Critical: ", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeats_are_sent_while_the_job_runs()
    {
        var ends = new TaskCompletionSource<Answer>();
        var run = RunAsync(
            (_, _, _) => ends.Task,
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_TASK_TOKEN=t1",
            "--WORKERS_JOB_HEARTBEAT_SECONDS=60"
        );

        while (_aws.Heartbeats.Reader.Count == 0)
        {
            await _time.AdvanceToNextAsync(TimeSpan.FromSeconds(60));
        }

        Assert.Equal("t1", (await Soon.Next(_aws.Heartbeats)).TaskToken);
        ends.SetResult(new Answer("paid"));
        Assert.Equal(0, await run);
    }

    [Fact]
    public async Task A_stop_cancels_the_job_within_the_budget_and_gives_it_back()
    {
        var started = new TaskCompletionSource<JobContext>();
        using var stop = new CancellationTokenSource();
        var run = RunAsync(
            async (_, context, cancellationToken) =>
            {
                started.SetResult(context);
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
                return new Answer("never");
            },
            stop.Token,
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_TASK_TOKEN=t1",
            "--Shutdown:BudgetSeconds=20"
        );
        var context = await started.Task;

        await stop.CancelAsync();
        while (!run.IsCompleted)
        {
            await _time.AdvanceToNextAsync(TimeSpan.FromSeconds(20), run);
        }

        Assert.Equal(WorkerExitCode.Cancelled, await run);
        Assert.True(context.ShuttingDown.IsCancellationRequested);
        Assert.Equal("Worker.Shutdown", (await Soon.Next(_aws.Failures)).Error);
    }

    [Fact]
    public async Task A_task_that_was_closed_by_somebody_else_cancels_the_job()
    {
        _aws.OnHeartbeat = _ => throw new TaskTimedOutException("Task Timed Out: 'Provided task does not exist anymore'");
        var run = RunAsync(
            async (_, _, cancellationToken) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
                return new Answer("never");
            },
            $"--WORKERS_INPUT={TestWorker.Input}",
            "--WORKERS_TASK_TOKEN=t1",
            "--WORKERS_JOB_HEARTBEAT_SECONDS=60"
        );

        while (!run.IsCompleted)
        {
            await _time.AdvanceToNextAsync(TimeSpan.FromSeconds(60), run);
        }

        Assert.Equal(WorkerExitCode.Cancelled, await run);
        Assert.Equal((0, 0), (_aws.Successes.Reader.Count, _aws.Failures.Reader.Count));
    }

    private Task<int> RunAsync(Work work, params string[] args) => RunAsync(work, TestContext.Current.CancellationToken, args);

    private async Task<int> RunAsync(Work work, CancellationToken cancellationToken, params string[] args)
    {
        var builder = WorkerHost.CreateBuilder(args);
        builder.Logging.ClearProviders().AddProvider(_log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(new Jitter(() => 0.5));
        builder.Services.AddSingleton<IStepFunctionsTasks>(_aws);
        builder.Services.AddSingleton<ISqsConsumer>(_aws);
        builder.Services.AddSingleton<ISqsQueues>(_aws);
        builder.Services.AddSingleton(work);
        if (_payloads is not null)
        {
            builder.Services.AddSingleton<IPayloadStore>(_payloads);
        }

        builder.RunOnce<TestHandler, Claim, Answer>("appraise-claim", TestJson.Default.Claim, TestJson.Default.Answer);
        var application = builder.Build();
        application.Services.GetRequiredService<RunOnceResult>().OpenOutput = () => new Unclosed(_output);
        return await application.RunAsync(cancellationToken);
    }

    /// <summary>Stays open for the test to read.</summary>
    private sealed class Unclosed(MemoryStream stream) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            WriteTo(stream);
            base.Dispose(disposing);
        }
    }
}
