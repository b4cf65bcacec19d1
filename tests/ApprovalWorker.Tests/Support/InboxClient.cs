using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ApprovalWorker.Identity;

namespace ApprovalWorker.Tests.Support;

/// <summary>A browser without a screen: keeps cookies, follows no redirects, reads the code out of forms.</summary>
internal sealed partial class InboxClient : IDisposable
{
    private readonly CookieContainer _cookies;
    private readonly string? _identity;
    private readonly HttpClient _http;

    /// <param name="url">Where the inbox is.</param>
    /// <param name="identity">What the load balancer adds to each request.</param>
    public InboxClient(string url, string? identity = null)
        : this(url, identity, new CookieContainer()) { }

    private InboxClient(string url, string? identity, CookieContainer cookies)
    {
        _identity = identity;
        _cookies = cookies;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies })
        {
            BaseAddress = new Uri(url),
        };
        if (identity is not null)
        {
            _http.DefaultRequestHeaders.Add(LoadBalancerIdentity.Header, identity);
        }
    }

    /// <summary>The same browser at another worker of the inbox. Cookies do not tell ports apart.</summary>
    public InboxClient At(string url) => new(url, _identity, _cookies);

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path, TestContext.Current.CancellationToken);

    public async Task<string> PageAsync(string path)
    {
        using var answer = await GetAsync(path);
        return await TextAsync(answer);
    }

    public static Task<string> TextAsync(HttpResponseMessage answer) =>
        answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    /// <summary>Opens a page and reads where its form goes, and its code.</summary>
    public async Task<(string Action, string Code)> FormAsync(string page)
    {
        var html = await PageAsync(page);
        return (Action().Match(html).Groups[1].Value, Code().Match(html).Groups[1].Value);
    }

    /// <summary>Opens a page and sends its form.</summary>
    public async Task<HttpResponseMessage> DecideAsync(string page, string decision, string comment = "", string? name = null) =>
        await SendAsync(await FormAsync(page), decision, comment, name: name);

    /// <summary>Sends a form.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        (string Action, string Code) form,
        string decision,
        string comment,
        string? site = null,
        string? name = null
    )
    {
        var fields = new Dictionary<string, string>
        {
            ["code"] = form.Code,
            ["decision"] = decision,
            ["comment"] = comment,
            ["name"] = name ?? "",
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, form.Action) { Content = new FormUrlEncodedContent(fields) };
        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> PostJsonAsync(string path, string body, string type = "application/json") =>
        PostAsync(path, body, type);

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string type)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse(type));
        return await _http.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"code\" value=\"([^\"]+)\"")]
    private static partial Regex Code();

    [GeneratedRegex("<form method=\"post\" action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
