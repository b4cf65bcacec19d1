using System.Globalization;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ApprovalWorker.Web;

/// <summary>The pages for people who are signed in.</summary>
internal sealed class InboxRoutes(
    RequestStore store,
    DecisionService decisions,
    IIdentitySource identity,
    FormTokens forms,
    ApprovalSettings settings,
    TimeProvider time
)
{
    /// <summary>Puts the pages on their paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", context => ListAsync(context, (all, page, user) => ListPages.Pending(all, page, user, time.GetUtcNow())));
        app.MapGet("/decided", context => ListAsync(context, ListPages.Decided));
        app.MapGet("/requests/{id}", ShowAsync);
        app.MapPost("/requests/{id}/decision", DecideAsync);
    }

    private async Task ListAsync(HttpContext context, Func<IReadOnlyList<ApprovalRequest>, int, string, Html> write)
    {
        if (await identity.IdentifyAsync(context) is not { } user)
        {
            await Replies.NotSignedInAsync(context);
            return;
        }

        var all = new List<ApprovalRequest>();
        await foreach (var request in store.ListAsync(context.RequestAborted))
        {
            all.Add(request);
        }

        var page = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Clamp(number, 1, 1_000_000)
            : 1;
        await Replies.HtmlAsync(context, StatusCodes.Status200OK, write(all, page, user));
    }

    private async Task ShowAsync(HttpContext context)
    {
        if (await identity.IdentifyAsync(context) is not { } user)
        {
            await Replies.NotSignedInAsync(context);
            return;
        }

        var id = Id(context);
        if (await store.GetAsync(id, context.RequestAborted) is not { } request)
        {
            await Replies.NotFoundAsync(context, user);
            return;
        }

        await PageAsync(context, StatusCodes.Status200OK, request, user, Form(context, id, user));
    }

    private async Task DecideAsync(HttpContext context)
    {
        if (await identity.IdentifyAsync(context) is not { } user)
        {
            await Replies.NotSignedInAsync(context);
            return;
        }

        var id = Id(context);
        var way = $"/requests/{id}";
        var sent = await SentForm.ReadAsync(context);
        if (sent?.Approve is not { } approve || !forms.IsOurs(context, user, sent.Code))
        {
            await Replies.ForeignFormAsync(context, user, way);
            return;
        }

        var wish = new DecisionWish(approve, user, sent.Comment, Origin.Of(context, identity));
        var (result, request) = await decisions.DecideAsync(id, wish, context.RequestAborted);
        if (SentForm.Problem(result) is { } problem)
        {
            var form = Form(context, id, user) with { Comment = sent.Comment, CommentProblem = problem };
            await PageAsync(context, StatusCodes.Status422UnprocessableEntity, request!, user, form);
            return;
        }

        await Replies.DecidedAsync(context, result, request, user, way);
    }

    private async Task PageAsync(HttpContext context, int status, ApprovalRequest request, string user, FormState form)
    {
        var input = await store.GetInputAsync(request.Id, context.RequestAborted);
        await Replies.HtmlAsync(context, status, RequestPage.Write(request, input, user, form, time.GetUtcNow()));
    }

    private FormState Form(HttpContext context, string id, string user) =>
        new($"/requests/{id}/decision", forms.Issue(context, user), AsksName: false)
        {
            NeedsComment = settings.Approvals.RejectionNeedsComment,
        };

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
