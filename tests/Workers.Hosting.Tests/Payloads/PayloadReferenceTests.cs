using System.Text;
using Workers.Hosting.Payloads;

namespace Workers.Hosting.Tests.Payloads;

public sealed class PayloadReferenceTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Text =
        $$$"""{"workersPayload":{"kind":"S3","bucket":"claims","key":"payloads/a/b","bytes":300123,"sha256":"{{{Hash}}}"}}""";

    private static readonly PayloadReference Reference = new("S3", "claims", "payloads/a/b", 300_123, Hash);

    [Fact]
    public void Write_IsTheDocumentedShape() => Assert.Equal(Text, Encoding.UTF8.GetString(Reference.Write().Span));

    [Theory]
    [InlineData(Text, 1)]
    [InlineData($$$"""{"claim":{"id":1},"appraisal":{{{Text}}}}""", 1)]
    [InlineData($$$"""[{{{Text}}}, 2, {{{Text}}}]""", 2)]
    [InlineData($$$"""{"a":[{"b":{"c":{{{Text}}}}}]}""", 1)]
    [InlineData("""{"workersPayload":"text"}""", 0)]
    [InlineData("""{"workersPayload":{}}""", 0)]
    [InlineData("""{"workersPayload":null}""", 0)]
    [InlineData("""["workersPayload"]""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":1}}""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":-1,"sha256":"{{{Hash}}}"}}""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":1.5,"sha256":"{{{Hash}}}"}}""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":1,"sha256":"{{{Hash}}}","more":1}}""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":1,"sha256":"ABC"}}""", 0)]
    [InlineData($$$"""{"workersPayload":{"kind":"S3","key":"a","bytes":1,"sha256":"{{{Hash}}}"},"beside":1}""", 0)]
    [InlineData($$$"""{"beside":1,"workersPayload":{"kind":"S3","key":"a","bytes":1,"sha256":"{{{Hash}}}"}}""", 0)]
    public void FindAll_FindsReferencesAndNothingElse(string json, int count)
    {
        var utf8 = Encoding.UTF8.GetBytes(json);

        var found = PayloadReference.FindAll(utf8);

        Assert.Equal(count, found.Count);
        Assert.All(
            found,
            one =>
            {
                Assert.Equal(Reference, one.Reference);
                Assert.Equal(Text, Encoding.UTF8.GetString(utf8[one.Start..one.End]));
            }
        );
    }

    [Fact]
    public void FindAll_InsideWhatLooksLikeOne_StillLooks()
    {
        var json = Encoding.UTF8.GetBytes($$$"""{"workersPayload":{"input":{{{Text}}}}}""");

        Assert.Equal(Reference, Assert.Single(PayloadReference.FindAll(json)).Reference);
    }
}
