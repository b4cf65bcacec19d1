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

    /// <summary>How many closed executions are kept with their histories; the oldest go first. AWS keeps them for 90 days.</summary>
    /// <value>Default: 100,000.</value>
    public int RetainedClosedExecutions { get; init; } = 100_000;

    /// <summary>What is wrong with the options, in words for whoever set them; null when nothing is.</summary>
    internal string? FindFault() =>
        AccountId.Length != 12 || !AccountId.All(char.IsAsciiDigit)
            ? $"The account id '{AccountId}' is not twelve digits, such as 000000000000."
        : Region.Length == 0 || !Region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? $"The region '{Region}' is not a region's name, such as us-east-1."
        : null;
}
