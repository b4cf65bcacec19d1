using System.Text;
using ApprovalWorker.Approvers;
using ApprovalWorker.Decisions;
using ApprovalWorker.Requests;
using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Web;

/// <summary>Sends answers.</summary>
internal static class Replies
{
    /// <summary>Sends a page.</summary>
    public static Task HtmlAsync(HttpContext context, int status, Html html)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(html.Text), context.RequestAborted).AsTask();
    }

    /// <summary>Sends the browser to another page, so that reloading it does not send a form again.</summary>
    public static Task SeeOtherAsync(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    /// <summary>Says that the request does not prove who it comes from.</summary>
    public static Task NotSignedInAsync(HttpContext context) =>
        HtmlAsync(
            context,
            StatusCodes.Status401Unauthorized,
            MessagePages.Write("You are not signed in", "Open this page through the address of the inbox, which signs you in.", null)
        );

    /// <summary>Says that there is no such request.</summary>
    public static Task NotFoundAsync(HttpContext context, string? user) =>
        HtmlAsync(
            context,
            StatusCodes.Status404NotFound,
            MessagePages.Write(
                "There is no such request",
                "It never existed, or it is so old that it is no longer kept.",
                user,
                user is null ? null : "/",
                "Go to the pending requests"
            )
        );

    /// <summary>Why somebody was not let decide, if that is what became of it.</summary>
    public static Refusal? RefusalOf(DecideResult result) =>
        result switch
        {
            DecideResult.NotApprover => Refusal.NotApprover,
            DecideResult.OwnRequest => Refusal.OwnRequest,
            _ => null,
        };

    /// <summary>Says that somebody may not decide.</summary>
    public static Task RefusedAsync(HttpContext context, string explanation, string? user, string way) =>
        HtmlAsync(
            context,
            StatusCodes.Status403Forbidden,
            MessagePages.Write("You may not decide this request", $"{explanation} Nothing was decided.", user, way)
        );

    /// <summary>Says why a decision was not taken, or sends the browser to the request when it was.</summary>
    public static Task DecidedAsync(HttpContext context, DecideResult result, ApprovalRequest? request, string? user, string way) =>
        result switch
        {
            DecideResult.Decided => SeeOtherAsync(context, way),
            DecideResult.Conflict => HtmlAsync(
                context,
                StatusCodes.Status409Conflict,
                MessagePages.Write(
                    request!.Decision is null
                        ? "This request has expired"
                        : $"Already {(request.Decision.Approved ? "approved" : "rejected")}",
                    $"“{request.Title}” was already {StatusText.Sentence(request)}. That stands; your decision was not taken.",
                    user,
                    way
                )
            ),
            DecideResult.LinkUsed => LinkUsedAsync(context, user),
            _ => NotFoundAsync(context, user),
        };

    /// <summary>Says that a link is of no use any more.</summary>
    public static Task LinkUsedAsync(HttpContext context, string? user) =>
        HtmlAsync(
            context,
            StatusCodes.Status410Gone,
            MessagePages.Write(
                "This link cannot be used any more",
                "It was used before, it has expired, it is incomplete, or links were turned off. Sign in to the inbox to see the request.",
                user,
                "/",
                "Go to the inbox"
            )
        );

    /// <summary>Says that a form was not sent from one of our pages.</summary>
    public static Task ForeignFormAsync(HttpContext context, string? user, string way) =>
        HtmlAsync(
            context,
            StatusCodes.Status403Forbidden,
            MessagePages.Write(
                "Please try again",
                "The form was too old, or it was not sent from this inbox. Nothing was decided.",
                user,
                way
            )
        );
}
