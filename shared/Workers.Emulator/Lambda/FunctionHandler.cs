using System.Diagnostics.CodeAnalysis;

namespace Workers.Emulator;

/// <summary>Stands for a function of AWS Lambda, in this process.</summary>
/// <param name="invocation">What it is called with.</param>
/// <param name="cancelled">Cancelled when nobody waits for the function any more: its state timed out, or its execution was stopped.</param>
/// <returns>The result as JSON text; null for JSON's null.</returns>
/// <exception cref="FunctionErrorException">The function fails by this error. Any other exception fails it by its type's name.</exception>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public delegate Task<string?> FunctionHandler(FunctionInvocation invocation, CancellationToken cancelled);

/// <summary>One call of a function.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
public sealed record FunctionInvocation
{
    /// <summary>The function's name, without its ARN and its version.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The version or alias that is called; null for the latest.</summary>
    public string? Qualifier { get; init; }

    /// <summary>What the function gets, as JSON text. It may hold a task token: do not log it.</summary>
    public required string Payload { get; init; }

    /// <summary>The client context, in base64; null when there is none.</summary>
    public string? ClientContext { get; init; }

    /// <summary>Identifies the call.</summary>
    public string RequestId { get; init; } = Guid.NewGuid().ToString();
}

/// <summary>A function fails by name: its state's Retry and Catch see the name as the error.</summary>
[SuppressMessage("Maintainability", "CA1515", Justification = "The test host runs the emulator in its own process.")]
[SuppressMessage("Design", "CA1032", Justification = "Without an error type it would say nothing.")]
public sealed class FunctionErrorException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="errorType">The error's name, as the function's runtime tells it: an exception's type.</param>
    /// <param name="errorMessage">What happened.</param>
    /// <exception cref="ArgumentException">The error type is empty.</exception>
    public FunctionErrorException(string errorType, string errorMessage)
        : base(errorMessage)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(errorType);
        ErrorType = errorType;
    }

    /// <summary>The error's name.</summary>
    public string ErrorType { get; }
}
