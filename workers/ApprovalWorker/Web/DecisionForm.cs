using ApprovalWorker.Decisions;

namespace ApprovalWorker.Web;

/// <summary>The form by which a request is decided.</summary>
internal static class DecisionForm
{
    /// <summary>The form, with what the person had written and what was wrong with it.</summary>
    public static Html Write(FormState form) =>
        Html.Of(
            $"""
            <section class="decide" aria-labelledby="decide-heading">
            <h2 id="decide-heading">Your decision</h2>
            <form method="post" action="{form.Action}" novalidate>
            <input type="hidden" name="code" value="{form.Code}">
            {Name(form)}
            <div class="field">
            <label for="comment">Comment</label>
            <p id="comment-hint" class="hint">{(form.NeedsComment ? "A rejection needs one. " : "")}It goes to the execution and stays in the history.</p>
            {Error("comment", form.CommentProblem)}
            <textarea id="comment" name="comment" rows="4" maxlength="{DecisionService.MaxComment}" {Described(
                "comment",
                form.CommentProblem
            )}>
            {form.Comment}</textarea>
            </div>
            <div class="buttons">
            <button class="approve" type="submit" name="decision" value="approve">Approve</button>
            <button class="reject" type="submit" name="decision" value="reject">Reject</button>
            </div>
            </form>
            </section>
            """
        );

    /// <summary>What stands in its place for somebody who may not decide.</summary>
    public static Html Refused(string explanation) =>
        Html.Of(
            $"""
            <section class="decide" aria-labelledby="decide-heading">
            <h2 id="decide-heading">You may not decide this request</h2>
            <p>{explanation}</p>
            </section>
            """
        );

    private static Html Name(FormState form) =>
        form.AsksName
            ? Html.Of(
                $"""
                <div class="field">
                <label for="name">Your name</label>
                <p id="name-hint" class="hint">You came by a link and are not signed in; the decision is recorded under this name.</p>
                {Error("name", form.NameProblem)}
                <input id="name" name="name" type="text" autocomplete="name" maxlength="100" value="{form.Name}" {Described(
                    "name",
                    form.NameProblem
                )}>
                </div>
                """
            )
            : Html.None;

    private static Html Error(string field, string? problem) =>
        problem is null
            ? Html.None
            : Html.Of($"""<p id="{field}-problem" class="problem"><span class="hidden">Error: </span>{problem}</p>""");

    private static Html Described(string field, string? problem) =>
        problem is null
            ? Html.Of($"aria-describedby=\"{field}-hint\"")
            : Html.Of($"aria-describedby=\"{field}-problem {field}-hint\" aria-invalid=\"true\"");
}
