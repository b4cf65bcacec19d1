namespace ApprovalWorker.Web;

/// <summary>Pages that say one thing.</summary>
internal static class MessagePages
{
    /// <summary>A page with a heading, a sentence and a way on.</summary>
    public static Html Write(string title, string text, string? user, string? wayOn = null, string wayOnText = "Go to the request") =>
        Layout.Page(
            title,
            user,
            null,
            Html.Of(
                $"""
                <h1>{title}</h1>
                <p>{text}</p>
                {(wayOn is null ? Html.None : Html.Of($"""<p><a href="{wayOn}">{wayOnText}</a></p>"""))}
                """
            )
        );
}
