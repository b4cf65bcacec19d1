using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Functions behind HTTP.</summary>
public sealed class FunctionEndpointTests
{
    [Theory]
    [InlineData("echo", "{\"a\":1}", null)]
    [InlineData("fails", "Claim.Invalid", "{\"errorType\":\"Claim.Invalid\",\"errorMessage\":\"x\"}")]
    [InlineData(
        "unnamed",
        "Lambda.Unknown",
        "The cause could not be determined because Lambda did not return an error type. Returned payload: {}"
    )]
    [InlineData("busy", "Lambda.TooManyRequestsException", "Rate Exceeded. (Service: AWSLambda; Status Code: 429; ")]
    [InlineData("broken", "Lambda.ServiceException", "(Service: AWSLambda; Status Code: 500; ")]
    [InlineData("missing", "Lambda.ResourceNotFoundException", "(Service: AWSLambda; Status Code: 404; ")]
    public async Task An_endpoint_answers_as_Lambdas_Invoke_does(string function, string expected, string? cause)
    {
        await using var server = await ServeAsync();
        await using var emulator = new AwsEmulator(new EmulatorOptions { LambdaEndpoint = new Uri(server.Urls.First()) });

        var end = await CallAsync(emulator, function);

        Assert.Equal(cause is null ? expected : "FAILED", end.GetProperty(cause is null ? "output" : "status").GetString());
        if (cause is not null)
        {
            Assert.Equal(expected, end.GetProperty("error").GetString());
            Assert.Contains(cause, end.GetProperty("cause").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_function_may_have_an_address_of_its_own()
    {
        await using var server = await ServeAsync();
        var endpoints = new Dictionary<string, Uri> { ["mine"] = new($"{server.Urls.First()}/2015-03-31/functions/echo/invocations") };
        await using var emulator = new AwsEmulator(new EmulatorOptions { FunctionEndpoints = endpoints });

        Assert.Equal("""{"a":1}""", (await CallAsync(emulator, "mine")).GetProperty("output").GetString());
    }

    [Fact]
    public async Task An_endpoint_that_nobody_serves_is_told_as_the_SDK_tells_it()
    {
        await using var emulator = new AwsEmulator(new EmulatorOptions { LambdaEndpoint = new Uri("http://127.0.0.1:1") });

        var end = await CallAsync(emulator, "echo");

        Assert.Equal("Lambda.SdkClientException", end.GetProperty("error").GetString());
    }

    private static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.MapPost("/2015-03-31/functions/{name}/invocations", (string name, HttpContext context) => AnswerAsync(name, context));
        await application.StartAsync(TestContext.Current.CancellationToken);
        return application;
    }

    private static async Task AnswerAsync(string name, HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var payload = await body.ReadToEndAsync(context.RequestAborted);
        var (status, answer) = name switch
        {
            "echo" => (200, payload),
            "fails" => (200, """{"errorType":"Claim.Invalid","errorMessage":"x"}"""),
            "unnamed" => (200, "{}"),
            "busy" => (429, """{"Message":"Rate Exceeded."}"""),
            "broken" => (500, ""),
            _ => (404, """{"Message":"Function not found"}"""),
        };
        if (name is "fails" or "unnamed")
        {
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        }

        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer), context.RequestAborted);
    }

    private static async Task<JsonElement> CallAsync(AwsEmulator emulator, string function)
    {
        using var client = new HttpClient(emulator.CreateHandler()) { BaseAddress = new Uri("http://localhost:4566") };
        var arn = await PostAsync(
            client,
            "CreateStateMachine",
            new
            {
                name = "m",
                type = "EXPRESS",
                roleArn = "arn:aws:iam::000000000000:role/r",
                definition = $$$"""
                {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:000000000000:function:{{{function}}}","End":true} } }
                """,
            }
        );
        return await PostAsync(
            client,
            "StartSyncExecution",
            new { stateMachineArn = arn.GetProperty("stateMachineArn").GetString(), input = """{"a":1}""" }
        );
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string operation, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(JsonSerializer.Serialize(input)) };
        request.Headers.Add("X-Amz-Target", $"AWSStepFunctions.{operation}");
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
