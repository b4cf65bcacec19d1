namespace Workers.Emulator.Sqs.Queues;

/// <summary>What a queue may be called.</summary>
internal static class QueueName
{
    private const string FifoSuffix = ".fifo";
    private const int Longest = 80;

    public static bool IsFifo(string name) => name.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <exception cref="Protocol.AwsErrorException">The name is not one for this kind of queue.</exception>
    public static void Check(string name, bool isFifo)
    {
        if (!isFifo && !IsWellFormed(name))
        {
            throw SqsErrors.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        if (isFifo && (name.Length > Longest || !IsFifo(name) || !IsWellFormed(name[..^FifoSuffix.Length])))
        {
            throw SqsErrors.InvalidParameter(
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
                    + "must end with .fifo suffix and be 1 to 80 in length."
            );
        }
    }

    private static bool IsWellFormed(string name) =>
        name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
