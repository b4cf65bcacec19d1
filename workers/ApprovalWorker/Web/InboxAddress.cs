using ApprovalWorker.Settings;

namespace ApprovalWorker.Web;

/// <summary>Where the inbox is, for people.</summary>
internal sealed class InboxAddress(ApprovalSettings settings)
{
    private volatile string _publicUrl = (settings.Inbox.PublicUrl ?? settings.Inbox.Url).TrimEnd('/');

    /// <summary>What every address of the inbox starts with, without a slash at its end.</summary>
    public string PublicUrl => _publicUrl;

    /// <summary>Whether browsers reach the inbox over TLS, so that cookies can insist on it.</summary>
    public bool IsSecure => _publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The inbox listens here: that is its address unless another one was configured.</summary>
    public void ListensOn(string url)
    {
        if (settings.Inbox.PublicUrl is null)
        {
            _publicUrl = url.TrimEnd('/');
        }
    }
}
