namespace Workers.Aws;

/// <summary>
/// There are no credentials to sign with. <see cref="AwsErrorKind.Final"/> when none were ever found,
/// <see cref="AwsErrorKind.Transient"/> when earlier ones ran out and their source fails for now.
/// </summary>
public sealed class AwsCredentialsException : AwsException
{
    /// <summary>Creates the exception.</summary>
    public AwsCredentialsException(string message, AwsErrorKind kind, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <inheritdoc/>
    public override AwsErrorKind Kind { get; }
}
