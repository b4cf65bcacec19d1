using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DispatchWorker.Callbacks;
using DispatchWorker.Tests.Support;
using DispatchWorker.Vault;
using Microsoft.Extensions.DependencyInjection;

namespace DispatchWorker.Tests;

/// <summary>The callback API over the loopback address, in a worker.</summary>
public sealed class CallbackApiTests : IAsyncLifetime
{
    private readonly PushBench _bench = new();
    private readonly HttpClient _client = new();
    private string _id = "";
    private string _execution = "";

    public async ValueTask InitializeAsync()
    {
        _bench.Settings["Callbacks:RequestsPerSecondPerId"] = "10";
        await _bench.DeployAsync();
        var worker = await _bench.StartDispatcherAsync();
        _client.BaseAddress = new Uri(worker.Services.GetRequiredService<CallbackServer>().Address);
        _execution = await _bench.Host.StartAsync(_bench.Machine, """{"input":{"claimId":"F-1"}}""", PushBench.Stop);
        await _bench.Clock.RunUntilAsync(() => !_bench.Provider.Received.IsEmpty, PushBench.Stop);
        _id = _bench.Provider.Received.Single().Id;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _bench.DisposeAsync();
    }

    [Fact]
    public async Task The_same_success_again_gets_the_same_answer_and_another_outcome_is_told_what_stands()
    {
        var first = await CallAsync("success", """{"paid":1}""");
        var again = await CallAsync("success", """{"paid":1}""");
        var other = await CallAsync("success", """{"paid":2}""");
        var failure = await CallAsync("failure", """{"error":"Payment.Declined","cause":""}""");

        Assert.Equal((HttpStatusCode.OK, $$"""{"id":"{{_id}}","result":"accepted","outcome":"success"}"""), first);
        Assert.Equal(first, again);
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal(HttpStatusCode.Conflict, failure.Status);
        Assert.Contains("\"outcome\":\"success\"", failure.Body, StringComparison.Ordinal);
        Assert.Equal("""{"paid":1}""", (await _bench.Host.WaitAsync(_execution, PushBench.Stop)).Output);
        _bench.AssertNoSecretWasTold();
    }

    [Fact]
    public async Task Calls_made_at_the_same_moment_end_the_job_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => CallAsync("success", $$"""{"paid":{{number % 2}}}""")));

        var stands = (await _bench.Host.WaitAsync(_execution, PushBench.Stop)).Output;
        Assert.Contains(stands, new[] { """{"paid":0}""", """{"paid":1}""" });
        Assert.Equal(4, answers.Count(answer => answer.Status is HttpStatusCode.Conflict));
        Assert.All(
            answers,
            answer => Assert.True(answer.Status is HttpStatusCode.Conflict or HttpStatusCode.OK or HttpStatusCode.Accepted)
        );
    }

    [Fact]
    public async Task A_heartbeat_is_accepted_while_the_job_runs()
    {
        var beat = await CallAsync("heartbeat", "");

        Assert.Equal((HttpStatusCode.OK, $$"""{"id":"{{_id}}","result":"accepted"}"""), beat);
        Assert.Equal(1, _bench.StepFunctions.Beats);
    }

    [Fact]
    public async Task A_heartbeat_of_a_task_that_is_over_is_gone()
    {
        await _bench.Host.StepFunctions.StopExecutionAsync(
            new Workers.Aws.StepFunctions.StopExecutionRequest { ExecutionArn = await _bench.InnerExecutionAsync(_execution) },
            PushBench.Stop
        );

        Assert.Equal(HttpStatusCode.Gone, (await CallAsync("heartbeat", "")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await CallAsync("success", "{}")).Status);
        Assert.Equal(HttpStatusCode.Gone, (await CallAsync("success", "{}")).Status);
    }

    [Theory]
    [InlineData("another secret, which is long enough")]
    [InlineData("c2f0b7a9d4e14f6f8a3b5c7d9e1f2a4c")]
    public async Task A_forged_signature_is_turned_away(string secret)
    {
        var headers = PaymentProvider.Sign(_id, "success", "{}"u8.ToArray(), Now, secret);

        await AssertTurnedAwayAsync(_id, "success", "{}", headers);
    }

    [Fact]
    public async Task A_signature_is_good_for_no_other_verb_id_or_body()
    {
        var body = """{"error":"Payment.Declined"}""";
        var headers = PaymentProvider.Sign(_id, "heartbeat", Encoding.UTF8.GetBytes(body), Now);
        await AssertTurnedAwayAsync(_id, "failure", body, headers);
        await AssertTurnedAwayAsync(_id, "success", body, headers);
        await AssertTurnedAwayAsync(_id, "heartbeat", body + " ", headers);
        await AssertTurnedAwayAsync(
            _id,
            "failure",
            body,
            PaymentProvider.Sign(TokenVault.NewId(), "failure", Encoding.UTF8.GetBytes(body), Now)
        );
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task A_recorded_call_is_turned_away_outside_of_its_window(int seconds) =>
        await AssertTurnedAwayAsync(_id, "success", "{}", PaymentProvider.Sign(_id, "success", "{}"u8.ToArray(), Now + seconds));

    [Theory]
    [InlineData("v1=")]
    [InlineData("v1=zz")]
    [InlineData("")]
    [InlineData("v2=00")]
    public async Task A_malformed_signature_is_turned_away(string signature)
    {
        var headers = PaymentProvider.Sign(_id, "success", "{}"u8.ToArray(), Now);
        headers["X-Dispatch-Signature"] = signature;

        await AssertTurnedAwayAsync(_id, "success", "{}", headers);
    }

    [Fact]
    public async Task A_call_without_a_signature_is_turned_away() =>
        await AssertTurnedAwayAsync(_id, "success", "{}", new Dictionary<string, string>());

    [Fact]
    public async Task An_id_that_is_unknown_or_malformed_is_not_found()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("success", "{}", TokenVault.NewId())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("success", "{}", "..%2F..")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("cancel", "{}")).Status);
    }

    [Fact]
    public async Task An_id_whose_deadline_has_passed_is_gone_and_later_forgotten()
    {
        await _bench.Clock.AdvanceAsync(TimeSpan.FromMinutes(11), PushBench.Stop);

        var late = await CallAsync("success", "{}");
        await _bench.Clock.AdvanceAsync(TimeSpan.FromDays(2), PushBench.Stop);
        var forgotten = await CallAsync("success", "{}");

        Assert.Equal(HttpStatusCode.Gone, late.Status);
        Assert.Contains("Dispatch.ProcessorTimedOut", late.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, forgotten.Status);
    }

    [Fact]
    public async Task An_output_of_the_largest_size_is_taken_and_one_byte_more_is_not()
    {
        var largest = '"' + new string('x', CallbackEndpoint.LongestBody - 2) + '"';

        var tooLarge = await CallAsync("success", largest + " ");
        var taken = await CallAsync("success", largest);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.Status);
        Assert.Contains("\"code\":\"TooLarge\"", tooLarge.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, taken.Status);
    }

    [Fact]
    public async Task An_output_of_unknown_length_is_measured_while_it_is_read()
    {
        var body = new byte[CallbackEndpoint.LongestBody + 1];
        Array.Fill(body, (byte)' ');
        using var request = Request(_id, "success", PaymentProvider.Sign(_id, "success", body, Now));
        request.Content = new StreamContent(new Unsized(body));
        request.Headers.TransferEncodingChunked = true;

        using var response = await _client.SendAsync(request, PushBench.Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("success", "")]
    [InlineData("success", "{")]
    [InlineData("success", "{} {}")]
    [InlineData("failure", "")]
    [InlineData("failure", "[]")]
    [InlineData("failure", """{"error":""}""")]
    [InlineData("failure", """{"error":7}""")]
    [InlineData("failure", """{"error":"two\nlines"}""")]
    [InlineData("failure", """{"error":"\u001b[2Jgone"}""")]
    public async Task A_body_that_cannot_be_taken_is_explained_and_may_be_corrected(string verb, string body)
    {
        var wrong = await CallAsync(verb, body);
        var corrected = await CallAsync("success", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, wrong.Status);
        Assert.Contains("\"code\":\"InvalidBody\"", wrong.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, corrected.Status);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_not_taken()
    {
        byte[] body = [(byte)'"', 0xC3, 0x28, (byte)'"'];
        using var request = Request(_id, "success", PaymentProvider.Sign(_id, "success", body, Now));
        request.Content = new ByteArrayContent(body);

        using var response = await _client.SendAsync(request, PushBench.Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Too_many_calls_for_one_id_are_told_when_to_come_again_and_others_are_let_in()
    {
        HttpResponseMessage? limited = null;
        for (var call = 0; call < 200 && limited is null; call++)
        {
            using var request = Request(_id, "success", new Dictionary<string, string>());
            var response = await _client.SendAsync(request, PushBench.Stop);
            limited = response.StatusCode is HttpStatusCode.TooManyRequests ? response : null;
        }

        Assert.NotNull(limited);
        Assert.InRange(limited.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 2);
        Assert.Contains("TooManyRequests", await limited.Content.ReadAsStringAsync(PushBench.Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await CallAsync("success", "{}", TokenVault.NewId())).Status);
    }

    [Fact]
    public async Task Anything_but_post_is_not_allowed()
    {
        using var response = await _client.GetAsync(new Uri($"/callbacks/{_id}/success", UriKind.Relative), PushBench.Stop);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_vault_that_fails_asks_for_another_call_which_then_counts()
    {
        _bench.Store.FailingWrites = 1;

        var failed = await CallAsync("success", "{}");
        var again = await CallAsync("success", "{}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.Status);
        Assert.Equal(HttpStatusCode.OK, again.Status);
    }

    private long Now => _bench.Clock.GetUtcNow().ToUnixTimeSeconds();

    private static HttpRequestMessage Request(string id, string verb, Dictionary<string, string> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/callbacks/{id}/{verb}", UriKind.Relative));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private Task<(HttpStatusCode Status, string Body)> CallAsync(string verb, string body, string? id = null) =>
        SendAsync(id ?? _id, verb, body, PaymentProvider.Sign(id ?? _id, verb, Encoding.UTF8.GetBytes(body), Now));

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(
        string id,
        string verb,
        string body,
        Dictionary<string, string> headers
    )
    {
        using var request = Request(id, verb, headers);
        request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var response = await _client.SendAsync(request, PushBench.Stop);
        var answer = await response.Content.ReadAsStringAsync(PushBench.Stop);
        _bench.Told.Add($"{response.Headers} {answer}");
        using var json = JsonDocument.Parse(answer);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        return (response.StatusCode, answer);
    }

    private async Task AssertTurnedAwayAsync(string id, string verb, string body, Dictionary<string, string> headers)
    {
        var answer = await SendAsync(id, verb, body, headers);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.DoesNotContain("outcome", answer.Body, StringComparison.Ordinal);
        var description = await _bench.Host.StepFunctions.DescribeExecutionAsync(
            new Workers.Aws.StepFunctions.DescribeExecutionRequest { ExecutionArn = _execution },
            PushBench.Stop
        );
        Assert.Equal("RUNNING", description.Status);
    }

    /// <summary>A body whose length nobody is told.</summary>
    private sealed class Unsized(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
