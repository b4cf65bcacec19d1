using System.Collections;
using System.Runtime.CompilerServices;

namespace Workers.Aws.Tests.Support;

/// <summary>
/// Gives the test process a home of its own before AWSSDK.Core first looks for one (it looks once), without the machine's AWS settings.
/// </summary>
internal static class Isolation
{
    public static string Home { get; } = Directory.CreateTempSubdirectory("workers-aws-tests-").FullName;

    [ModuleInitializer]
    public static void Isolate()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (((string)variable.Key).StartsWith("AWS_", StringComparison.Ordinal))
            {
                Environment.SetEnvironmentVariable((string)variable.Key, null);
            }
        }

        Environment.SetEnvironmentVariable("HOME", Home);
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(Home, "config"));
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(Home, "credentials"));
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(Home, recursive: true);
        File.WriteAllText(
            Path.Combine(Home, "config"),
            """
            [profile by-process]
            credential_process = echo '{"Version":1,"AccessKeyId":"AKIDPROCESS","SecretAccessKey":"s","SessionToken":"t"}'
            [profile by-role]
            role_arn = arn:aws:iam::000000000000:role/worker
            source_profile = static
            region = us-east-1
            """
        );
        File.WriteAllText(
            Path.Combine(Home, "credentials"),
            """
            [static]
            aws_access_key_id = AKIDSTATIC
            aws_secret_access_key = s
            """
        );
    }
}
