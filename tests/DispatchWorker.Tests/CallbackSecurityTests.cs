using System.Globalization;
using System.Net;
using System.Text;
using DispatchWorker.Callbacks;
using DispatchWorker.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws.StepFunctions;

namespace DispatchWorker.Tests;

/// <summary>What somebody who does not know the secret, or knows another one, can do with the callback API: nothing.</summary>
public sealed class CallbackSecurityTests : IAsyncLifetime
{
    private const string OtherSecret = "5f1d3c0be87a4c21a9d6e4f70b82c935";

    private readonly PushBench _bench = new();
    private readonly HttpClient _client = new();
    private readonly List<string> _executions = [];
    private IReadOnlyList<string> _ids = [];

    public async ValueTask InitializeAsync()
    {
        _bench.Settings["Callbacks:RequestsPerSecondPerId"] = "10";
        _bench.Settings["Dispatch:refund:WebhookUrl"] = "https://refunds.example/hooks";
        _bench.Settings["Dispatch:refund:Secret"] = OtherSecret;
        _bench.Settings["Dispatch:refund:ActivityArn"] = await _bench.Host.CreateActivityAsync("refund", PushBench.Stop);
        await _bench.DeployAsync();
        var worker = await _bench.StartDispatcherAsync();
        _client.BaseAddress = new Uri(worker.Services.GetRequiredService<CallbackServer>().Address);
        for (var claim = 0; claim < 2; claim++)
        {
            _executions.Add(await _bench.Host.StartAsync(_bench.Machine, $$$"""{"input":{"claimId":"F-{{{claim}}}"}}""", PushBench.Stop));
        }

        await _bench.Clock.RunUntilAsync(() => _bench.Provider.Received.Count == 2, PushBench.Stop);
        _ids = [.. _bench.Provider.Received.Select(payment => payment.Id)];
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _bench.DisposeAsync();
    }

    [Fact]
    public async Task The_signature_of_another_job_is_turned_away()
    {
        var headers = PaymentProvider.Sign(_ids[1], "success", "{}"u8.ToArray(), Now);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(_ids[0], "success", "{}", headers));
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task The_secret_of_another_activity_is_turned_away()
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", "{}"u8.ToArray(), Now, OtherSecret);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(_ids[0], "success", "{}", headers));
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task The_signature_of_a_webhook_is_good_for_no_callback()
    {
        var headers = PaymentProvider.Sign(_ids[0], "handover", "{}"u8.ToArray(), Now);

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(_ids[0], "success", "{}", headers));
        await AssertNothingHappenedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-1")]
    [InlineData("+1893456000")]
    [InlineData("1893456000.5")]
    [InlineData("1.9e9")]
    [InlineData("253402300800")]
    [InlineData("99999999999999999999")]
    public async Task A_malformed_time_stamp_is_turned_away(string timestamp)
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", "{}"u8.ToArray(), Now);
        headers["X-Dispatch-Timestamp"] = timestamp;

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(_ids[0], "success", "{}", headers));
        await AssertNothingHappenedAsync();
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task A_clock_that_is_wrong_by_the_window_is_good_enough(int seconds)
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", "{}"u8.ToArray(), Now + seconds);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(_ids[0], "success", "{}", headers));
    }

    [Theory]
    [InlineData("X-Dispatch-Signature")]
    [InlineData("X-Dispatch-Timestamp")]
    public async Task A_header_that_comes_twice_is_turned_away(string header)
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", "{}"u8.ToArray(), Now);
        var twice = $"{header}: {headers[header]}\r\n";

        Assert.StartsWith(
            "HTTP/1.1 401 ",
            await SendRawAsync(Head(_ids[0], "success", headers) + twice + "Content-Length: 2\r\n\r\n{}"),
            StringComparison.Ordinal
        );
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task Two_lengths_of_one_body_are_malformed()
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", "{}"u8.ToArray(), Now);
        var request = Head(_ids[0], "success", headers) + "Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}";

        Assert.StartsWith("HTTP/1.1 400 ", await SendRawAsync(request), StringComparison.Ordinal);
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task A_request_that_is_hidden_in_the_body_of_a_signed_one_needs_a_signature_of_its_own()
    {
        var headers = PaymentProvider.Sign(_ids[0], "heartbeat", [], Now);
        var hidden = Head(_ids[0], "success", headers) + "Connection: close\r\nContent-Length: 2\r\n\r\n{}";
        var request =
            Head(_ids[0], "heartbeat", headers)
            + string.Create(
                CultureInfo.InvariantCulture,
                $"Content-Length: {hidden.Length + 5}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
            );

        using var connection = await RawConnection.OpenAsync(_client.BaseAddress!);
        await connection.SendAsync(request);
        var answers = await connection.ReadToEndAsync();

        Assert.DoesNotContain("success", answers, StringComparison.Ordinal);
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task The_path_alone_tells_which_job_and_what()
    {
        var headers = PaymentProvider.Sign(_ids[0], "heartbeat", [], Now);
        headers["X-Dispatch-Id"] = _ids[1];
        headers["X-HTTP-Method-Override"] = "GET";
        headers["X-Original-URL"] = $"/callbacks/{_ids[1]}/success";

        Assert.Equal(HttpStatusCode.OK, await PostAsync(_ids[0], "heartbeat", "", headers));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(_ids[0].ToUpperInvariant(), "heartbeat", "", headers));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(_ids[0], "heartbeat/", "", headers));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(_ids[0], "Heartbeat", "", headers));
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task A_body_that_is_said_to_be_too_large_is_answered_before_it_comes()
    {
        var headers = PaymentProvider.Sign(_ids[0], "success", [], Now);

        var answer = await SendRawAsync(Head(_ids[0], "success", headers) + "Content-Length: 10000000000\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        await AssertNothingHappenedAsync();
    }

    [Fact]
    public async Task A_body_without_an_end_is_cut_off()
    {
        const int Most = 64 * 1024 * 1024;
        var headers = PaymentProvider.Sign(_ids[0], "success", [], Now);
        var chunk = Encoding.ASCII.GetBytes("10000\r\n" + new string(' ', 65_536) + "\r\n");
        using var connection = await RawConnection.OpenAsync(_client.BaseAddress!);
        await connection.SendAsync(Head(_ids[0], "success", headers) + "Transfer-Encoding: chunked\r\n\r\n");
        var sent = 0;
        try
        {
            while (sent < Most && !connection.HasAnswer)
            {
                await connection.SendAsync(chunk);
                sent += chunk.Length;
            }

            Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadAsync(), StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It was cut off so hard that its answer did not get through.
        }

        Assert.True(sent < Most);
        await AssertNothingHappenedAsync();
    }

    private long Now => _bench.Clock.GetUtcNow().ToUnixTimeSeconds();

    private static string Head(string id, string verb, Dictionary<string, string> headers) =>
        $"POST /callbacks/{id}/{verb} HTTP/1.1\r\nHost: dispatch.example\r\n"
        + string.Concat(headers.Select(header => $"{header.Key}: {header.Value}\r\n"));

    private async Task<string> SendRawAsync(string request)
    {
        using var connection = await RawConnection.OpenAsync(_client.BaseAddress!);
        await connection.SendAsync(request);
        var answer = await connection.ReadAsync();
        _bench.Told.Add(answer);
        return answer;
    }

    private async Task<HttpStatusCode> PostAsync(string id, string verb, string body, Dictionary<string, string> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/callbacks/{id}/{verb}", UriKind.Relative))
        {
            Content = new StringContent(body),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, PushBench.Stop);
        _bench.Told.Add($"{response.Headers} {await response.Content.ReadAsStringAsync(PushBench.Stop)}");
        return response.StatusCode;
    }

    private async Task AssertNothingHappenedAsync()
    {
        foreach (var execution in _executions)
        {
            var request = new DescribeExecutionRequest { ExecutionArn = execution };
            Assert.Equal("RUNNING", (await _bench.Host.StepFunctions.DescribeExecutionAsync(request, PushBench.Stop)).Status);
        }

        Assert.Equal(0, _bench.StepFunctions.Reports);
    }
}
