using System.Globalization;
using LocalFleet.Statistics;
using Spectre.Console;

namespace LocalFleet.Display;

/// <summary>API requests of the workers, by operation and for each job.</summary>
internal static class RequestTable
{
    private const string Poll = "AWSStepFunctions.GetActivityTask";
    private const string Receive = "AmazonSQS.ReceiveMessage";
    private static readonly string[] QueueOperations =
    [
        "DeleteMessage",
        "DeleteMessageBatch",
        "ChangeMessageVisibility",
        "ChangeMessageVisibilityBatch",
    ];

    /// <summary>
    /// Makes the table. A report does not say which worker sent it: reports are attributed by the tasks they closed; heartbeats are told apart.
    /// </summary>
    public static Table Of(EmulatorStatistics statistics)
    {
        var table = Summary.NewTable("API requests", "requests", "empty polls", "per job");
        var appraisals = statistics.Activity.Reported;
        var letters = statistics.Letters.Reported;

        var activityReports = statistics.Activity.Reported + statistics.Activity.DuplicateReports;
        var letterReports = statistics.Letters.Reported + statistics.Letters.DuplicateReports;
        var polls = Count(statistics.Requests, Poll);
        Add(table, $"{FleetNames.ActivityWorker}: GetActivityTask", polls, Count(statistics.EmptyPolls, Poll), appraisals);
        Add(table, $"{FleetNames.ActivityWorker}: SendTaskSuccess, SendTaskFailure", activityReports, null, appraisals);
        Add(table, $"{FleetNames.ActivityWorker}: all", polls + activityReports, null, appraisals);

        var receives = Count(statistics.Requests, Receive);
        var all = receives + letterReports;
        Add(table, $"{FleetNames.CallbackWorker}: ReceiveMessage", receives, Count(statistics.EmptyPolls, Receive), letters);
        Add(table, $"{FleetNames.CallbackWorker}: SendTaskSuccess, SendTaskFailure", letterReports, null, letters);
        foreach (var operation in QueueOperations)
        {
            var requests = Count(statistics.Requests, $"AmazonSQS.{operation}");
            all += requests;
            if (requests > 0)
            {
                Add(table, $"{FleetNames.CallbackWorker}: {operation}", requests, null, letters);
            }
        }

        Add(table, $"{FleetNames.CallbackWorker}: all", all, null, letters);
        Add(table, "both: SendTaskHeartbeat", Count(statistics.Requests, "AWSStepFunctions.SendTaskHeartbeat"), null, appraisals + letters);
        return table;
    }

    private static void Add(Table table, string operation, long requests, long? empty, long jobs) =>
        table.AddRow(
            operation,
            Summary.Number(requests),
            empty is { } polls ? Summary.Number(polls) : "",
            jobs == 0 ? "–" : ((double)requests / jobs).ToString("N2", CultureInfo.InvariantCulture)
        );

    private static long Count(Dictionary<string, long> counters, string operation) => counters.GetValueOrDefault(operation);
}
