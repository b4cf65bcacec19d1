using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ApprovalWorker.Settings;
using Microsoft.AspNetCore.Http;

namespace ApprovalWorker.Web;

/// <summary>
/// Protects forms from being sent by other sites: a cookie that browsers do not send along with another site's form, and in the form
/// a code that is derived from it and from the person.
/// </summary>
internal sealed class FormTokens(ApprovalSettings settings, InboxAddress address)
{
    private const string PlainCookie = "approval-form";
    private const int CookieLength = 43;

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, settings.SigningKey, 32, info: "approval forms v1"u8.ToArray());

    // The prefix makes browsers refuse the cookie from anybody but this host.
    private string Cookie => address.IsSecure ? "__Host-" + PlainCookie : PlainCookie;

    /// <summary>The code for the form of a page that is about to be sent.</summary>
    public string Issue(HttpContext context, string user)
    {
        if (context.Request.Cookies[Cookie] is not { Length: CookieLength } secret)
        {
            secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            context.Response.Cookies.Append(
                Cookie,
                secret,
                new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    Path = "/",
                    SameSite = SameSiteMode.Lax,
                    Secure = address.IsSecure,
                }
            );
        }

        return Code(secret, user);
    }

    /// <summary>Whether a form was sent from a page of ours, by the person to whom the page was sent.</summary>
    public bool IsOurs(HttpContext context, string user, string? code) =>
        !ComesFromElsewhere(context.Request)
        && context.Request.Cookies[Cookie] is { Length: CookieLength } secret
        && code is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(secret, user)), Encoding.UTF8.GetBytes(code));

    /// <summary>Whether the browser itself says that another site makes this request. Programs that are no browsers say nothing.</summary>
    public static bool ComesFromElsewhere(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";

    private string Code(string secret, string user) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{secret}\n{user}")));
}
