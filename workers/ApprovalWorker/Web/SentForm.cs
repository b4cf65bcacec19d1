using ApprovalWorker.Decisions;
using ApprovalWorker.Identity;
using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Web;

/// <summary>What a person has sent.</summary>
internal sealed record SentForm(bool? Approve, string Comment, string Name, string? Code)
{
    private const string FormType = "application/x-www-form-urlencoded";

    /// <summary>Reads a form; <see langword="null"/> when it is none.</summary>
    public static async Task<SentForm?> ReadAsync(HttpContext context)
    {
        // As the inbox's own forms are sent; a multipart one would be read into files.
        if (context.Request.GetTypedHeaders().ContentType?.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase) is not true)
        {
            return null;
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException exception)
        {
            // More fields, or longer names, than the framework reads.
            throw new BadHttpRequestException($"The form is none of this inbox: {exception.Message}", exception);
        }

        bool? approve = form["decision"].ToString() switch
        {
            "approve" => true,
            "reject" => false,
            _ => null,
        };

        // Browsers send line ends as CRLF; maxlength counts them as one.
        var comment = form["comment"].ToString().ReplaceLineEndings("\n").Trim();
        return new SentForm(approve, comment, form["name"].ToString().Trim(), form["code"]);
    }

    /// <summary>What is wrong with the comment, for people.</summary>
    public static string? Problem(DecideResult result) =>
        result switch
        {
            DecideResult.CommentMissing => "Say in the comment why you reject it",
            DecideResult.CommentTooLong => $"Shorten the comment to {DecisionService.MaxComment} characters",
            _ => null,
        };
}

/// <summary>Where a decision comes from, for the audit trail.</summary>
internal static class Origin
{
    private const int MaxAgent = 200;

    /// <summary>The address and the user agent.</summary>
    public static string Of(HttpContext context, IIdentitySource identity)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        agent = agent.Length <= MaxAgent ? agent : agent[..MaxAgent];
        var address = identity.AddressOf(context);
        return agent.Length == 0 ? address : $"{address}, {agent}";
    }
}
