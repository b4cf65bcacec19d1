using System.Globalization;
using ApprovalWorker.Requests;

namespace ApprovalWorker.Web;

/// <summary>How statuses and times are worded.</summary>
internal static class StatusText
{
    /// <summary>The status as programs know it.</summary>
    public static string Key(RequestStatus status) =>
        status switch
        {
            RequestStatus.Pending => "pending",
            RequestStatus.Approved => "approved",
            RequestStatus.Rejected => "rejected",
            _ => "expired",
        };

    /// <summary>The delivery's state as programs know it.</summary>
    public static string Key(DeliveryState state) =>
        state switch
        {
            DeliveryState.Waiting => "waiting",
            DeliveryState.Delivered => "delivered",
            _ => "gone",
        };

    /// <summary>The status for people.</summary>
    public static string Word(RequestStatus status) =>
        status switch
        {
            RequestStatus.Pending => "Pending",
            RequestStatus.Approved => "Approved",
            RequestStatus.Rejected => "Rejected",
            _ => "Expired",
        };

    /// <summary>Who decided what, as a sentence.</summary>
    public static string Sentence(ApprovalRequest request) =>
        request.Decision is { } decision
            ? $"{(decision.Approved ? "approved" : "rejected")} by {decision.By} at {Moment(decision.At)}"
            : $"expired at {Moment(request.ExpiresAt)}";

    /// <summary>A moment, for people everywhere.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A moment in HTML, which programs can read as well.</summary>
    public static Html Time(DateTimeOffset at) =>
        Html.Of(
            $"""<time datetime="{at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}">{Moment(at)}</time>"""
        );

    /// <summary>How far off a moment is.</summary>
    public static string Distance(TimeSpan span)
    {
        var (number, unit) =
            span.TotalDays >= 2 ? (span.TotalDays, "days")
            : span.TotalHours >= 2 ? (span.TotalHours, "hours")
            : span.TotalMinutes >= 2 ? (span.TotalMinutes, "minutes")
            : (span.TotalSeconds, "seconds");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)number)} {unit}");
    }
}
