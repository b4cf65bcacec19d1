using Amazon;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using Workers.Aws;

namespace Workers.Hosting.Stores;

/// <summary>Creates the DynamoDB client over the region, profile, credentials and endpoint that the worker's other clients use.</summary>
internal static class DynamoDbClients
{
    public static IAmazonDynamoDB Create(IServiceProvider services)
    {
        if (services.GetService<IAmazonDynamoDB>() is { } given)
        {
            return given;
        }

        var options = services.GetRequiredService<AwsClientOptions>();
        var region = services.GetRequiredService<AwsClients>().Region;
        var config = new AmazonDynamoDBConfig { MaxErrorRetry = options.MaxAttempts - 1, Timeout = options.CallTimeout };
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
            // AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL and the profile's endpoint_url are read by the SDK itself.
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return options.Credentials is { } credentials ? new AmazonDynamoDBClient(credentials, config) : new AmazonDynamoDBClient(config);
    }
}
