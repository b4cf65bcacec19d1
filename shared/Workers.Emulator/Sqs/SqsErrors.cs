using Workers.Emulator.Protocol;

namespace Workers.Emulator.Sqs;

/// <summary>SQS's errors in SQS's words: the code of the JSON protocol, and the one of the query protocol, which most clients show.</summary>
internal static class SqsErrors
{
    private const string Legacy = "AWS.SimpleQueueService.";

    public static AwsErrorException QueueDoesNotExist() =>
        new("QueueDoesNotExist", "The specified queue does not exist.", 400, Legacy + "NonExistentQueue");

    public static AwsErrorException QueueNameExists(string attribute) =>
        new(
            "QueueNameExists",
            $"A queue already exists with the same name and a different value for attribute {attribute}",
            400,
            "QueueAlreadyExists"
        );

    public static AwsErrorException QueueDeletedRecently() =>
        new(
            "QueueDeletedRecently",
            "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
            400,
            Legacy + "QueueDeletedRecently"
        );

    public static AwsErrorException PurgeQueueInProgress(string queueName) =>
        new(
            "PurgeQueueInProgress",
            $"Only one PurgeQueue operation on {queueName} is allowed every 60 seconds.",
            403,
            Legacy + "PurgeQueueInProgress"
        );

    public static AwsErrorException MissingParameter(string parameter) =>
        new("MissingRequiredParameterException", $"The request must contain the parameter {parameter}.", 400, "MissingParameter");

    public static AwsErrorException InvalidParameter(string message) =>
        new("InvalidParameterValueException", message, 400, "InvalidParameterValue");

    public static AwsErrorException InvalidParameter(string parameter, object value, string reason) =>
        InvalidParameter($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static AwsErrorException NotForThisQueueType(string parameter, object value) =>
        InvalidParameter(parameter, value, "The request include parameter that is not valid for this queue type.");

    public static AwsErrorException InvalidAttributeName(string message) => new("InvalidAttributeName", message);

    public static AwsErrorException UnknownAttribute(string name) => InvalidAttributeName($"Unknown Attribute {name}.");

    public static AwsErrorException InvalidAttributeValue(string name, string? reason = null) =>
        new("InvalidAttributeValue", $"Invalid value for the parameter {name}." + (reason is null ? "" : $" Reason: {reason}"));

    public static AwsErrorException InvalidAddress(string address) =>
        new("InvalidAddress", $"The address {address} is not valid for this endpoint.");

    public static AwsErrorException InvalidMessageContents(int character) =>
        new(
            "InvalidMessageContents",
            $"Invalid binary character '#x{character:X}' was found in the message body, the set of allowed characters is "
                + "#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]."
        );

    public static AwsErrorException ReceiptHandleIsInvalid(string handle) =>
        new("ReceiptHandleIsInvalid", $"The input receipt handle \"{handle}\" is not a valid receipt handle.");

    public static AwsErrorException ReceiptHandleExpired(string handle) =>
        InvalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");

    public static AwsErrorException ReceiptHandleOfAnotherQueue(string handle) =>
        new("ReceiptHandleIsInvalid", $"The receipt handle \"{handle}\" is not valid for this queue.");

    public static AwsErrorException NotAvailableForVisibilityChange(string handle) =>
        InvalidParameter("ReceiptHandle", handle, "Message does not exist or is not available for visibility timeout change.");

    public static AwsErrorException ResourceNotFound(string message) =>
        new("ResourceNotFoundException", message, 404, "ResourceNotFoundException");

    public static AwsErrorException OverLimit(int limit) =>
        new("OverLimit", $"Too many messages in flight: the maximum is {limit}.", 403, "OverLimit");

    public static AwsErrorException EmptyBatch(string entryType) =>
        new("EmptyBatchRequest", $"There should be at least one {entryType} in the request.", 400, Legacy + "EmptyBatchRequest");

    public static AwsErrorException TooManyEntries(int sent) =>
        new(
            "TooManyEntriesInBatchRequest",
            $"Maximum number of entries per request are 10. You have sent {sent}.",
            400,
            Legacy + "TooManyEntriesInBatchRequest"
        );

    public static AwsErrorException InvalidBatchEntryId() =>
        new(
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
            400,
            Legacy + "InvalidBatchEntryId"
        );

    public static AwsErrorException BatchIdsNotDistinct(string id) =>
        new("BatchEntryIdsNotDistinct", $"Id {id} repeated.", 400, Legacy + "BatchEntryIdsNotDistinct");

    public static AwsErrorException BatchTooLong(int limit, int sent) =>
        new(
            "BatchRequestTooLong",
            $"Batch requests cannot be longer than {limit} bytes. You have sent {sent} bytes.",
            400,
            Legacy + "BatchRequestTooLong"
        );
}
