using System.Globalization;
using System.Text.Json.Nodes;

namespace Chaos.Work;

/// <summary>One execution and what is to come of it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">Its state machine.</param>
/// <param name="Amounts">What is to be added up.</param>
/// <param name="WorkMs">How long the work takes, in milliseconds.</param>
/// <param name="Trace">The trace it belongs to.</param>
internal sealed record WorkItem(string Id, WorkKind Kind, IReadOnlyList<int> Amounts, int WorkMs, string Trace)
{
    /// <summary>What must be in its output, and in no log and no telemetry.</summary>
    public string Secret => $"{ChaosNames.Secret}{Id}";

    /// <summary>The sum that its output must tell.</summary>
    public int Total => Amounts.Sum();

    /// <summary>Whether its effect honours the job's key; <see langword="null"/> where it has no effect but its output.</summary>
    public bool? HonoursKey =>
        Kind switch
        {
            WorkKind.Charge or WorkKind.Sequence => true,
            WorkKind.Journal or WorkKind.Register => false,
            _ => null,
        };

    /// <summary>The execution's input.</summary>
    public string Input()
    {
        var input = new JsonObject { ["traceparent"] = Trace };
        switch (Kind)
        {
            case WorkKind.Letter:
                input["input"] = Appraisal();
                break;
            case WorkKind.Sequence:
                input["order"] = Order();
                input["letter"] = Appraisal();
                break;
            default:
                input["input"] = Order();
                break;
        }

        return input.ToJsonString();
    }

    private JsonObject Order() =>
        new()
        {
            ["id"] = Id,
            ["amounts"] = new JsonArray([.. Amounts.Select(amount => JsonValue.Create(amount))]),
            ["workMs"] = WorkMs,
            ["secret"] = Secret,
        };

    private JsonObject Appraisal() =>
        new()
        {
            ["claimId"] = Id,
            ["payable"] = true,
            ["amount"] = Total,
            ["currency"] = "USD",
            ["reason"] = Secret,
            ["date"] = "2001/01/22 13:00",
            ["from"] = "New York",
            ["to"] = string.Create(CultureInfo.InvariantCulture, $"Los Angeles {Total}"),
        };
}
