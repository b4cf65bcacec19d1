using Workers.Aws.EventBridge;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Aws.Transport;

namespace Workers.Aws;

/// <summary>The clients of all services over one set of connections and credentials. Dispose this, not the clients.</summary>
public sealed class AwsClients : IDisposable
{
    private readonly AwsRuntime _runtime;

    private AwsClients(AwsRuntime runtime)
    {
        _runtime = runtime;
        StepFunctions = new StepFunctionsClient(runtime, owned: false);
        Sqs = new SqsClient(runtime, owned: false);
        EventBridge = new EventBridgeClient(runtime, owned: false);
    }

    /// <summary>The client of AWS Step Functions.</summary>
    public StepFunctionsClient StepFunctions { get; }

    /// <summary>The client of Amazon SQS.</summary>
    public SqsClient Sqs { get; }

    /// <summary>The client of Amazon EventBridge.</summary>
    public EventBridgeClient EventBridge { get; }

    /// <summary>The region that is called and signed for.</summary>
    public string Region => _runtime.Region;

    /// <summary>
    /// How often each operation was called so far, by its name (<c>AmazonSQS.ReceiveMessage</c>): a call with its retries counts once, an open
    /// poll counts already, and what was never called is absent.
    /// </summary>
    public IReadOnlyDictionary<string, long> Calls => _runtime.Calls.Read();

    /// <summary>Creates the clients. Nothing is sent, and credentials are not looked for yet.</summary>
    /// <param name="options">How to reach AWS; <see langword="null"/> for what the environment says.</param>
    /// <exception cref="AwsConfigurationException">A setting, a variable or a profile cannot be used.</exception>
    public static AwsClients Create(AwsClientOptions? options = null) => new(new AwsRuntime(options ?? new AwsClientOptions()));

    /// <summary>Finds the credentials now rather than with the first call.</summary>
    /// <exception cref="AwsCredentialsException">There are none; the message says where they were looked for, and what to do.</exception>
    public Task VerifyCredentialsAsync(CancellationToken cancellationToken = default) => _runtime.VerifyCredentialsAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();
}
