using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Workers.Aws.EventBridge;
using Workers.Aws.Sqs;
using Workers.Aws.StepFunctions;
using Workers.Aws.Tests.Support;
using Workers.Aws.Transport;

namespace Workers.Aws.Tests.Wire;

/// <summary>Every record's members, against the service models that botocore carries.</summary>
public sealed class ModelTests
{
    private const string Script = """
        import json, sys
        import botocore.loaders

        loader = botocore.loaders.Loader()
        models = {
            "AWSStepFunctions": loader.load_service_model("stepfunctions", "service-2", "2016-11-23"),
            "AmazonSQS": loader.load_service_model("sqs", "service-2", "2012-11-05"),
            "AWSEvents": loader.load_service_model("events", "service-2", "2015-10-07"),
        }
        faults = []

        def compare(model, where, shape_name, ours):
            shape = model["shapes"][shape_name]
            if shape["type"] == "list":
                return compare(model, where, shape["member"]["shape"], ours)
            if shape["type"] == "map":
                return compare(model, where, shape["value"]["shape"], ours)
            if shape["type"] != "structure":
                if ours["members"]:
                    faults.append(f"{where} is a {shape['type']} there and has members here")
                return
            for name, member in ours["members"].items():
                if where.endswith("Batch answer.Successful") and name == "MessageId":
                    continue  # one record serves the answers of all batches; only sends fill it
                if name not in shape["members"]:
                    faults.append(f"{where}.{name} is not in {shape_name}: {sorted(shape['members'])}")
                else:
                    compare(model, f"{where}.{name}", shape["members"][name]["shape"], member)
            if ours["request"]:
                for name in shape.get("required", []):
                    if not ours["members"].get(name, {}).get("required"):
                        faults.append(f"{where}.{name} is required by the service and not here")

        for call in json.load(sys.stdin):
            service, name = call["target"].split(".")
            model = models[service]
            operation = model["operations"].get(name)
            prefix, version = model["metadata"]["targetPrefix"], model["metadata"]["jsonVersion"]
            if operation is None or prefix != service:
                faults.append(f"no operation {call['target']}")
                continue
            if call["contentType"] != f"application/x-amz-json-{version}":
                faults.append(f"{service} speaks JSON {version}")
            if call["signingName"] != model["metadata"].get("signingName", model["metadata"]["endpointPrefix"]):
                faults.append(f"{service} is signed for as another service")
            compare(model, name, operation["input"]["shape"], call["input"])
            if call["output"]:
                compare(model, f"{name} answer", operation["output"]["shape"], call["output"])
        json.dump(faults, sys.stdout)
        """;

    [Fact]
    public async Task EveryMember_IsNamedAsInTheServiceModel()
    {
        object[] calls =
        [
            .. Calls(typeof(StepFunctionsOperations), Workers.Aws.Endpoints.AwsService.StepFunctions),
            .. Calls(typeof(SqsOperations), Workers.Aws.Endpoints.AwsService.Sqs),
            .. Calls(typeof(EventBridgeOperations), Workers.Aws.Endpoints.AwsService.EventBridge),
        ];
        Assert.Equal(27, calls.Length);
        var faults = await Python.AskBotocoreAsync(Script, JsonSerializer.Serialize(calls));
        Assert.Empty(faults.EnumerateArray().Select(f => f.GetString()));
    }

    private static IEnumerable<object> Calls(Type operations, Workers.Aws.Endpoints.AwsService service)
    {
        foreach (var property in operations.GetProperties())
        {
            var operation = (AwsOperation)property.GetValue(null)!;
            Assert.Equal(property.Name, operation.Name);
            var request = (JsonTypeInfo)operation.GetType().GetProperty("Request")!.GetValue(operation)!;
            var response = (JsonTypeInfo?)operation.GetType().GetProperty("Response")!.GetValue(operation);
            yield return new Dictionary<string, object?>
            {
                ["target"] = operation.Target,
                ["contentType"] = service.ContentType,
                ["signingName"] = service.SigningName,
                ["input"] = Shape(request, isRequest: true),
                ["output"] = response is null ? null : Shape(response, isRequest: false),
            };
        }
    }

    private static Dictionary<string, object?> Shape(JsonTypeInfo type, bool isRequest, bool required = false)
    {
        var members = new Dictionary<string, object?>();
        var element = type.ElementType is { } inner ? type.Options.GetTypeInfo(inner) : type;
        if (element.Kind is JsonTypeInfoKind.Object)
        {
            foreach (var property in element.Properties)
            {
                if (!property.IsExtensionData && (property.Get is not null || property.Set is not null))
                {
                    members[property.Name] = Shape(
                        type.Options.GetTypeInfo(property.PropertyType),
                        isRequest,
                        IsRequired(element, property)
                    );
                }
            }
        }

        return new()
        {
            ["members"] = members,
            ["required"] = required,
            ["request"] = isRequest,
        };
    }

    private static bool IsRequired(JsonTypeInfo type, JsonPropertyInfo property) =>
        property.IsRequired
        || type.Type.GetConstructors()
            .Any(c => c.GetParameters().Any(p => p.Name!.Equals(property.Name, StringComparison.OrdinalIgnoreCase) && !p.HasDefaultValue));
}
