using ApprovalWorker.Approvers;
using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using ApprovalWorker.Notifications;
using ApprovalWorker.Requests;
using ApprovalWorker.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ApprovalWorker.Web;

/// <summary>
/// The page behind a link in a notification. Opening it decides nothing and uses nothing up, because mail scanners open links; sending its
/// form does both.
/// </summary>
internal sealed class LinkRoutes(
    RequestStore store,
    DecisionService decisions,
    IIdentitySource identity,
    ApproverPolicy approvers,
    LinkSigner links,
    FormTokens forms,
    ApprovalSettings settings,
    TimeProvider time
)
{
    private const int MaxName = 100;

    /// <summary>Puts the pages on their paths.</summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/links/{link}", ShowAsync);
        app.MapPost("/links/{link}", DecideAsync);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var user = await identity.IdentifyAsync(context);
        if (Claim(context) is not { } claim || await store.GetAsync(claim.RequestId, context.RequestAborted) is not { } request)
        {
            await Replies.LinkUsedAsync(context, user?.Name);
            return;
        }

        if (!IsOpen(request, claim))
        {
            await Replies.LinkUsedAsync(context, user?.Name);
            return;
        }

        var form = Form(context, user, claim);
        if (user is not null && approvers.Of(user, request, hasLink: true) is { IsGiven: false } permission)
        {
            form = form with { Refusal = approvers.Explain(permission.Refusal, user, request) };
        }

        await PageAsync(context, StatusCodes.Status200OK, request, user, form);
    }

    private async Task DecideAsync(HttpContext context)
    {
        var user = await identity.IdentifyAsync(context);
        if (Claim(context) is not { } claim)
        {
            await Replies.LinkUsedAsync(context, user?.Name);
            return;
        }

        var sent = await SentForm.ReadAsync(context);
        if (sent?.Approve is not { } approve || !forms.IsOurs(context, Holder(user, claim), sent.Code))
        {
            await Replies.ForeignFormAsync(context, user?.Name, context.Request.Path);
            return;
        }

        var form = Form(context, user, claim) with { Comment = sent.Comment, Name = sent.Name };
        if (user is null && sent.Name.Length is (0 or > MaxName))
        {
            var shown = await store.GetAsync(claim.RequestId, context.RequestAborted);
            await (
                shown is null || !IsOpen(shown, claim)
                    ? Replies.LinkUsedAsync(context, null)
                    : PageAsync(
                        context,
                        StatusCodes.Status422UnprocessableEntity,
                        shown,
                        null,
                        form with
                        {
                            NameProblem = $"Enter your name, in at most {MaxName} characters",
                        }
                    )
            );
            return;
        }

        var by = user ?? new Person($"{sent.Name} (by link, not signed in)");
        var wish = new DecisionWish(approve, by, sent.Comment, Origin.Of(context, identity), claim.Nonce);
        var (result, request) = await decisions.DecideAsync(claim.RequestId, wish, context.RequestAborted);
        if (SentForm.Problem(result) is { } problem)
        {
            await PageAsync(context, StatusCodes.Status422UnprocessableEntity, request!, user, form with { CommentProblem = problem });
            return;
        }

        if (Replies.RefusalOf(result) is { } refusal)
        {
            await Replies.RefusedAsync(context, approvers.Explain(refusal, by, request!), user?.Name, $"/requests/{claim.RequestId}");
            return;
        }

        // Whoever is not signed in has used up the only way in: there is no page to be sent to.
        await (
            result is DecideResult.Decided && user is null
                ? Replies.HtmlAsync(
                    context,
                    StatusCodes.Status200OK,
                    MessagePages.Write(
                        "Thank you",
                        $"“{request!.Title}” was {StatusText.Sentence(request)}. You can close this page.",
                        null
                    )
                )
                : Replies.DecidedAsync(context, result, request, user?.Name, $"/requests/{claim.RequestId}")
        );
    }

    private async Task PageAsync(HttpContext context, int status, ApprovalRequest request, Person? user, FormState form)
    {
        var input = await store.GetInputAsync(request.Id, context.RequestAborted);
        await Replies.HtmlAsync(context, status, RequestPage.Write(request, input, user?.Name, form, time.GetUtcNow()));
    }

    private FormState Form(HttpContext context, Person? user, LinkClaim claim) =>
        new(context.Request.Path, forms.Issue(context, Holder(user, claim)), AsksName: user is null)
        {
            NeedsComment = settings.Approvals.RejectionNeedsComment,
        };

    // A link is a right, and whoever turns links off takes back those that were given.
    private LinkClaim? Claim(HttpContext context) => settings.HasLinks ? links.Verify((string)context.Request.RouteValues["link"]!) : null;

    // A form may be sent long after its page was opened: by then the link may have been used, or another one sent in its place.
    private static bool IsOpen(ApprovalRequest request, LinkClaim claim) =>
        request.Links.FirstOrDefault(sent => sent.Nonce == claim.Nonce) is { UsedAt: null };

    private static string Holder(Person? user, LinkClaim claim) => user?.Name ?? $"link {claim.Nonce}";
}
