using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Telemetry;
using Workers.Hosting.Tests.Support;

namespace Workers.Hosting.Tests.Telemetry;

/// <summary>What a job's input says goes to Step Functions at most, never into logs and spans.</summary>
public sealed class PayloadSecrecyTests
{
    internal const string Secret = "DE89370400440532013000";

    [Fact]
    public async Task Handler_ThrowsWithTheInputInItsMessages_LogsAndSpansHaveTypesAndStacksOnly()
    {
        using var listener = Listen(out var spans);
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => Pay());

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        var failure = await Soon.Next(worker.Aws.Failures);
        await worker.Log.ContainsAsync("failed as PaymentException");

        Assert.Equal("PaymentException", failure.Error);
        Assert.Contains($"{Secret} is no account ---> FormatException:", failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", worker.Log.Text, StringComparison.Ordinal);
        Assert.Contains($"{nameof(PayloadSecrecyTests)}.{nameof(Pay)}", worker.Log.Text, StringComparison.Ordinal);

        // A job's span ends when its report has arrived.
        await worker.StopAnsweredAsync();
        var span = Assert.Single(spans, span => (string?)span.GetTagItem("error.type") == "PaymentException");
        AssertSecret(span);
        var tags = Assert.Single(span.Events, e => e.Name == "exception").Tags.ToDictionary(tag => tag.Key, tag => (string?)tag.Value);
        Assert.Equal(typeof(PaymentException).FullName, tags["exception.type"]);
        Assert.Contains(" ---> System.FormatException", tags["exception.stacktrace"], StringComparison.Ordinal);
        Assert.Contains(nameof(Pay), tags["exception.stacktrace"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_ThrowsJobFailedForAnotherException_TheOthersMessageIsNotLogged()
    {
        await using var worker = await TestWorker.ActivityAsync(
            (_, _, _) =>
                throw new JobFailedException("Pay.Refused", "no such account", new AggregateException(new PaymentException(Secret)))
        );

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Failures);
        await worker.Log.ContainsAsync("failed as Pay.Refused: no such account");

        Assert.Contains(typeof(PaymentException).FullName!, worker.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, worker.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_DoesNotFitBelowATellingKey_OnlyTheCauseNamesThePlace()
    {
        using var listener = Listen(out var spans);
        await using var worker = await StartAsync(new AccountsHandler(accounts => accounts));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(input: $$$"""{"amounts":{"{{{Secret}}}":"much"}}"""));
        var failure = await Soon.Next(worker.Aws.Failures);
        await worker.Log.ContainsAsync("failed as Worker.InvalidInput: The input does not fit Accounts");

        Assert.Contains(Secret, failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, worker.Log.Text, StringComparison.Ordinal);

        // A job's span ends when its report has arrived.
        await worker.StopAnsweredAsync();
        AssertSecret(Assert.Single(spans, span => span.StatusDescription == "The input does not fit Accounts"));
    }

    [Fact]
    public async Task Output_CannotBeWrittenAndSaysWhy_OnlyTheCauseSaysSo()
    {
        using var listener = Listen(out var spans);
        await using var worker = await StartAsync(new AccountsHandler(_ => new Accounts([])));

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope(input: """{"amounts":{"a":1}}"""));
        var failure = await Soon.Next(worker.Aws.Failures);
        Assert.Equal(WorkerErrors.InvalidOutput, failure.Error);
        await worker.Log.ContainsAsync("failed as Worker.InvalidOutput: The output (Accounts) cannot be serialized");

        Assert.Contains(Secret, failure.Cause, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, worker.Log.Text, StringComparison.Ordinal);

        // A job's span ends when its report has arrived.
        await worker.StopAnsweredAsync();
        AssertSecret(
            Assert.Single(spans, span => span.StatusDescription?.StartsWith("The output (Accounts)", StringComparison.Ordinal) is true)
        );
    }

    [Fact]
    public async Task ExceptionMessages_True_LogsAndSpansHaveThem()
    {
        using var listener = Listen(out var spans);
        await using var worker = await TestWorker.ActivityAsync((_, _, _) => Pay(), "--Logging:ExceptionMessages=true");

        worker.Aws.AnswerPoll("token-1", TestWorker.Envelope());
        await Soon.Next(worker.Aws.Failures);
        await worker.Log.ContainsAsync($"failed as PaymentException: {Secret} is no account");

        Assert.Contains(
            spans,
            span => span.Events.Any(e => e.Tags.Any(tag => tag.Value is string text && text.Contains(Secret, StringComparison.Ordinal)))
        );
    }

    [Fact]
    public async Task ExceptionMessages_NoBoolean_EndsTheStartByName()
    {
        var exception = await Assert.ThrowsAsync<WorkerConfigurationException>(() =>
            TestWorker.ActivityAsync(TestWorker.Answering(), "--Logging:ExceptionMessages=some")
        );

        Assert.Contains("Logging:ExceptionMessages is 'some'", exception.Message, StringComparison.Ordinal);
    }

    private static Task<Answer> Pay()
    {
        try
        {
            return Task.FromResult(new Answer(int.Parse(Secret, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));
        }
        catch (FormatException exception)
        {
            throw new PaymentException($"{Secret} is no account", exception);
        }
    }

    private static void AssertSecret(Activity span)
    {
        Assert.DoesNotContain(Secret, span.StatusDescription ?? "", StringComparison.Ordinal);
        var tags = span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags));
        Assert.DoesNotContain(tags, tag => tag.Value?.ToString()?.Contains(Secret, StringComparison.Ordinal) is true);
    }

    private static Task<TestWorker> StartAsync(AccountsHandler handler) =>
        TestWorker.OfAsync(builder =>
        {
            builder.Services.AddSingleton(handler);
            builder.AddActivity<AccountsHandler, Accounts, Accounts>(
                "book",
                SecrecyJson.Default.Accounts,
                SecrecyJson.Default.Accounts,
                options => options.ActivityArn = TestWorker.Arn
            );
        });

    private static ActivityListener Listen(out ConcurrentQueue<Activity> spans)
    {
        var stopped = spans = new ConcurrentQueue<Activity>();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == WorkerTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

public sealed class PaymentException(string message, Exception? innerException = null) : Exception(message, innerException);

public sealed record Accounts(Dictionary<string, int> Amounts)
{
    public int Largest =>
        Amounts.Count > 0 ? Amounts.Values.Max() : throw new InvalidOperationException($"{PayloadSecrecyTests.Secret} has no amounts");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Accounts))]
internal sealed partial class SecrecyJson : JsonSerializerContext;

public sealed class AccountsHandler(Func<Accounts, Accounts> work) : IJobHandler<Accounts, Accounts>
{
    public Task<Accounts> HandleAsync(Accounts input, JobContext context, CancellationToken cancellationToken) =>
        Task.FromResult(work(input));
}
