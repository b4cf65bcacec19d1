using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Workers.Aws.Signing;

namespace Workers.Aws.Tests.Signing;

/// <summary>
/// AWS's published test vectors for Signature Version 4: requests and expected signatures from
/// https://github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4 (Apache License 2.0), reduced to one file. Left out are the vectors
/// with a query and those for services whose paths are not normalized: no request of this library has either.
/// </summary>
public sealed class VectorTests
{
    private static readonly JsonElement Vectors = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Signing", "sigv4-vectors.json")))
        .RootElement;

    public static TheoryData<string> Names => [.. Vectors.EnumerateArray().Select(v => v.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Authorization_OfPublishedVector_IsAsPublished(string name)
    {
        var vector = Vectors.EnumerateArray().Single(v => v.GetProperty("name").GetString() == name);
        string Text(string key) => vector.GetProperty(key).GetString()!;

        var token = vector.GetProperty("token").GetString();
        var signer = new SigV4Signer(Text("region"), Text("service"));
        var time = signer.TimeOf(DateTimeOffset.Parse(Text("time"), CultureInfo.InvariantCulture));
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["x-amz-date"] = time.Stamp };
        if (token is not null && !vector.GetProperty("omitToken").GetBoolean())
        {
            headers["x-amz-security-token"] = token;
        }

        if (vector.GetProperty("signBody") is { ValueKind: JsonValueKind.True })
        {
            headers["x-amz-content-sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text("body"))));
        }

        foreach (var header in vector.GetProperty("headers").EnumerateArray())
        {
            var key = header[0].GetString()!.ToLowerInvariant();
            var value = header[1].GetString()!.Replace('\n', ' ').Trim();
            headers[key] = headers.TryGetValue(key, out var earlier) && key is not "x-amz-date" ? $"{earlier},{value}" : value;
        }

        var authorization = signer.Authorization(
            new ImmutableCredentials(Text("accessKey"), Text("secretKey"), token),
            time,
            Text("method"),
            CanonicalPath.Of(Text("path")),
            [.. headers.Select(h => new SigningHeader(h.Key, h.Value))],
            string.Join(';', headers.Keys),
            Encoding.UTF8.GetBytes(Text("body"))
        );
        Assert.Equal(Text("authorization"), authorization);
    }
}
