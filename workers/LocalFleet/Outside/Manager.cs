using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalFleet.Failures;

namespace LocalFleet.Outside;

/// <summary>Decides approval requests over HTTP, in place of a person, by a rule. Now and then a decision is sent twice.</summary>
internal sealed class Manager(string inbox, SignIn? signIn, FailureLog failures, TimeProvider time) : IDisposable
{
    /// <summary>Flights that were late by fewer minutes are refused.</summary>
    public const int FewestMinutes = 75;

    /// <summary>What a refusal says.</summary>
    public const string Refusal = "that is too close to the limit";

    private const string Name = "manager@example.com";
    private const int RepetitionInterval = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new() { BaseAddress = new Uri(inbox), Timeout = TimeSpan.FromSeconds(10) };
    private readonly EveryNth _repeats = new(RepetitionInterval);

    /// <summary>Whether a flight's delay is enough.</summary>
    public static bool Approves(int delay) => delay >= FewestMinutes;

    /// <summary>Looks for requests and decides them, until cancelled.</summary>
    public async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await DecideAllAsync(cancellationToken);
            }
            catch (Exception exception)
                when (exception is HttpRequestException
                    || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                )
            {
                // The inbox is starting, or starting again.
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task DecideAllAsync(CancellationToken cancellationToken)
    {
        var list = await GetAsync("/api/requests?status=pending", cancellationToken);
        foreach (var request in list["requests"]!.AsArray())
        {
            var id = (string)request!["id"]!;
            var whole = await GetAsync($"/api/requests/{id}", cancellationToken);
            var approves = Approves((int)whole["input"]!["request"]!["flight"]!["delay"]!);
            await DecideAsync(id, approves, cancellationToken);
            if (failures.IsOn && _repeats.Next())
            {
                failures.Injected(FleetPattern.Approval);
                await DecideAsync(id, approves, cancellationToken);
            }
        }
    }

    private async Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, path);
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
    }

    private async Task DecideAsync(string id, bool approves, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["comment"] = approves ? "" : Refusal };
        using var request = Request(HttpMethod.Post, $"/api/requests/{id}/{(approves ? "approve" : "reject")}");
        request.Content = JsonContent.Create(body, FleetJson.Default.JsonObject);
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (signIn is not null)
        {
            request.Headers.Add(SignIn.Header, signIn.Sign(Name));
        }

        return request;
    }
}
