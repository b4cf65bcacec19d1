using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ApprovalWorker.Requests;

namespace ApprovalWorker.Web;

/// <summary>What was wrong with a form, and what the person had written.</summary>
internal sealed record FormState(string Action, string Code, bool AsksName, string Comment = "", string Name = "")
{
    /// <summary>Whether a rejection needs a comment.</summary>
    public required bool NeedsComment { get; init; }

    /// <summary>What is wrong with the comment.</summary>
    public string? CommentProblem { get; init; }

    /// <summary>What is wrong with the name.</summary>
    public string? NameProblem { get; init; }

    /// <summary>Why the person may not decide, so that there is nothing to send.</summary>
    public string? Refusal { get; init; }
}

/// <summary>One request: everything that is known, and the form to decide it.</summary>
internal static class RequestPage
{
    private static readonly JsonWriterOptions Pretty = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="input">The whole input, as it came.</param>
    /// <param name="user">Who looks at it; <see langword="null"/> for the holder of a link.</param>
    /// <param name="form">The form; it is shown while the request is pending.</param>
    /// <param name="now">The time.</param>
    public static Html Write(ApprovalRequest request, ReadOnlyMemory<byte>? input, string? user, FormState form, DateTimeOffset now)
    {
        var isWrong = form.CommentProblem is not null || form.NameProblem is not null;
        return Layout.Page(
            isWrong ? $"Error: {request.Title}" : request.Title,
            user,
            null,
            Html.Of(
                $"""
                {(isWrong ? Summary(form) : Html.None)}
                <h1>{request.Title}</h1>
                {Outcome(request)}
                <div class="columns">
                <div>
                <section aria-labelledby="input-heading">
                <h2 id="input-heading">What is asked</h2>
                {Input(input)}
                </section>
                <section aria-labelledby="history-heading">
                <h2 id="history-heading">History</h2>
                <ol class="history">
                {Html.Join(request.History.Select(Entry))}
                </ol>
                </section>
                </div>
                <div>
                {(request.Status is not RequestStatus.Pending ? Html.None
                    : form.Refusal is { } refusal ? DecisionForm.Refused(refusal)
                    : DecisionForm.Write(form))}
                {Facts(request, now)}
                </div>
                </div>
                """
            )
        );
    }

    /// <summary>The status as a coloured word.</summary>
    public static Html Badge(RequestStatus status) =>
        Html.Of($"""<span class="badge {StatusText.Key(status)}">{StatusText.Word(status)}</span>""");

    private static Html Summary(FormState form) =>
        Html.Of(
            $"""
            <div class="problems" role="alert" aria-labelledby="problems-heading" tabindex="-1" autofocus>
            <h2 id="problems-heading">Nothing was decided yet</h2>
            <ul>
            {Problem("name", form.NameProblem)}
            {Problem("comment", form.CommentProblem)}
            </ul>
            </div>
            """
        );

    private static Html Problem(string field, string? problem) =>
        problem is null ? Html.None : Html.Of($"""<li><a href="#{field}">{problem}</a></li>""");

    private static Html Outcome(ApprovalRequest request)
    {
        if (request.Status is RequestStatus.Pending)
        {
            return Html.None;
        }

        return Html.Of(
            $"""
            <div class="outcome {StatusText.Key(request.Status)}" role="status">
            <p>{Badge(request.Status)} This request was {StatusText.Sentence(request)}.</p>
            {Comment(request.Decision?.Comment)}
            <p>{Told(request)}</p>
            </div>
            """
        );
    }

    private static Html Comment(string? comment) =>
        string.IsNullOrEmpty(comment) ? Html.None : Html.Of($"<blockquote>{comment}</blockquote>");

    private static string Told(ApprovalRequest request) =>
        request.Delivery switch
        {
            { State: DeliveryState.Delivered } => "Step Functions was told, and the execution goes on.",
            { State: DeliveryState.Gone, Problem: { } problem } => $"{problem}.",
            { Problem: not null } => "The decision is kept. Step Functions could not be reached yet; it will be told as soon as it can be.",
            _ => "The decision is kept, and Step Functions is being told.",
        };

    private static Html Input(ReadOnlyMemory<byte>? input)
    {
        if (input is not { } bytes)
        {
            return Html.Of($"<p>The input is no longer kept.</p>");
        }

        using var document = JsonDocument.Parse(bytes);
        return Html.Of(
            $"""
            {AtAGlance(document.RootElement)}
            <h3 id="json-heading">The whole input</h3>
            <pre tabindex="0" role="region" aria-labelledby="json-heading">{Indent(document.RootElement)}</pre>
            """
        );
    }

    // Texts and numbers that lie on top, or one level below, are what people look for first.
    private static Html AtAGlance(JsonElement root)
    {
        var facts = Scalars(root, "", 1).Where(fact => fact.Name is not ("title" or "requester" or "expiresInSeconds")).Take(24).ToList();
        return facts.Count == 0
            ? Html.None
            : Html.Of($"<dl>{Html.Join(facts.Select(fact => Html.Of($"<div><dt>{fact.Name}</dt><dd>{fact.Value}</dd></div>")))}</dl>");
    }

    private static IEnumerable<(string Name, string Value)> Scalars(JsonElement element, string prefix, int depth)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var property in element.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind is JsonValueKind.Object && depth > 0)
            {
                foreach (var inner in Scalars(property.Value, name + " › ", depth - 1))
                {
                    yield return inner;
                }
            }
            else if (
                property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)
                && property.Value.ToString() is { Length: <= 200 } text
            )
            {
                yield return (name, text);
            }
        }
    }

    private static string Indent(JsonElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Pretty))
        {
            element.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static Html Entry(HistoryEntry entry) =>
        Html.Of(
            $"""
            <li><p>{StatusText.Time(entry.At)}</p>
            <p><strong>{entry.What}</strong>{(entry.By is null ? Html.None : Html.Of($" by {entry.By}"))}{(
                entry.As is null ? Html.None : Html.Of($" as {entry.As}")
            )}</p>
            {Comment(entry.Comment)}
            {(entry.From is null ? Html.None : Html.Of($"""<p class="from">from {entry.From}</p>"""))}</li>
            """
        );

    private static Html Facts(ApprovalRequest request, DateTimeOffset now) =>
        Html.Of(
            $"""
            <section aria-labelledby="facts-heading">
            <h2 id="facts-heading">About this request</h2>
            <dl>
            <div><dt>Status</dt><dd>{Badge(request.Status)}</dd></div>
            <div><dt>Asked</dt><dd>{StatusText.Time(request.RequestedAt)}</dd></div>
            <div><dt>{(request.ExpiresAt > now ? "Expires" : "Expired")}</dt><dd>{StatusText.Time(request.ExpiresAt)}{Left(
                request,
                now
            )}</dd></div>
            {(request.Requester is null ? Html.None : Html.Of($"<div><dt>Requester</dt><dd>{request.Requester}</dd></div>"))}
            <div><dt>State</dt><dd>{request.State ?? "not told"}</dd></div>
            <div><dt>Execution</dt><dd class="arn">{request.Execution ?? "not told"}</dd></div>
            <div><dt>Request</dt><dd class="arn">{request.Id}</dd></div>
            </dl>
            </section>
            """
        );

    private static string Left(ApprovalRequest request, DateTimeOffset now) =>
        request.Status is RequestStatus.Pending && request.ExpiresAt > now ? $", in {StatusText.Distance(request.ExpiresAt - now)}" : "";
}
