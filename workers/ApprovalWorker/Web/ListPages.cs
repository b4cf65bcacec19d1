using ApprovalWorker.Requests;

namespace ApprovalWorker.Web;

/// <summary>The lists of requests.</summary>
internal static class ListPages
{
    /// <summary>How many requests a page shows.</summary>
    public const int PageSize = 50;

    /// <summary>Requests that wait for a decision, those that expire first before the others.</summary>
    public static Html Pending(IReadOnlyList<ApprovalRequest> all, int page, string user, DateTimeOffset now)
    {
        var pending = all.Where(request => request.Status is RequestStatus.Pending).OrderBy(request => request.ExpiresAt).ToList();
        var main =
            pending.Count == 0
                ? Html.Of(
                    $"""
                    <h1>Pending requests</h1>
                    <p class="empty">Nothing waits for a decision.</p>
                    """
                )
                : Html.Of(
                    $"""
                    <h1>Pending requests <span class="count">{pending.Count}<span class="hidden"> in all</span></span></h1>
                    <ul class="cards">
                    {Html.Join(Cut(pending, page).Select(request => Card(request, now)))}
                    </ul>
                    {Pages("/", pending.Count, page)}
                    """
                );
        return Layout.Page("Pending requests", user, "/", main);
    }

    /// <summary>Requests that are decided or expired, the latest first.</summary>
    public static Html Decided(IReadOnlyList<ApprovalRequest> all, int page, string user)
    {
        var decided = all.Where(request => request.Status is not RequestStatus.Pending).OrderByDescending(Ended).ToList();
        var main =
            decided.Count == 0
                ? Html.Of(
                    $"""
                    <h1>Decided requests</h1>
                    <p class="empty">Nothing has been decided yet.</p>
                    """
                )
                : Html.Of(
                    $"""
                    <h1>Decided requests <span class="count">{decided.Count}<span class="hidden"> in all</span></span></h1>
                    <div class="scroll" role="region" aria-label="Decided requests" tabindex="0">
                    <table>
                    <thead><tr><th scope="col">Request</th><th scope="col">Outcome</th><th scope="col">By</th><th scope="col">When</th><th scope="col">Step Functions</th></tr></thead>
                    <tbody>
                    {Html.Join(Cut(decided, page).Select(Row))}
                    </tbody>
                    </table>
                    </div>
                    {Pages("/decided", decided.Count, page)}
                    """
                );
        return Layout.Page("Decided requests", user, "/decided", main);
    }

    private static Html Card(ApprovalRequest request, DateTimeOffset now) =>
        Html.Of(
            $"""
            <li class="card">
            <h2><a href="/requests/{request.Id}">{request.Title}</a></h2>
            <p>{request.State ?? "No state told"} · asked {StatusText.Time(request.RequestedAt)}</p>
            <p class="left">Expires {StatusText.Time(request.ExpiresAt)}, in {StatusText.Distance(request.ExpiresAt - now)}</p>
            </li>
            """
        );

    private static Html Row(ApprovalRequest request) =>
        Html.Of(
            $"""
            <tr>
            <th scope="row"><a href="/requests/{request.Id}">{request.Title}</a></th>
            <td>{RequestPage.Badge(request.Status)}</td>
            <td>{request.Decision?.By ?? "nobody"}</td>
            <td>{StatusText.Time(Ended(request))}</td>
            <td>{Told(request)}</td>
            </tr>
            """
        );

    private static string Told(ApprovalRequest request) =>
        request.Delivery?.State switch
        {
            DeliveryState.Delivered => "told",
            DeliveryState.Gone => "does not wait any more",
            _ => "is still to be told",
        };

    private static DateTimeOffset Ended(ApprovalRequest request) => request.Decision?.At ?? request.ExpiresAt;

    private static IEnumerable<ApprovalRequest> Cut(List<ApprovalRequest> requests, int page) =>
        requests.Skip((page - 1) * PageSize).Take(PageSize);

    private static Html Pages(string path, int count, int page)
    {
        var last = (count + PageSize - 1) / PageSize;
        return last <= 1
            ? Html.None
            : Html.Of(
                $"""
                <nav class="pages" aria-label="Pages"><p>Page {page} of {last}</p>
                {(page > 1 ? Html.Of($"""<a rel="prev" href="{path}?page={page - 1}">Previous page</a>""") : Html.None)}
                {(page < last ? Html.Of($"""<a rel="next" href="{path}?page={page + 1}">Next page</a>""") : Html.None)}</nav>
                """
            );
    }
}
