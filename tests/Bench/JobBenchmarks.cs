using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Amazon.Runtime;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Aws;
using Workers.Aws.StepFunctions;
using Workers.Hosting;

namespace Bench;

/// <summary>
/// What a job costs within the worker, from the poll's answer to its report, with AWS answering at once: plain, and done once, which writes to a
/// SQLite file before the handler runs and before the report.
/// </summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet cleans up through Close.")]
public class JobBenchmarks
{
    private const int Batch = 100;

    private readonly Tasks _tasks = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("workers-bench-").FullName;
    private WorkerApplication _worker = null!;
    private int _jobs;

    [Params(false, true)]
    public bool Idempotency { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var builder = WorkerHost.CreateBuilder([
            "--Health:Port=0",
            "--Store:Kind=Sqlite",
            $"--Store:Path={Path.Combine(_folder, "jobs.db")}",
        ]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(
            new AwsClientOptions { Region = "us-east-1", Credentials = new BasicAWSCredentials("AKIDEXAMPLE", "secret") }
        );
        builder.Services.AddSingleton<IStepFunctionsTasks>(_tasks);
        builder.AddIdempotency();
        builder.AddActivity<Echo, JsonElement, JsonElement>(
            "echo",
            BenchJson.Default.JsonElement,
            BenchJson.Default.JsonElement,
            options =>
            {
                options.ActivityArn = "arn:aws:states:us-east-1:000000000000:activity:echo";
                options.Idempotency = Idempotency;
            }
        );
        _worker = builder.Build();

        // Awaited by hand: the benchmark's harness would not see what goes wrong.
        _worker.StartAsync().GetAwaiter().GetResult();
    }

    /// <summary>One job after the other.</summary>
    [Benchmark]
    public Task OneByOne() => DoAsync(1);

    /// <summary>A hundred jobs over ten slots; the figures are for one of them.</summary>
    [Benchmark(OperationsPerInvoke = Batch)]
    public Task TenAtOnce() => DoAsync(Batch);

    [GlobalCleanup]
    public void Close()
    {
        _tasks.End();
        _worker.StopAsync().GetAwaiter().GetResult();
        _worker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task DoAsync(int jobs)
    {
        for (var i = 0; i < jobs; i++)
        {
            _tasks.Schedule(++_jobs);
        }

        for (var i = 0; i < jobs; i++)
        {
            await _tasks.Done.ReadAsync();
        }
    }

    private sealed class Echo : IJobHandler<JsonElement, JsonElement>
    {
        public Task<JsonElement> HandleAsync(JsonElement input, JobContext context, CancellationToken cancellationToken) =>
            Task.FromResult(input);
    }

    /// <summary>An AWS that hands out what is scheduled and takes every report at once.</summary>
    private sealed class Tasks : IStepFunctionsTasks
    {
        private readonly Channel<ActivityTask?> _scheduled = Channel.CreateUnbounded<ActivityTask?>();
        private readonly Channel<string> _done = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Done => _done.Reader;

        public void Schedule(int number) =>
            _scheduled.Writer.TryWrite(
                new ActivityTask
                {
                    TaskToken = $"token-{number}",
                    Input = Encoding.UTF8.GetBytes(
                        $$$"""{"job":{"execution":"e-{{{number}}}","state":"Echo","entered":"2026-03-01T08:00:00Z"},"input":{"claimId":"F-00001"}}"""
                    ),
                }
            );

        public void End() => _scheduled.Writer.Complete();

        public async Task<ActivityTask?> GetActivityTaskAsync(GetActivityTaskRequest request, CancellationToken cancellationToken = default)
        {
            try
            {
                return await _scheduled.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException)
            {
                return null;
            }
        }

        public Task SendTaskSuccessAsync(SendTaskSuccessRequest request, CancellationToken cancellationToken = default)
        {
            _done.Writer.TryWrite(request.TaskToken);
            return Task.CompletedTask;
        }

        public Task SendTaskFailureAsync(SendTaskFailureRequest request, CancellationToken cancellationToken = default)
        {
            _done.Writer.TryComplete(new InvalidOperationException($"A job failed: {request.Error} {request.Cause}"));
            return Task.CompletedTask;
        }

        public Task SendTaskHeartbeatAsync(SendTaskHeartbeatRequest request, CancellationToken cancellationToken = default) =>
            Task.CompletedTask;
    }
}
