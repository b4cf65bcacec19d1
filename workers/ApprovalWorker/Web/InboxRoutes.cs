using System.Globalization;
using ApprovalWorker.Approvers;
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
    ApproverPolicy approvers,
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
        await Replies.HtmlAsync(context, StatusCodes.Status200OK, write(all, page, user.Name));
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
            await Replies.NotFoundAsync(context, user.Name);
            return;
        }

        var permission = approvers.Of(user, request, hasLink: false);
        var form = Form(context, id, user);
        await PageAsync(
            context,
            StatusCodes.Status200OK,
            request,
            user,
            permission.IsGiven ? form : form with { Refusal = approvers.Explain(permission.Refusal, user, request) }
        );
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
        if (sent?.Approve is not { } approve || !forms.IsOurs(context, user.Name, sent.Code))
        {
            await Replies.ForeignFormAsync(context, user.Name, way);
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

        if (Replies.RefusalOf(result) is { } refusal)
        {
            await Replies.RefusedAsync(context, approvers.Explain(refusal, user, request!), user.Name, way);
            return;
        }

        await Replies.DecidedAsync(context, result, request, user.Name, way);
    }

    private async Task PageAsync(HttpContext context, int status, ApprovalRequest request, Person user, FormState form)
    {
        var input = await store.GetInputAsync(request.Id, context.RequestAborted);
        await Replies.HtmlAsync(context, status, RequestPage.Write(request, input, user.Name, form, time.GetUtcNow()));
    }

    private FormState Form(HttpContext context, string id, Person user) =>
        new($"/requests/{id}/decision", forms.Issue(context, user.Name), AsksName: false)
        {
            NeedsComment = settings.Approvals.RejectionNeedsComment,
        };

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
