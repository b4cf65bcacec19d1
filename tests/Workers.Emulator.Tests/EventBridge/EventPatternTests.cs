using System.Text.Json;
using Workers.Emulator.EventBridge.Patterns;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.Tests.EventBridge;

public sealed class EventPatternTests
{
    [Theory]
    [InlineData("""{"a":["x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":"X"}""", false)]
    [InlineData("""{"a":["x","y"]}""", """{"a":["z","y"]}""", true)]
    [InlineData("""{"a":["x"],"b":["y"]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[300]}""", """{"a":300}""", true)]
    [InlineData("""{"a":[300]}""", """{"a":300.0}""", false)]
    [InlineData("""{"a":["300"]}""", """{"a":300}""", false)]
    [InlineData("""{"a":[null]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[null]}""", """{}""", false)]
    [InlineData("""{"a":[""]}""", """{"a":""}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":true}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":false}""", false)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":{"b":"x","c":1}}""", true)]
    [InlineData("""{"a":{"b":["x"]}}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":{"b":["x"],"c":["y"]}}""", """{"a":[{"b":"x","c":"z"},{"b":"w","c":"y"}]}""", false)]
    [InlineData("""{"a":{"b":["x"],"c":["y"]}}""", """{"a":[{"b":"w","c":"y"},{"b":"x","c":"y"}]}""", true)]
    [InlineData("""{"a":[{"prefix":"ab"}]}""", """{"a":"abc"}""", true)]
    [InlineData("""{"a":[{"prefix":"ab"}]}""", """{"a":"cab"}""", false)]
    [InlineData("""{"a":[{"prefix":{"equals-ignore-case":"AB"}}]}""", """{"a":"abc"}""", true)]
    [InlineData("""{"a":[{"suffix":".csv"}]}""", """{"a":"x.csv"}""", true)]
    [InlineData("""{"a":[{"suffix":{"equals-ignore-case":".csv"}}]}""", """{"a":"x.CSV"}""", true)]
    [InlineData("""{"a":[{"equals-ignore-case":"Paid"}]}""", """{"a":"pAID"}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{}""", false)]
    [InlineData("""{"a":[{"anything-but":["x","y"]}]}""", """{"a":"y"}""", false)]
    [InlineData("""{"a":[{"anything-but":[1,2]}]}""", """{"a":3}""", true)]
    [InlineData("""{"a":[{"anything-but":{"prefix":"x"}}]}""", """{"a":"xy"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"suffix":["y","z"]}}]}""", """{"a":"xy"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"equals-ignore-case":["X"]}}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}""", """{"a":"/src/x"}""", true)]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":5}""", true)]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":0}""", false)]
    [InlineData("""{"a":[{"numeric":["=",5]}]}""", """{"a":5.0}""", true)]
    [InlineData("""{"a":[{"numeric":["<",5]}]}""", """{"a":"4"}""", false)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":{"b":1}}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":1}""", false)]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{}""", true)]
    [InlineData("""{"a":[{"exists":false},"x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":[{"wildcard":"a*c"}]}""", """{"a":"abbc"}""", true)]
    [InlineData("""{"a":[{"wildcard":"a*c"}]}""", """{"a":"abbd"}""", false)]
    [InlineData("""{"a":[{"wildcard":"*a*a"}]}""", """{"a":"a"}""", false)]
    [InlineData("""{"a":[{"wildcard":"a\\*"}]}""", """{"a":"a*"}""", true)]
    [InlineData("""{"a":[{"wildcard":"a\\*"}]}""", """{"a":"ab"}""", false)]
    [InlineData("""{"a":[{"cidr":"10.0.0.77/24"}]}""", """{"a":"10.0.0.3"}""", true)]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/24"}]}""", """{"a":"10.0.1.3"}""", false)]
    [InlineData("""{"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"b":"y"}""", true)]
    [InlineData("""{"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"a":"y","b":"x"}""", false)]
    [InlineData("""{"c":["z"],"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"$or":["x"]}""", """{"$or":"x"}""", true)]
    public void Matches_AsDocumented(string pattern, string given, bool expected) =>
        Assert.Equal(expected, EventPattern.Parse(pattern).Matches(JsonElement.Parse(given)));

    [Theory]
    [InlineData("[]", "Filter is not an object")]
    [InlineData("{}", "Empty objects are not allowed")]
    [InlineData("""{"a":[]}""", "Empty arrays are not allowed")]
    [InlineData("""{"a":"x"}""", "\"a\" must be an object or an array")]
    [InlineData("""{"a":[["x"]]}""", "Match value must be String, number, true, false, or null")]
    [InlineData("""{"a":[{"like":"x"}]}""", "Unrecognized match type like")]
    [InlineData("""{"a":[{"prefix":1}]}""", "prefix match pattern must be a string")]
    [InlineData("""{"a":[{"exists":"x"}]}""", "exists match pattern must be either true or false.")]
    [InlineData("""{"a":[{"prefix":"x","suffix":"y"}]}""", "Only one key allowed in match expression")]
    [InlineData("""{"a":[{"wildcard":"a**"}]}""", "Consecutive wildcard characters at pos 1")]
    [InlineData("""{"a":[{"numeric":["=="]}]}""", "Invalid member in numeric match: ]")]
    [InlineData("""{"a":[{"numeric":["<",5,">",1]}]}""", "Bad numeric range operator: <")]
    [InlineData("""{"a":[{"anything-but":["x",1]}]}""", "Inside anything but list, either all values are Number or String")]
    [InlineData("""{"a":["x"]""", "Unexpected end-of-input")]
    [InlineData("nonsense", "Unrecognized token 'nonsense'")]
    public void Parse_WhatIsNoPattern_IsRefusedWithItsReason(string pattern, string reason)
    {
        var error = Assert.Throws<AwsErrorException>(() => EventPattern.Parse(pattern));

        Assert.Equal("InvalidEventPatternException", error.Code);
        Assert.StartsWith($"Event pattern is not valid. Reason: {reason}", error.Message, StringComparison.Ordinal);
    }
}
