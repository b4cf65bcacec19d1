namespace Workers.Emulator.Protocol;

/// <summary>The errors that AWS's front end answers before a service sees the request.</summary>
internal static class FrameworkErrors
{
    private const string FrontEnd = "com.amazon.coral.service#";

    public static AwsErrorException UnknownOperation() => new("UnknownOperationException", "") { Namespace = FrontEnd };

    public static AwsErrorException Serialization(string message) => new("SerializationException", message) { Namespace = FrontEnd };

    public static AwsErrorException RequestTooLarge(long limit) =>
        new("RequestEntityTooLargeException", $"The request's body is longer than {limit} bytes.", 413) { Namespace = FrontEnd };

    public static AwsErrorException InternalFailure() =>
        new("InternalFailure", "The emulator failed to answer; its log says why.", 500) { Namespace = FrontEnd };
}
