using System.Diagnostics;
using System.Globalization;
using Workers.Hosting.Jobs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Handlers;

public sealed class CommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_input_goes_in_and_the_output_comes_out_as_they_are()
    {
        Assert.Equal("""{"id":"c1","text":"Grüße"}""", await HandlerRun.OutputAsync(Command("cat")));
    }

    [Fact]
    public async Task Arguments_are_passed_as_they_are_and_no_shell_reads_them()
    {
        Assert.Equal("\"$HOME; a  b\"", await HandlerRun.OutputAsync(Command("printf", "\"%s\"", "$HOME; a  b")));
    }

    [Fact]
    public async Task The_program_learns_the_job_from_its_environment_but_never_the_token()
    {
        var options = Sh(
            """printf '"%s|%s|%s|%s|%s|%s"' "$WORKERS_EXECUTION" "$WORKERS_STATE" "$WORKERS_ATTEMPT" "$WORKERS_IDEMPOTENCY_KEY" "$TRACEPARENT" "$TARIFF" """
        );
        options.Environment["TARIFF"] = "2026";
        var context = HandlerRun.Context();

        var output = await HandlerRun.OutputAsync(options, context);

        Assert.Equal(
            $"\"arn:aws:states:eu-central-1:000000000000:execution:claims:e1|Prüfen|2|{context.IdempotencyKey}|{context.Envelope.TraceParent}|2026\"",
            output
        );
        var all = await HandlerRun.OutputAsync(Sh("""printf '"%s"' "$( (env; cat) | tr -d '"\\\\\n\t')" """));
        Assert.Contains("WORKERS_STATE=Prüfen", all, StringComparison.Ordinal);
        Assert.DoesNotContain(HandlerRun.Token, all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_input_is_handed_on_without_its_token()
    {
        var context = HandlerRun.Context("""{"id":"c1","taskToken":"AAAAKgAAAAIAAAAA-secret-token","nested":{"taskToken":"kept"}}""");

        Assert.Equal("""{"id":"c1","nested":{"taskToken":"kept"}}""", await HandlerRun.OutputAsync(Command("cat"), context));
    }

    [Fact]
    public async Task The_program_runs_in_its_folder()
    {
        var options = Sh("printf '\"%s\"' \"$(pwd)\"");
        options.WorkingDirectory = _folder.Name;

        Assert.Equal($"\"{_folder.Name}\"", await HandlerRun.OutputAsync(options));
    }

    [Fact]
    public async Task A_program_that_says_nothing_has_the_output_null() =>
        Assert.Equal("null", await HandlerRun.OutputAsync(Command("true")));

    [Fact]
    public async Task A_program_that_does_not_read_its_input_succeeds_all_the_same()
    {
        var context = HandlerRun.Context($$"""{"job":{},"input":"{{new string('x', 200_000)}}"}""");

        Assert.Equal("1", await HandlerRun.OutputAsync(Command("echo", "1"), context));
    }

    [Fact]
    public async Task An_exit_code_is_the_errors_name_and_standard_error_its_cause()
    {
        var failure = await HandlerRun.FailAsync(Sh("echo 'airport XYZ is unknown' >&2; exit 3"));

        Assert.Equal(("Command.ExitCode.3", "airport XYZ is unknown"), (failure.Error, failure.Cause));
        Assert.StartsWith("sh ended with exit code 3.", failure.LoggedCause, StringComparison.Ordinal);
        Assert.DoesNotContain("XYZ", failure.LoggedCause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_code_can_have_a_name_of_the_teams_own()
    {
        var options = Sh("exit 3");
        options.ErrorNames["3"] = "Claim.UnknownAirport";

        var failure = await HandlerRun.FailAsync(options);

        Assert.Equal("Claim.UnknownAirport", failure.Error);
        Assert.Contains("exit code 3", failure.Cause, StringComparison.Ordinal);
        Assert.Equal(failure.Cause, failure.LoggedCause);
    }

    [Fact]
    public async Task Of_much_standard_error_the_end_is_kept()
    {
        var failure = await HandlerRun.FailAsync(Sh("seq 1 200000 >&2; echo 'the reason' >&2; exit 1"));

        Assert.EndsWith("200000\nthe reason", failure.Cause, StringComparison.Ordinal);
        Assert.StartsWith("…", failure.Cause, StringComparison.Ordinal);
        Assert.InRange(failure.Cause.Length, 8000, 8193);
    }

    [Fact]
    public async Task Output_that_is_no_JSON_fails_by_name()
    {
        var outcome = await HandlerRun.RunAsync(Command("echo", "all is well"));

        Assert.Equal((JobOutcomeKind.Failed, WorkerErrors.InvalidOutput), (outcome.Kind, outcome.Error));
    }

    [Fact]
    public async Task Output_without_end_is_cut_off_and_the_program_ended()
    {
        var options = Command("yes");
        options.MaxOutputBytes = 1000;

        var failure = await HandlerRun.FailAsync(options);

        Assert.Equal(WorkerErrors.OutputTooLarge, failure.Error);
        Assert.Contains("1000", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_by_name()
    {
        var failure = await HandlerRun.FailAsync(Command("no-such-program"));

        Assert.Equal("Command.NotStarted", failure.Error);
        Assert.Contains("no-such-program", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_program_may_clean_up_within_its_grace()
    {
        using var cancellation = new CancellationTokenSource();
        var cleaned = _folder.File("cleaned");
        var ready = _folder.File("ready");
        var run = HandlerRun.RunAsync(
            Sh($"trap 'touch {cleaned}; exit 0' TERM; touch {ready}; while :; do sleep 0.05; done"),
            cancellationToken: cancellation.Token
        );
        await AppearsAsync(ready);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Within(run));
        Assert.True(File.Exists(cleaned));
    }

    [Fact]
    public async Task A_program_that_ignores_SIGTERM_is_killed_after_its_grace_with_all_it_started()
    {
        var time = new ManualTime();
        using var cancellation = new CancellationTokenSource();
        var ids = _folder.File("ids");
        var script =
            $"trap '' TERM; sh -c 'trap \"\" TERM; sleep 1000 & echo $! >> {ids}; wait; wait; sleep 1000' & echo $! >> {ids}; "
            + $"while [ $(wc -l < {ids}) -lt 2 ]; do sleep 0.02; done; mv {ids} {ids}.ready; while :; do sleep 1000; done";
        var run = HandlerRun.RunAsync(Sh(script), time: time, cancellationToken: cancellation.Token);
        await AppearsAsync(ids + ".ready");
        var family = (await File.ReadAllLinesAsync(ids + ".ready", Stop))
            .Select(line => int.Parse(line, CultureInfo.InvariantCulture))
            .ToList();

        await cancellation.CancelAsync();
        await time.AdvanceToNextAsync(TimeSpan.FromSeconds(10));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Within(run));
        Assert.Equal(2, family.Count);
        foreach (var process in family)
        {
            await EndsAsync(process);
        }
    }

    [Fact]
    public async Task A_process_that_outlives_its_program_is_ended_with_it()
    {
        var id = _folder.File("id");

        // The child is an orphan at once, and holds standard output open.
        var output = await HandlerRun.OutputAsync(Sh($"(sleep 1000 & echo $! > {id}); echo 7"));

        Assert.Equal("7", output);
        await EndsAsync(int.Parse(await File.ReadAllTextAsync(id, Stop), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_program_that_takes_too_long_fails_by_name()
    {
        var time = new ManualTime();
        var options = Sh("echo 'waiting for the tariff' >&2; exec sleep 1000");
        options.TimeoutSeconds = 60;
        var run = HandlerRun.FailAsync(options, time);

        await time.AdvanceToNextAsync(TimeSpan.FromSeconds(60));

        var failure = await Soon.Within(run);
        Assert.Equal("Command.Timeout", failure.Error);
        Assert.Contains("60 s", failure.Cause, StringComparison.Ordinal);
    }

    private static HandlerOptions Command(string program, params string[] arguments)
    {
        var options = new HandlerOptions { Kind = HandlerKind.Command, Program = program };
        foreach (var argument in arguments)
        {
            options.Arguments.Add(argument);
        }

        return options;
    }

    private static HandlerOptions Sh(string script) => Command("sh", "-c", script);

    private static async Task AppearsAsync(string file)
    {
        for (var left = 800; !File.Exists(file); left--)
        {
            Assert.True(left > 0, $"{file} did not appear.");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, Stop);
        }
    }

    private static async Task EndsAsync(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await Soon.Within(process.WaitForExitAsync(Stop));
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
    }
}
