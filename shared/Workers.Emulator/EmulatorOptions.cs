using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Workers.Emulator;

/// <summary>What an emulator is to be.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public sealed class EmulatorOptions
{
    /// <summary>The account in every ARN and queue URL: twelve digits.</summary>
    /// <value>Default: <c>000000000000</c>.</value>
    public string AccountId { get; init; } = "000000000000";

    /// <summary>The region in every ARN.</summary>
    /// <value>Default: <c>us-east-1</c>.</value>
    public string Region { get; init; } = "us-east-1";

    /// <summary>The only clock of the emulator: time-outs, visibility, delays and dates follow it.</summary>
    /// <value>Default: the system's clock.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where the emulator logs.</summary>
    /// <value>Default: nowhere.</value>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The address that queue URLs start with in calls that come from inside, from a state machine.</summary>
    /// <value>Default: <c>http://localhost:4566</c>; a server replaces it by the address it listens on.</value>
    public string BaseUrl { get; init; } = "http://localhost:4566";

    /// <summary>What becomes of a <c>GetActivityTask</c> whose worker disconnects before it is answered.</summary>
    /// <value>Default: <see cref="LostPolls.Lossy"/>, as in AWS.</value>
    public LostPolls LostPolls { get; init; } = LostPolls.Lossy;

    /// <summary>
    /// What <c>ecs:runTask</c> runs, by the family of the task definition. <see cref="AwsEmulator.MapTask"/> adds to it later. Without any,
    /// such states fail by <c>Emulator.UnsupportedIntegration</c>; with some, a family that is not there fails by <c>ECS.ClientException</c>.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, TaskRunner> TaskRunners { get; init; } = new Dictionary<string, TaskRunner>();

    /// <summary>
    /// The functions of AWS Lambda that are code of this process, by name. <see cref="AwsEmulator.MapFunction"/> adds to them later. Without
    /// any, here or behind endpoints, states that call functions fail by <c>Emulator.UnsupportedIntegration</c>; with some, a function that is
    /// not there fails by <c>Lambda.ResourceNotFoundException</c>.
    /// </summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, FunctionHandler> Functions { get; init; } = new Dictionary<string, FunctionHandler>();

    /// <summary>The functions that are HTTP endpoints, by name: the payload is posted to the address.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<string, Uri> FunctionEndpoints { get; init; } = new Dictionary<string, Uri>();

    /// <summary>The address of something that speaks Lambda's Invoke, for functions that are not in the other two.</summary>
    /// <value>Default: null, none.</value>
    public Uri? LambdaEndpoint { get; init; }

    /// <summary>
    /// The address of another server that stands for AWS, such as moto or LocalStack, for the <c>aws-sdk</c> calls of services that this
    /// emulator does not have, as far as they speak AWS's JSON protocol. Its answers are taken for AWS's; it gets no valid signature.
    /// </summary>
    /// <value>Default: null, none: states with such calls fail by <c>Emulator.UnsupportedIntegration</c>.</value>
    public Uri? SdkEndpoint { get; init; }

    /// <summary>
    /// The folder that stands for Amazon S3, for the <c>ItemReader</c> and the <c>ResultWriter</c> of distributed Maps: each bucket is a
    /// sub-folder that is there, each object a file below it. Without one such states fail by <c>States.ItemReaderFailed</c> and
    /// <c>States.ResultWriterFailed</c>.
    /// </summary>
    /// <value>Default: null, no folder.</value>
    public string? S3Root { get; init; }

    /// <summary>How many closed executions are kept with their histories; the oldest go first. AWS keeps them for 90 days.</summary>
    /// <value>Default: 100,000.</value>
    public int RetainedClosedExecutions { get; init; } = 100_000;

    /// <summary>What is wrong with the options, in words for whoever set them; null when nothing is.</summary>
    internal string? FindFault() =>
        AccountId.Length != 12 || !AccountId.All(char.IsAsciiDigit)
            ? $"The account id '{AccountId}' is not twelve digits, such as 000000000000."
        : S3Root is not null && !Directory.Exists(S3Root)
            ? $"The folder '{S3Root}' for Amazon S3 is not there. Create it, with a sub-folder for each bucket."
        : Region.Length == 0 || !Region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? $"The region '{Region}' is not a region's name, such as us-east-1."
        : null;
}
