using System.Text.Json;
using Workers.Aws.Endpoints;
using Workers.Aws.Tests.Support;

namespace Workers.Aws.Tests.Configuration;

/// <summary>The regional endpoints, against the rule sets that botocore carries.</summary>
public sealed class BotocoreEndpointTests
{
    private const string Script = """
        import json, sys
        import botocore.loaders
        from botocore.endpoint_provider import EndpointProvider

        loader = botocore.loaders.Loader()
        partitions = loader.load_data("partitions")
        names = {"states": "stepfunctions", "sqs": "sqs", "events": "events"}
        cases = []
        for prefix, name in names.items():
            provider = EndpointProvider(loader.load_service_model(name, "endpoint-rule-set-1"), partitions)
            for partition in partitions["partitions"]:
                for region in partition["regions"]:
                    if region.endswith("-global"):
                        continue
                    for fips in (False, True):
                        for dual in (False, True):
                            endpoint = provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual)
                            cases.append({"prefix": prefix, "region": region, "fips": fips, "dual": dual, "url": endpoint.url})
        json.dump(cases, sys.stdout)
        """;

    [Fact]
    public async Task EveryRegionsEndpoint_IsBotocores()
    {
        var cases = await Python.AskBotocoreAsync(Script, "");
        Assert.True(cases.GetArrayLength() > 300);
        var differences = new List<string>();
        foreach (var expected in cases.EnumerateArray())
        {
            var service = expected.GetProperty("prefix").GetString() switch
            {
                "states" => AwsService.StepFunctions,
                "sqs" => AwsService.Sqs,
                _ => AwsService.EventBridge,
            };
            var url = RegionalEndpoint.Url(
                service,
                expected.GetProperty("region").GetString()!,
                expected.GetProperty("fips").GetBoolean(),
                expected.GetProperty("dual").GetBoolean()
            );
            if (url != expected.GetProperty("url").GetString())
            {
                differences.Add($"{JsonSerializer.Serialize(expected)}: {url}");
            }
        }

        Assert.Empty(differences);
    }
}
