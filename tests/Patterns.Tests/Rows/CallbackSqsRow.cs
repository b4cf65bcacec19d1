using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Patterns.Tests.Contract;
using Patterns.Tests.Support;
using Workers.Hosting;

namespace Patterns.Tests.Rows;

/// <summary>Callback over SQS.</summary>
[Pattern("callback-sqs/definition.asl.json")]
public sealed class CallbackSqsRow : CallbackContract
{
    private protected override string Good =>
        """
            {
              "claimId": "F-1", "payable": true, "amount": 250, "currency": "EUR", "reason": "the delay was 190 minutes",
              "date": "2001/01/01 10:00", "from": "Boston", "to": "Denver"
            }
            """;

    private protected override string Bad => Good.Replace("250", "0", StringComparison.Ordinal);

    private protected override (string Error, string Cause) Failure => (WriteLetter.InvalidAppraisal, "Claim F-1 is payable");

    private protected override Task<string> DeployAsync() =>
        Bench.DeployAsync(
            "callback-sqs/definition.asl.json",
            ("queue_url", Queue),
            ("heartbeat_seconds", Bench.Text(Heartbeat)),
            ("timeout_seconds", Bench.Text(Bench.Timeout))
        );

    private protected override void AddHandler(WorkerHostBuilder worker, Action<QueueOptions> configure) =>
        worker.AddQueue<WriteLetter, Appraisal, Letter>(
            WriteLetter.Queue,
            ClaimsJson.Default.Appraisal,
            ClaimsJson.Default.Letter,
            configure
        );
}
