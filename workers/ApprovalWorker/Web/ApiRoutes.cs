using System.Text.Json;
using ApprovalWorker.Approvers;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ApprovalWorker.Web;

/// <summary>The same for programs, in JSON.</summary>
internal sealed class ApiRoutes(RequestStore store, DecisionService decisions, IIdentitySource identity, ApproverPolicy approvers)
{
    /// <summary>Puts the operations on their paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/requests", ListAsync);
        app.MapGet("/api/requests/{id}", ShowAsync);
        app.MapPost("/api/requests/{id}/approve", context => DecideAsync(context, approve: true));
        app.MapPost("/api/requests/{id}/reject", context => DecideAsync(context, approve: false));
    }

    private async Task ListAsync(HttpContext context)
    {
        if (await UserAsync(context) is null)
        {
            return;
        }

        var wanted = context.Request.Query["status"].ToString();
        if (wanted is not ("" or "all" or "pending" or "approved" or "rejected" or "expired"))
        {
            await ApiReplies.ErrorAsync(
                context,
                StatusCodes.Status400BadRequest,
                "InvalidStatus",
                $"status is '{wanted}': it must be pending, approved, rejected, expired or all."
            );
            return;
        }

        var requests = new List<ApprovalRequest>();
        await foreach (var request in store.ListAsync(context.RequestAborted))
        {
            if (wanted is "" or "all" || StatusText.Key(request.Status) == wanted)
            {
                requests.Add(request);
            }
        }

        await ApiReplies.ListAsync(context, requests.OrderBy(request => request.RequestedAt));
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await UserAsync(context) is not { } user)
        {
            return;
        }

        var id = Id(context);
        if (await store.GetAsync(id, context.RequestAborted) is not { } request)
        {
            await NotFoundAsync(context, id);
            return;
        }

        var mayDecide = request.Status is RequestStatus.Pending && approvers.Of(user, request, hasLink: false).IsGiven;
        await ApiReplies.OneAsync(
            context,
            StatusCodes.Status200OK,
            request,
            mayDecide,
            await store.GetInputAsync(id, context.RequestAborted)
        );
    }

    private async Task DecideAsync(HttpContext context, bool approve)
    {
        if (await UserAsync(context) is not { } user)
        {
            return;
        }

        // A page of another site can send a form with a person's cookies, but not JSON.
        if (!context.Request.HasJsonContentType() || FormTokens.ComesFromElsewhere(context.Request))
        {
            await ApiReplies.ErrorAsync(
                context,
                StatusCodes.Status415UnsupportedMediaType,
                "UnsupportedMediaType",
                "Send Content-Type: application/json with a body like {\"comment\": \"…\"} or {}."
            );
            return;
        }

        string comment;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            comment = Comment(body.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A text with half a surrogate pair is JSON, and no text.
            await ApiReplies.ErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidBody", exception.Message);
            return;
        }

        var id = Id(context);
        var wish = new DecisionWish(approve, user, comment, Origin.Of(context, identity));
        var (result, request) = await decisions.DecideAsync(id, wish, context.RequestAborted);
        await (
            result switch
            {
                DecideResult.Decided => ApiReplies.OneAsync(context, StatusCodes.Status200OK, request!, mayDecide: false, null),
                DecideResult.Conflict => ApiReplies.ErrorAsync(
                    context,
                    StatusCodes.Status409Conflict,
                    request!.Decision is null ? "Expired" : "AlreadyDecided",
                    $"Request {id} was already {StatusText.Sentence(request)}."
                ),
                DecideResult.NotApprover or DecideResult.OwnRequest => ApiReplies.ErrorAsync(
                    context,
                    StatusCodes.Status403Forbidden,
                    result.ToString(),
                    approvers.Explain(Replies.RefusalOf(result)!.Value, user, request!)
                ),
                DecideResult.CommentMissing or DecideResult.CommentTooLong => ApiReplies.ErrorAsync(
                    context,
                    StatusCodes.Status422UnprocessableEntity,
                    result.ToString(),
                    SentForm.Problem(result)! + "."
                ),
                _ => NotFoundAsync(context, id),
            }
        );
    }

    private async Task<Person?> UserAsync(HttpContext context)
    {
        var user = await identity.IdentifyAsync(context);
        if (user is null)
        {
            await ApiReplies.ErrorAsync(
                context,
                StatusCodes.Status401Unauthorized,
                "NotSignedIn",
                $"The request does not prove who it comes from: call through the load balancer, which adds {LoadBalancerIdentity.Header}."
            );
        }

        return user;
    }

    private static string Comment(JsonElement body)
    {
        if (body.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The body must be an object, for example {\"comment\": \"…\"}.");
        }

        return !body.TryGetProperty("comment", out var comment) || comment.ValueKind is JsonValueKind.Null ? ""
            : comment.ValueKind is JsonValueKind.String ? comment.GetString()!.Trim()
            : throw new JsonException("comment must be a text.");
    }

    private static Task NotFoundAsync(HttpContext context, string id) =>
        ApiReplies.ErrorAsync(context, StatusCodes.Status404NotFound, "NotFound", $"There is no request {id}, or it is no longer kept.");

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
