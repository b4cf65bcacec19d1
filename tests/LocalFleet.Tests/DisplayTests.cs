using System.Text.Json;
using LocalFleet.Checks;
using LocalFleet.Display;
using LocalFleet.Failures;
using LocalFleet.Statistics;
using Workers.Testing.Time;

namespace LocalFleet.Tests;

public sealed class DisplayTests : IDisposable
{
    // As the emulator answers: two thousand claims, all of their jobs done.
    private const string Statistics = """
        {
          "requests": { "AWSStepFunctions.GetActivityTask": 2030 },
          "requestsByApp": {
            "ActivityWorker": { "AWSStepFunctions.GetActivityTask": 2030, "AWSStepFunctions.SendTaskSuccess": 2010, "AWSStepFunctions.SendTaskFailure": 10 },
            "CallbackWorker": { "AmazonSQS.ReceiveMessage": 250, "AmazonSQS.DeleteMessageBatch": 210, "AWSStepFunctions.SendTaskSuccess": 2000 }
          },
          "emptyPolls": { "AWSStepFunctions.GetActivityTask": 10, "AmazonSQS.ReceiveMessage": 2 },
          "activities": {
            "appraise-claim": { "scheduled": 2025, "started": 2023, "succeeded": 2010, "failed": 10, "timedOut": 3, "aborted": 2, "duplicateReports": 1,
              "scheduledToStartedMs": { "p50": 120.4, "p99": 980.6 } }
          },
          "callbacks": {
            "flight-delay-claims/WriteLetter": { "scheduled": 2001, "succeeded": 2000, "failed": 0, "timedOut": 0, "duplicateReports": 0 }
          },
          "queues": {
            "write-letter": { "sent": 2000, "received": 2001, "redelivered": 1, "deleted": 2000, "visible": 0, "inFlight": 0, "deadLettered": 1,
              "sentToReceivedMs": { "p50": 15, "p99": 95 } },
            "write-letter-dead-letter": { "visible": 1, "inFlight": 0 }
          },
          "tasks": { "post-to-ledger": { "started": 31, "succeeded": 30, "failed": 1 } },
          "taskProcesses": { "post-to-ledger": [4711] },
          "executions": {
            "flight-delay-claims": { "RUNNING": 0, "SUCCEEDED": 2010, "FAILED": 10, "TIMED_OUT": 0, "ABORTED": 0, "durationMs": { "p50": 300, "p99": 1500 } },
            "post-to-ledger": { "RUNNING": 0, "SUCCEEDED": 30, "FAILED": 0, "TIMED_OUT": 0, "ABORTED": 0 }
          }
        }
        """;

    private readonly StringWriter _output = new();
    private readonly TestClock _clock = new();
    private readonly RunConsole _console;

    public DisplayTests() => _console = new RunConsole(RunConsole.Plain(_output), _output, _output, _clock);

    public void Dispose() => _output.Dispose();

    private static EmulatorStatistics Reading => JsonSerializer.Deserialize(Statistics, FleetJson.Default.EmulatorStatistics)!;

    [Fact]
    public void The_summary_has_a_row_for_each_pattern()
    {
        var failures = new FailureLog(isOn: true);
        failures.Injected(FleetPattern.ActivityWorker);
        failures.Injected(FleetPattern.ActivityWorker);
        failures.Injected(FleetPattern.CallbackSqs);
        failures.Injected(FleetPattern.Synchronous);

        Summary.Write(_console, Result() with { Failures = failures });

        var lines = Rows();
        Assert.Contains("activity/worker | 2,020 | 2 | 2 | 0 | 2.00 | 120 ms | 981 ms | ActivityWorker", lines);
        Assert.Contains("callback over SQS | 2,000 | 1 | 0 | 2 | 1.23 | 15 ms | 95 ms | CallbackWorker", lines);
        Assert.Contains("synchronous | 30 | 1 | 1 | 0 | 0.00 | – | – | RunOnceWorker", lines);
        Assert.Contains("pull model, approval | 0 | 0 | 0 | 0 | – | – | – | ApprovalWorker", lines);
    }

    [Fact]
    public void The_summary_counts_executions_duplicates_and_losses()
    {
        Summary.Write(_console, Result());

        var lines = Rows();
        Assert.Contains("SUCCEEDED | 2,010 |", lines);
        Assert.Contains("all | 2,020 | in 10.0 s", lines);
        Assert.Contains("took | p50 300 ms | p99 1,500 ms", lines);
        Assert.Contains("Duplicates: 1 reports for closed tasks, 1 messages delivered again. Lost: 2. Workers restarted: 2.", lines);
        Assert.Contains("All 2,020 executions ended as their claims' data says.", lines);
    }

    [Fact]
    public void The_summary_lists_the_first_wrong_executions()
    {
        var claims = LocalFleet.Claims.ClaimFile.Read(Path.Combine(AppContext.BaseDirectory, "Data"), 12).Take(12);

        Summary.Write(_console, Result() with { Wrong = [.. claims.Select(claim => (claim, "it is RUNNING, expected SUCCEEDED"))] });

        var lines = Rows();
        Assert.Contains("12 of 2,020 executions did not end as their claims' data says:", lines);
        Assert.Equal(10, lines.Count(line => line.EndsWith(": it is RUNNING, expected SUCCEEDED", StringComparison.Ordinal)));
        Assert.Contains("and 2 more", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("All ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Redirected_output_gets_a_line_every_three_seconds_and_one_at_the_end()
    {
        await _console.ShowAsync(async report =>
        {
            for (var second = 0; second <= 7; second++)
            {
                report(new ProgressSnapshot(7, 7 - second, second, 0, 4 * second, 4));
                await _clock.AdvanceAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }

            return 0;
        });

        Assert.Equal(
            [
                "3 s  running 4, succeeded 3, failed 0 of 7; 12 jobs, 4/s",
                "6 s  running 1, succeeded 6, failed 0 of 7; 24 jobs, 4/s",
                "7 s  running 0, succeeded 7, failed 0 of 7; 28 jobs, 4/s",
            ],
            _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
    }

    [Fact]
    public async Task The_meter_tells_the_rate_of_the_last_second()
    {
        var meter = new ProgressMeter(2020, _clock);
        meter.Read(new EmulatorStatistics());

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        var snapshot = meter.Read(Reading);

        Assert.Equal((4050, 1012.5), (snapshot.Jobs, snapshot.JobsPerSecond));
        Assert.Equal((2010, 10, 2020), (snapshot.Succeeded, snapshot.Failed, snapshot.Ended));
    }

    private static RunResult Result() =>
        new()
        {
            ByStatus = new Dictionary<string, int> { ["SUCCEEDED"] = 2010, ["FAILED"] = 10 },
            Wrong = [],
            Unfinished = 0,
            Statistics = Reading,
            Duration = TimeSpan.FromSeconds(10),
            Failures = new FailureLog(isOn: false),
            Restarts = 2,
        };

    // A table's row as its cells, without borders and padding.
    private List<string> Rows() =>
        [
            .. _output
                .ToString()
                .Split('\n')
                .Select(line =>
                    string.Join(" | ", line.Trim().Trim('│').Split('│', StringSplitOptions.TrimEntries))
                        .Replace("|  |", "| |", StringComparison.Ordinal)
                        .Trim()
                ),
        ];
}
