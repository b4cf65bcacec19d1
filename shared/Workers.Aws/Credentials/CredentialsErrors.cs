namespace Workers.Aws.Credentials;

/// <summary>Says where credentials were looked for, and what to do.</summary>
internal static class CredentialsErrors
{
    private const string Places =
        "the environment variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; a web identity (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN); "
        + "the profile (AWS_PROFILE, or default) in ~/.aws/config and ~/.aws/credentials; the container's credentials "
        + "(AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI, which ECS and EKS set); the instance's role (EC2 instance metadata)";

    public static AwsCredentialsException NotFound(Exception cause, bool everFound) =>
        everFound
            ? new($"The AWS credentials have expired and could not be renewed: {OneLine(cause.Message)}", AwsErrorKind.Transient, cause)
            : new(
                $"No AWS credentials were found. Looked at: {Places}. Remedy: give the ECS task a task role (or the instance an instance role), "
                    + "run \"aws sso login\" or \"aws configure\" on a developer's machine, or export AWS_ACCESS_KEY_ID and "
                    + $"AWS_SECRET_ACCESS_KEY (any values do for an emulator). The lookup said: {OneLine(cause.Message)}",
                AwsErrorKind.Final,
                cause
            );

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
