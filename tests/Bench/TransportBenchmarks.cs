using System.Diagnostics.CodeAnalysis;
using System.Net;
using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace Bench;

/// <summary>What one call costs before it reaches the network: serializing, hashing, signing, reading the answer.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet cleans up through Close.")]
public class TransportBenchmarks
{
    private readonly SendTaskSuccessRequest _success = new()
    {
        TaskToken = new string('t', 700),
        Output = """{"claimId":"F-00001","payable":true,"amount":250,"currency":"USD"}"""u8.ToArray(),
    };

    private readonly GetActivityTaskRequest _poll = new()
    {
        ActivityArn = "arn:aws:states:us-east-1:000000000000:activity:appraise-claim",
        WorkerName = "bench",
    };

    private readonly AwsClients _clients = AwsClients.Create(
        new AwsClientOptions
        {
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
            ServiceUrl = "http://localhost",
            HttpMessageHandler = new AnsweringHandler(),
        }
    );

    [Benchmark]
    public Task SendTaskSuccess() => _clients.StepFunctions.SendTaskSuccessAsync(_success);

    [Benchmark]
    public Task<ActivityTask?> GetActivityTask() => _clients.StepFunctions.GetActivityTaskAsync(_poll);

    [GlobalCleanup]
    public void Close() => _clients.Dispose();

    private sealed class AnsweringHandler : HttpMessageHandler
    {
        private static readonly byte[] Answer =
            """{"taskToken":"tttttttttttttttttttttttttttttttttttttttt","input":"{\"job\":{},\"input\":{\"claimId\":\"F-00001\"}}"}"""u8.ToArray();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Answer) });
    }
}
