using System.Net;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Transport;

public sealed class ErrorTests : IDisposable
{
    private readonly FakeAws _aws = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TaskTimedOut", typeof(TaskTimedOutException))]
    [InlineData("TaskDoesNotExist", typeof(TaskDoesNotExistException))]
    [InlineData("InvalidToken", typeof(InvalidTokenException))]
    [InlineData("InvalidOutput", typeof(InvalidOutputException))]
    [InlineData("InvalidArn", typeof(InvalidArnException))]
    [InlineData("ActivityDoesNotExist", typeof(ActivityDoesNotExistException))]
    [InlineData("ExecutionAlreadyExists", typeof(ExecutionAlreadyExistsException))]
    [InlineData("ExecutionDoesNotExist", typeof(ExecutionDoesNotExistException))]
    [InlineData("StateMachineAlreadyExists", typeof(StateMachineAlreadyExistsException))]
    [InlineData("StateMachineDoesNotExist", typeof(StateMachineDoesNotExistException))]
    [InlineData("QueueDoesNotExist", typeof(QueueDoesNotExistException))]
    [InlineData("ReceiptHandleIsInvalid", typeof(ReceiptHandleIsInvalidException))]
    [InlineData("MessageNotInflight", typeof(MessageNotInflightException))]
    [InlineData("AccessDeniedException", typeof(AwsServiceException))]
    public async Task FinalError_IsThrownByCode_AtOnce(string code, Type expected)
    {
        using var clients = _aws.Answers(
                $$"""{"__type":"com.amazonaws.service#{{code}}","message":"told"}""",
                HttpStatusCode.BadRequest,
                ("x-amzn-RequestId", "id-1")
            )
            .Clients();
        var error = await Assert.ThrowsAnyAsync<AwsServiceException>(() => HeartbeatAsync(clients));
        Assert.IsType(expected, error);
        Assert.Equal(
            (code, "told", 400, "id-1", AwsErrorKind.Final),
            (error.Code, error.Message, error.StatusCode, error.RequestId, error.Kind)
        );
        _ = Assert.Single(_aws.Requests);
    }

    [Theory]
    [InlineData("ThrottlingException", 400)]
    [InlineData("Throttling", 400)]
    [InlineData("TooManyRequestsException", 400)]
    [InlineData("RequestLimitExceeded", 503)]
    [InlineData("RequestThrottled", 403)]
    [InlineData("SlowDown", 503)]
    [InlineData("ProvisionedThroughputExceededException", 400)]
    [InlineData("ActivityWorkerLimitExceeded", 400)]
    [InlineData("KmsThrottlingException", 400)]
    [InlineData("OverLimit", 403)]
    [InlineData("Anything", 429)]
    public async Task Throttles_AreKnownByCodeOrStatus(string code, int status) =>
        Assert.Equal(AwsErrorKind.Throttled, await KindAsync(code, status));

    [Theory]
    [InlineData("InternalFailure", 500)]
    [InlineData("ServiceUnavailable", 503)]
    [InlineData("RequestTimeout", 400)]
    [InlineData("Anything", 500)]
    [InlineData("Anything", 502)]
    [InlineData("Anything", 504)]
    public async Task PassingFaults_AreKnownByCodeOrStatus(string code, int status) =>
        Assert.Equal(AwsErrorKind.Transient, await KindAsync(code, status));

    [Theory]
    [InlineData("ValidationException", 400)]
    [InlineData("AccessDeniedException", 403)]
    [InlineData("UnknownOperationException", 404)]
    [InlineData("NotImplemented", 501)]
    public async Task TheRest_IsFinal(string code, int status) => Assert.Equal(AwsErrorKind.Final, await KindAsync(code, status));

    [Fact]
    public async Task Sqs_OlderErrorCode_IsUnderstoodWhenItIsAllThereIs()
    {
        using var clients = _aws.Answers(
                "{}",
                HttpStatusCode.BadRequest,
                ("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")
            )
            .Clients();
        _ = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => clients.Sqs.GetQueueUrlAsync(new() { QueueName = "q" }, Cancel));
    }

    [Fact]
    public async Task Header_TellsTheCode_WhenTheBodyDoesNot()
    {
        using var clients = _aws.Answers(
                "",
                HttpStatusCode.BadRequest,
                ("x-amzn-errortype", "TaskTimedOut:http://internal.amazon.com/coral/")
            )
            .Clients();
        var error = await Assert.ThrowsAsync<TaskTimedOutException>(() => HeartbeatAsync(clients));
        Assert.Equal("AWSStepFunctions.SendTaskHeartbeat was answered with HTTP status 400.", error.Message);
    }

    [Theory]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"message\":{\"no\":1},\"__type\":")]
    public async Task AnswerThatIsNoError_IsNamedByItsStatus(string body)
    {
        using var clients = _aws.Answers(body, HttpStatusCode.Forbidden).Clients();
        var error = await Assert.ThrowsAsync<AwsServiceException>(() => HeartbeatAsync(clients));
        Assert.Equal(("HTTP 403", AwsErrorKind.Final), (error.Code, error.Kind));
    }

    [Theory]
    [InlineData("<html>login</html>")]
    [InlineData("{\"taskToken\":1}")]
    [InlineData("{\"taskToken\":\"t\",\"inp")]
    public async Task SuccessThatIsNotTheExpectedJson_IsAConnectionFault(string body)
    {
        using var clients = _aws.Answers(body).Clients();
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() =>
            clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel)
        );
        Assert.Contains("AWSStepFunctions.GetActivityTask was answered by http://aws.test:4566/", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectionFault_NamesOperationAndEndpoint_NeverTheToken()
    {
        using var clients = _aws.Fails(new HttpRequestException("refused")).Fails(new HttpRequestException("refused")).Clients();
        var error = await Assert.ThrowsAsync<AwsConnectionException>(() => HeartbeatAsync(clients));
        Assert.Equal(AwsErrorKind.Transient, error.Kind);
        Assert.Equal("AWSStepFunctions.SendTaskHeartbeat could not reach http://aws.test:4566/: refused", error.Message);
        Assert.DoesNotContain("secret-token", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TaskTokenThatAwsQuotes_IsTakenOutOfTheMessage()
    {
        using var clients = _aws.Answers(
                """{"__type":"ValidationException","message":"Value 'secret-token' at 'taskToken' is too long"}""",
                HttpStatusCode.BadRequest
            )
            .Clients();
        var error = await Assert.ThrowsAsync<AwsServiceException>(() => HeartbeatAsync(clients));
        Assert.Equal("Value '(task token)' at 'taskToken' is too long", error.Message);
    }

    public void Dispose() => _aws.Dispose();

    private static Task HeartbeatAsync(AwsClients clients) =>
        clients.StepFunctions.SendTaskHeartbeatAsync(new() { TaskToken = "secret-token" }, Cancel);

    // A poll is tried once, so that the first answer is the outcome.
    private async Task<AwsErrorKind> KindAsync(string code, int status)
    {
        using var clients = _aws.Answers($$"""{"__type":"{{code}}"}""", (HttpStatusCode)status).Clients();
        var error = await Assert.ThrowsAnyAsync<AwsServiceException>(() =>
            clients.StepFunctions.GetActivityTaskAsync(new() { ActivityArn = "a" }, Cancel)
        );
        Assert.Equal(code, error.Code);
        _ = Assert.Single(_aws.Requests);
        return error.Kind;
    }
}
