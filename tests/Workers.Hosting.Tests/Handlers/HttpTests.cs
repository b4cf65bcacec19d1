using System.Net;
using System.Net.Sockets;
using Workers.Hosting.Jobs;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Handlers;

public sealed class HttpTests
{
    [Fact]
    public async Task The_input_is_posted_and_the_response_is_the_output()
    {
        await using var service = await HttpService.AnsweringAsync(200, """ {"amount":250} """);

        Assert.Equal("""{"amount":250}""", await HandlerRun.OutputAsync(Post(service.Url)));

        var (body, headers) = Assert.Single(service.Requests);
        Assert.Equal("""{"id":"c1","text":"Grüße"}""", body);
        Assert.Equal("application/json", headers["Content-Type"]);
    }

    [Fact]
    public async Task The_service_learns_the_job_from_the_headers_but_never_the_token()
    {
        await using var service = await HttpService.AnsweringAsync(200, "{}");
        var options = Post(service.Url);
        options.Headers["Authorization"] = "Bearer key";
        var context = HandlerRun.Context();

        await HandlerRun.OutputAsync(options, context);

        var headers = service.Requests[0].Headers;
        Assert.Equal("Bearer key", headers["Authorization"]);
        Assert.Equal(context.IdempotencyKey, headers["Idempotency-Key"]);
        Assert.Equal(context.Envelope.TraceParent, headers["traceparent"]);
        Assert.Equal(context.Envelope.Execution, headers["Workers-Execution"]);
        Assert.Equal("Pr%C3%BCfen", headers["Workers-State"]);
        Assert.Equal("2", headers["Workers-Attempt"]);
        Assert.DoesNotContain(
            headers.Values.Append(service.Requests[0].Body),
            value => value.Contains(HandlerRun.Token, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_response_without_a_body_is_the_output_null()
    {
        await using var service = await HttpService.AnsweringAsync(202, "");

        Assert.Equal("null", await HandlerRun.OutputAsync(Post(service.Url)));
    }

    [Theory]
    [InlineData(503, "Http.Status.503")]
    [InlineData(404, "Http.Status.404")]
    [InlineData(302, "Http.Status.302")]
    [InlineData(422, "Claim.NotPayable")]
    public async Task A_status_is_the_errors_name_and_the_body_its_cause(int status, string error)
    {
        await using var service = await HttpService.AnsweringAsync(status, "the tariff is closed");
        var options = Post(service.Url + "?key=secret");
        options.ErrorNames["422"] = "Claim.NotPayable";

        var failure = await HandlerRun.FailAsync(options);

        Assert.Equal(error, failure.Error);
        Assert.Equal($"{service.Url} answered {status}. the tariff is closed", failure.Cause);
        Assert.Equal($"{service.Url} answered {status}. Its body is in the cause that was reported.", failure.LoggedCause);
    }

    [Fact]
    public async Task A_response_that_is_no_JSON_fails_by_name()
    {
        await using var service = await HttpService.AnsweringAsync(200, "<html>");

        var outcome = await HandlerRun.RunAsync(Post(service.Url));

        Assert.Equal((JobOutcomeKind.Failed, WorkerErrors.InvalidOutput), (outcome.Kind, outcome.Error));
    }

    [Fact]
    public async Task A_response_that_is_too_large_fails_by_name()
    {
        await using var service = await HttpService.AnsweringAsync(200, $"\"{new string('x', 100_000)}\"");
        var options = Post(service.Url);
        options.MaxOutputBytes = 50_000;

        var failure = await HandlerRun.FailAsync(options);

        Assert.Equal(WorkerErrors.OutputTooLarge, failure.Error);
        Assert.Contains("50000", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_fails_by_name()
    {
        var time = new ManualTime();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await HttpService.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var run = HandlerRun.FailAsync(Post(service.Url), time);
        await Soon.Within(arrived.Task);

        time.Advance(TimeSpan.FromSeconds(100));

        var failure = await Soon.Within(run);
        Assert.Equal("Http.Timeout", failure.Error);
        Assert.Contains("100 s", failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_job_is_no_timeout()
    {
        using var cancellation = new CancellationTokenSource();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await HttpService.StartAsync(context =>
        {
            arrived.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        var run = HandlerRun.RunAsync(Post(service.Url), cancellationToken: cancellation.Token);
        await Soon.Within(arrived.Task);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Soon.Within(run));
    }

    [Fact]
    public async Task A_refused_connection_fails_by_name()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://{listener.LocalEndpoint}/";
        listener.Stop();

        var failure = await HandlerRun.FailAsync(Post(url));

        Assert.Equal("Http.Connection", failure.Error);
        Assert.Contains(url, failure.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_fails_by_name()
    {
        await using var service = await HttpService.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.Body.WriteAsync("{"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

        var failure = await HandlerRun.FailAsync(Post(service.Url));

        Assert.Equal("Http.Connection", failure.Error);
    }

    [Fact]
    public async Task A_host_without_an_address_fails_by_name()
    {
        var failure = await HandlerRun.FailAsync(Post("http://no-such-host.invalid/"));

        Assert.Equal("Http.NameResolution", failure.Error);
    }

    private static HandlerOptions Post(string url) => new() { Kind = HandlerKind.Http, Url = url };
}
