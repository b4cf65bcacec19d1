using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Emulator.Server;

namespace Workers.Emulator.Tests.Protocol;

public sealed class ServerTests
{
    [Fact]
    public async Task A_queue_url_starts_with_the_address_that_the_client_used()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        using var client = await ConnectAsync(server);
        using var request = EmulatorFixture.Request("AmazonSQS.CreateQueue", """{"QueueName":"q"}""");
        request.Headers.Host = "emulator:4566";

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(
            """{"QueueUrl":"http://emulator:4566/000000000000/q"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal("application/x-amz-json-1.0", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.Contains("x-amzn-RequestId"));
    }

    [Fact]
    public async Task A_held_receive_is_answered_by_a_send_on_another_connection()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        using var client = await ConnectAsync(server);
        var url = (await CallAsync(client, "CreateQueue", """{"QueueName":"q"}""")).GetProperty("QueueUrl").GetString();

        var answers = await Task.WhenAll(
            CallAsync(client, "ReceiveMessage", $$"""{"QueueUrl":"{{url}}","WaitTimeSeconds":20}"""),
            CallAsync(client, "SendMessage", $$"""{"QueueUrl":"{{url}}","MessageBody":"a"}""")
        );

        Assert.Equal("a", answers[0].GetProperty("Messages")[0].GetProperty("Body").GetString());
    }

    [Fact]
    public async Task Requests_are_counted_for_the_application_that_the_user_agent_names()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        using var client = await ConnectAsync(server);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "aws-sdk-js/3.1 app/desk lang/js");
        await CallAsync(client, "ListQueues", "{}");
        await CallAsync(client, "ListQueues", "{}");

        var text = await client.GetStringAsync("/_emulator/stats", TestContext.Current.CancellationToken);

        var callers = JsonDocument.Parse(text).RootElement.GetProperty("requestsByApp").GetRawText();
        Assert.Equal("""{"desk":{"AmazonSQS.ListQueues":2}}""", callers);
    }

    [Fact]
    public async Task Health_and_statistics_are_there_for_launchers()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        using var client = await ConnectAsync(server);
        await CallAsync(client, "ListQueues", "{}");

        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync("/_emulator/health", TestContext.Current.CancellationToken));
        var statistics = JsonDocument.Parse(await client.GetStringAsync("/_emulator/stats", TestContext.Current.CancellationToken));
        Assert.Equal(1, statistics.RootElement.GetProperty("requests").GetProperty("AmazonSQS.ListQueues").GetInt32());
        Assert.Equal("{}", statistics.RootElement.GetProperty("requestsByApp").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/elsewhere", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_with_a_reason()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        using var client = await ConnectAsync(server);
        using var request = EmulatorFixture.Request("AmazonSQS.SendMessage", "");
        request.Content = new StringContent(new string('x', 9_000_000), Encoding.UTF8);
        request.Headers.ExpectContinue = true;

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData(new[] { "--nonsense" }, "Unknown option '--nonsense'")]
    [InlineData(new[] { "--region" }, "The option --region needs a value")]
    [InlineData(new[] { "--account-id", "42" }, "The account id '42' is not twelve digits")]
    [InlineData(new[] { "--urls", "ftp://here" }, "The address 'ftp://here' in --urls is not of the form http://host:port")]
    [InlineData(new[] { "--log-level=loud" }, "The value 'loud' of --log-level")]
    [InlineData(new[] { "--lost-polls", "never" }, "The value 'never' of --lost-polls is not one of Lossy, Safe.")]
    public async Task A_wrong_start_is_refused_in_one_line(string[] args, string reason)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var exitCode = await EmulatorProcess.RunAsync(args, Stream.Null, output, errors);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"Workers.Emulator: {reason}", errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public async Task The_health_of_a_running_emulator_is_asked_for_by_a_verb()
    {
        await using var emulator = new AwsEmulator();
        var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        var address = await server.StartAsync(["http://127.0.0.1:0"], CancellationToken.None);
        await using var errors = new StringWriter();

        Assert.Equal(0, await EmulatorProcess.RunAsync(["health", "--urls", address], Stream.Null, errors, errors));
        Assert.Equal("", errors.ToString());

        await server.DisposeAsync();

        Assert.Equal(1, await EmulatorProcess.RunAsync(["health", "--urls", address], Stream.Null, errors, errors));
        Assert.StartsWith($"Workers.Emulator: no answer from {address}/_emulator/health: ", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var emulator = new AwsEmulator();
        await using var server = new EmulatorServer(emulator, NullLoggerFactory.Instance);
        var address = await server.StartAsync(["http://127.0.0.1:0"], CancellationToken.None);
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var exitCode = await EmulatorProcess.RunAsync(["--urls", address], Stream.Null, output, errors);

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"Workers.Emulator: Cannot listen on {address}: ", errors.ToString(), StringComparison.Ordinal);
        Assert.Single(errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task It_says_where_it_listens_and_ends_with_its_standard_input()
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();

        var exitCode = await EmulatorProcess.RunAsync(
            ["--urls", "http://127.0.0.1:0", "--stop-on-stdin-end", "--account-id", "123456789012", "--region=eu-west-1"],
            Stream.Null,
            output,
            errors
        );

        Assert.Equal(0, exitCode);
        Assert.Matches(
            @"^Workers\.Emulator listening on http://127\.0\.0\.1:\d+ \(account 123456789012, region eu-west-1\)\n$",
            output.ToString().ReplaceLineEndings("\n")
        );
    }

    private static async Task<HttpClient> ConnectAsync(EmulatorServer server) =>
        new() { BaseAddress = new Uri(await server.StartAsync(["http://127.0.0.1:0"], TestContext.Current.CancellationToken)) };

    private static async Task<JsonElement> CallAsync(HttpClient client, string operation, string body)
    {
        using var request = EmulatorFixture.Request("AmazonSQS." + operation, body);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }
}
