using Workers.Emulator.Jsonata;
using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.Jsonata;

/// <summary>Evaluates expressions; results are JSON with single quotes for legibility, <c>nothing</c>, or the error's code.</summary>
internal static class Expressions
{
    public const string Document = """
        {"name":"Ada","age":36,"nothing":null,"ok":true,"text":"a1b22c333","tags":["x","y","x"],"single":["one"],"empty":[],"none":{},
         "orders":[{"id":"o1","total":10.5,"lines":[{"sku":"a","n":2,"price":1.5},{"sku":"b","n":1,"price":7.5}]},
                   {"id":"o2","total":3,"lines":[{"sku":"a","n":2,"price":1.5}]},
                   {"id":"o3","total":0,"lines":[]}],
         "deep":{"a":{"b":{"c":[1,[2,3],[]]}},"b":{"c":4}},"when":"2026-03-05T10:20:30.400Z"}
        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 5, 10, 20, 30, TimeSpan.Zero);

    public static string Evaluate(string expression, string document = Document) =>
        Run(expression, document).Replace("\"", "'", StringComparison.Ordinal);

    /// <summary>The result as JSON.</summary>
    public static string Run(string expression, string document = Document)
    {
        try
        {
            var value = JsonataProgram
                .Parse(expression)
                .Evaluate(JsonValues.FromJson(Json.Parse(document)), new Frame(BuiltIns.Frame), Now);
            return value is null ? "nothing"
                : JsonValues.IsJson(value) ? Json.ToText(Json.Build(value, static (writer, result) => JsonValues.Write(writer, result)))
                : "function";
        }
        catch (JsonataException error)
        {
            return error.Code.Length > 0 ? error.Code : error.Message;
        }
    }

    public static JsonataException Fails(string expression) =>
        Assert.Throws<JsonataException>(() =>
            JsonataProgram.Parse(expression).Evaluate(JsonValues.FromJson(Json.Parse(Document)), new Frame(BuiltIns.Frame), Now)
        );
}
