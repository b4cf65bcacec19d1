using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Emulator.Ecs;
using Workers.Emulator.Ecs.Processes;

namespace Workers.Emulator.Tests.Ecs;

[UnsupportedOSPlatform("windows")]
public sealed class ProcessTasksTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_override_is_merged_into_environment_and_command()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30));
        var definition = Shell("echo \"$A $B $C $D\" \"$@\"") with
        {
            Command = ["default"],
            Environment = Variables(("A", "a"), ("B", "b")),
        };
        var runner = tasks.Runner(definition, () => Variables(("C", "c"), ("A", "ambient")));

        var byDefault = await runner(Task(), Cancellation);
        var overridden = await runner(Task(["x", "y z"], ("B", "bb"), ("D", "d")), Cancellation);

        Assert.Equal((0, 0), (byDefault, overridden));
        Assert.Equal(["[post-ledger] a b c  default", "[post-ledger] a bb c d x y z"], output.Order().Where(line => line.StartsWith('[')));
    }

    [Fact]
    public async Task The_exit_code_is_the_processs_and_its_errors_go_to_the_log()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30));

        var exitCode = await tasks.Runner(Shell("echo sour >&2; exit 7"), () => [])(Task(), Cancellation);

        Assert.Equal(7, exitCode);
        Assert.Contains("[post-ledger] sour", output);
    }

    [Fact]
    public async Task Standard_input_is_empty()
    {
        using var tasks = new ProcessTasks(NullLoggerFactory.Instance, TimeSpan.FromSeconds(30));

        Assert.Equal(0, await tasks.Runner(new ProcessDefinition { EntryPoint = ["cat"] }, () => [])(Task(), Cancellation));
    }

    [Fact]
    public async Task A_process_that_is_stopped_gets_SIGTERM()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30));
        using var stop = new CancellationTokenSource();
        var run = tasks.Runner(Shell("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done"), () => [])(Task(), stop.Token);
        await output.WaitForAsync("[post-ledger] ready");

        await stop.CancelAsync();

        Assert.Equal(9, await run);
    }

    [Fact]
    public async Task A_process_that_does_not_heed_SIGTERM_is_killed()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromMilliseconds(100));
        using var stop = new CancellationTokenSource();
        var run = tasks.Runner(Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"), () => [])(Task(), stop.Token);
        await output.WaitForAsync("[post-ledger] ready");

        await stop.CancelAsync();

        Assert.Equal(137, await run);
    }

    [Fact]
    public async Task Whatever_runs_at_the_end_is_killed()
    {
        using var output = new Lines();
        Task<int> run;
        using (var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30)))
        {
            run = tasks.Runner(Shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"), () => [])(Task(), Cancellation);
            await output.WaitForAsync("[post-ledger] ready");
        }

        Assert.Equal(137, await run);
    }

    [Fact]
    public async Task A_task_without_room_waits_until_another_one_has_ended()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30), most: 1);
        using var stop = new CancellationTokenSource();
        var first = tasks.Runner(Shell("echo first; while :; do sleep 0.05; done"), () => [])(Task(), stop.Token);
        await output.WaitForAsync("[post-ledger] first");
        var second = tasks.Runner(Shell("echo second"), () => [])(Task(), Cancellation);

        Assert.Equal(1, Processes(tasks).GetArrayLength());
        await stop.CancelAsync();

        Assert.Equal((143, 0), (await first, await second));
        Assert.Equal(["[post-ledger] first", "[post-ledger] second"], output.Where(line => line.StartsWith('[')));
    }

    [Fact]
    public async Task The_statistics_tell_the_processes_that_run()
    {
        using var output = new Lines();
        using var tasks = new ProcessTasks(output, TimeSpan.FromSeconds(30));
        var run = tasks.Runner(Shell("echo ready; while :; do sleep 0.05; done"), () => [])(Task(), Cancellation);
        await output.WaitForAsync("[post-ledger] ready");

        using var process = Process.GetProcessById(Assert.Single(Processes(tasks).EnumerateArray()).GetInt32());
        process.Kill();

        Assert.Equal(137, await run);
    }

    [Fact]
    public async Task A_program_that_is_not_there_does_not_start()
    {
        using var tasks = new ProcessTasks(NullLoggerFactory.Instance, TimeSpan.FromSeconds(30));
        var runner = tasks.Runner(new ProcessDefinition { EntryPoint = ["/no/such/program"] }, () => []);

        var error = await Assert.ThrowsAsync<TaskStartException>(() => runner(Task(), Cancellation));

        Assert.StartsWith("/no/such/program: ", error.Message, StringComparison.Ordinal);
    }

    private static JsonElement Processes(ProcessTasks tasks)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            tasks.WriteSections(writer);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray()).RootElement.GetProperty("taskProcesses").GetProperty("post-ledger");
    }

    private static ProcessDefinition Shell(string script) => new() { EntryPoint = ["/bin/sh", "-c", script, "sh"] };

    private static Dictionary<string, string> Variables(params IEnumerable<(string Name, string Value)> variables) =>
        variables.ToDictionary(variable => variable.Name, variable => variable.Value);

    private static EmulatedTask Task(IReadOnlyList<string>? command = null, params IEnumerable<(string Name, string Value)> variables) =>
        new()
        {
            Family = "post-ledger",
            TaskArn = "arn:aws:ecs:us-east-1:000000000000:task/jobs/1",
            Command = command ?? [],
            Environment = Variables(variables),
        };

    /// <summary>The lines of the log.</summary>
    private sealed class Lines : ConcurrentQueue<string>, ILoggerFactory, ILogger
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = [];

        public Task WaitForAsync(string line)
        {
            var seen = _awaited.GetOrAdd(line, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (this.Contains(line))
            {
                seen.TrySetResult();
            }

            return seen.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancellation);
        }

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var line = formatter(state, exception);
            Enqueue(line);
            if (_awaited.TryGetValue(line, out var seen))
            {
                seen.TrySetResult();
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() { }
    }
}
