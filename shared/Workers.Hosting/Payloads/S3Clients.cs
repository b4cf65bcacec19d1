using Amazon;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;

namespace Workers.Hosting.Payloads;

/// <summary>Creates the S3 client over the region, profile, credentials and endpoint that the worker's other clients use.</summary>
internal static class S3Clients
{
    // A call's own time-out is meant for small answers; this one is for a payload of the largest size over a modest connection.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(100);

    public static IAmazonS3 Create(IServiceProvider services)
    {
        if (services.GetService<IAmazonS3>() is { } given)
        {
            return given;
        }

        var options = services.GetRequiredService<AwsClientOptions>();
        var region = services.GetRequiredService<AwsClients>().Region;
        var config = new AmazonS3Config { MaxErrorRetry = options.MaxAttempts - 1, Timeout = Timeout };
        if (options.Profile is { Length: > 0 } profile)
        {
            config.Profile = new Profile(profile);
        }

        if (options.ServiceUrl is { Length: > 0 } url)
        {
            config.ServiceURL = url;
            config.AuthenticationRegion = region;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        // AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL and the profile's endpoint_url are read by the SDK itself. What stands at such an endpoint seldom
        // has a host name for each bucket.
        config.ForcePathStyle = config.ServiceURL is { Length: > 0 };
        return options.Credentials is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
    }
}
