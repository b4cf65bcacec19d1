namespace ApprovalWorker.Web;

/// <summary>What all pages have in common.</summary>
internal static class Layout
{
    /// <summary>A whole page.</summary>
    /// <param name="title">Its title and main heading's sense.</param>
    /// <param name="user">Who looks at it; <see langword="null"/> for the holder of a link, who sees one request and no lists.</param>
    /// <param name="current">The path of the list it is, if it is one.</param>
    /// <param name="main">Its content.</param>
    public static Html Page(string title, string? user, string? current, Html main) =>
        Html.Of(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{title} – Approvals</title>
            <link rel="stylesheet" href="/assets/inbox.css">
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header class="top">
            <div class="wide">
            <p class="brand">Approvals</p>
            {Navigation(user, current)}
            </div>
            </header>
            <main id="main" class="wide">
            {main}
            </main>
            </body>
            </html>
            """
        );

    private static Html Navigation(string? user, string? current) =>
        user is null
            ? Html.None
            : Html.Of(
                $"""
                <nav aria-label="Lists"><ul><li>{Link("/", "Pending", current)}</li><li>{Link(
                    "/decided",
                    "Decided",
                    current
                )}</li></ul></nav>
                <p class="user"><span class="hidden">Signed in as </span>{user}</p>
                """
            );

    private static Html Link(string path, string text, string? current) =>
        path == current ? Html.Of($"""<a href="{path}" aria-current="page">{text}</a>""") : Html.Of($"""<a href="{path}">{text}</a>""");
}
