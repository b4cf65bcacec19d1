using Amazon;

namespace Workers.Aws.Endpoints;

/// <summary>The public endpoint of a service in a region.</summary>
internal static class RegionalEndpoint
{
    public static string Url(AwsService service, string region, bool fips, bool dualStack)
    {
        var endpoint = RegionEndpoint.GetBySystemName(region);
        var government = endpoint.PartitionName is "aws-us-gov";

        // Step Functions' dual-stack endpoints in GovCloud exist with FIPS only.
        var fipsLabel =
            (fips && !HasFipsUnderPlainName(service, region, government, dualStack))
            || (government && dualStack && IsStepFunctions(service));
        var suffix = dualStack ? DualStackSuffix(endpoint.PartitionName) : endpoint.PartitionDnsSuffix;
        return $"https://{service.EndpointPrefix}{(fipsLabel ? "-fips" : "")}.{region}.{suffix}";
    }

    // In GovCloud the plain names of these endpoints are the FIPS ones.
    private static bool HasFipsUnderPlainName(AwsService service, string region, bool government, bool dualStack) =>
        government
        && (
            ReferenceEquals(service, AwsService.EventBridge) ? dualStack || region is "us-gov-west-1" or "us-gov-east-1"
            : IsStepFunctions(service) ? !dualStack && region is "us-gov-west-1"
            : !dualStack
        );

    private static bool IsStepFunctions(AwsService service) => ReferenceEquals(service, AwsService.StepFunctions);

    // AWSSDK.Core publishes the partitions' plain suffixes only.
    private static string DualStackSuffix(string partition) =>
        partition switch
        {
            "aws-cn" => "api.amazonwebservices.com.cn",
            "aws-eusc" => "api.amazonwebservices.eu",
            "aws-iso" => "api.aws.ic.gov",
            "aws-iso-b" => "api.aws.scloud",
            "aws-iso-e" => "api.cloud-aws.adc-e.uk",
            "aws-iso-f" => "api.aws.hci.ic.gov",
            _ => "api.aws",
        };
}
