using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Workers.Emulator.Tests.StepFunctions;

/// <summary>Calls of services that the emulator does not have go to another server.</summary>
public sealed class SdkEndpointTests
{
    private const string UpdateService = """
        {"StartAt":"Wake","States":{"Wake":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ecs:updateService","End":true,
          "Parameters":{"Cluster":"fleet","Service":"letters","DesiredCount":1,"DeploymentConfiguration":{"MaximumPercent":200}}}}}
        """;

    [Fact]
    public async Task The_server_gets_the_call_in_the_services_own_names_and_its_answer_comes_back_in_the_SDKs()
    {
        await using var server = await ServeAsync(
            200,
            """{"service":{"serviceName":"letters","desiredCount":1,"createdAt":1700000000.5}}"""
        );
        await using var emulator = Emulator(server.Application.Urls.First());

        var end = await emulator.RunSyncAsync(UpdateService);

        Assert.Equal("AmazonEC2ContainerServiceV20141113.UpdateService", server.Target);
        Assert.Equal(
            """{"cluster":"fleet","service":"letters","desiredCount":1,"deploymentConfiguration":{"maximumPercent":200}}""",
            server.Body
        );
        Assert.Contains("/us-east-1/ecs/aws4_request", server.Authorization, StringComparison.Ordinal);
        Assert.Equal(
            """{"Service":{"ServiceName":"letters","DesiredCount":1,"CreatedAt":"2023-11-14T22:13:20.500Z"}}""",
            end.GetProperty("output").GetString()
        );
    }

    [Fact]
    public async Task Names_of_a_service_that_has_capitals_stay_as_they_are()
    {
        await using var server = await ServeAsync(
            200,
            """{"Parameter":{"Name":"/a","Tags":{"own-key":"v"},"LastModifiedDate":1700000000}}"""
        );
        await using var emulator = Emulator(server.Application.Urls.First());

        var end = await emulator.RunSyncAsync(
            """{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ssm:getParameter","Parameters":{"Name":"/a"},"End":true}}}"""
        );

        Assert.Equal("AmazonSSM.GetParameter", server.Target);
        Assert.Equal("""{"Name":"/a"}""", server.Body);
        Assert.Equal(
            """{"Parameter":{"Name":"/a","Tags":{"own-key":"v"},"LastModifiedDate":"2023-11-14T22:13:20.000Z"}}""",
            end.GetProperty("output").GetString()
        );
    }

    [Theory]
    [InlineData(
        400,
        """{"__type":"com.amazonaws.ecs#ServiceNotFoundException","message":"Service not found."}""",
        "Ecs.ServiceNotFoundException"
    )]
    [InlineData(400, """{"__type":"ClientException","Message":"No."}""", "Ecs.ClientException")]
    [InlineData(503, "", "Ecs.EcsException")]
    [InlineData(200, "<html>", "Ecs.SdkClientException")]
    [InlineData(200, "[]", "Ecs.SdkClientException")]
    public async Task What_is_no_success_fails_the_state_by_the_SDKs_name(int status, string body, string error)
    {
        await using var server = await ServeAsync(status, body);
        await using var emulator = Emulator(server.Application.Urls.First());

        var end = await emulator.RunSyncAsync(UpdateService);

        Assert.Equal(error, end.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_as_the_SDK_tells_it()
    {
        await using var emulator = Emulator("http://127.0.0.1:1");

        var end = await emulator.RunSyncAsync(UpdateService);

        Assert.Equal("Ecs.SdkClientException", end.GetProperty("error").GetString());
        Assert.StartsWith("Unable to execute HTTP request: ", end.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }

    private static StepFunctionsHarness Emulator(string address) => new(sdkEndpoint: new Uri(address));

    private static async Task<Server> ServeAsync(int status, string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var server = new Server(builder.Build());
        server.Application.Urls.Add("http://127.0.0.1:0");
        server.Application.MapPost("/", context => server.AnswerAsync(context, status, body));
        await server.Application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private sealed class Server(WebApplication application) : IAsyncDisposable
    {
        public WebApplication Application => application;

        public string? Target { get; private set; }

        public string? Body { get; private set; }

        public string? Authorization { get; private set; }

        public async Task AnswerAsync(HttpContext context, int status, string body)
        {
            using var reader = new StreamReader(context.Request.Body);
            Body = await reader.ReadToEndAsync(context.RequestAborted);
            Target = context.Request.Headers["X-Amz-Target"];
            Authorization = context.Request.Headers.Authorization;
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body, context.RequestAborted);
        }

        public ValueTask DisposeAsync() => application.DisposeAsync();
    }
}
