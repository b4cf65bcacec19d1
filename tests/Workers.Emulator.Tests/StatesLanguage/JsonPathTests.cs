using Workers.Emulator.StatesLanguage;

namespace Workers.Emulator.Tests.StatesLanguage;

public sealed class JsonPathTests
{
    private const string Shop = """
        {'owner':{'name':'Ann','the key':7},'books':[
          {'title':'A','price':8.95,'tags':['x','y'],'sold':true},
          {'title':'B','price':12.50,'tags':[]},
          {'title':'C','price':22,'isbn':'1-2'}],
         'limit':10,'empty':[]}
        """;

    [Theory]
    [InlineData("$.owner.name", "'Ann'")]
    [InlineData("$['owner']['the key']", "7")]
    [InlineData("$.owner[\"name\"]", "'Ann'")]
    [InlineData("$.books[0].title", "'A'")]
    [InlineData("$.books[-1].title", "'C'")]
    [InlineData("$.books[1].price", "12.50")]
    [InlineData("$.books[*].title", "['A','B','C']")]
    [InlineData("$.books[0,2].title", "['A','C']")]
    [InlineData("$.books[1:].title", "['B','C']")]
    [InlineData("$.books[:1].title", "['A']")]
    [InlineData("$.books[-2:].title", "['B','C']")]
    [InlineData("$.books[0:-1].title", "['A','B']")]
    [InlineData("$.books[*].tags[*]", "['x','y']")]
    [InlineData("$..title", "['A','B','C']")]
    [InlineData("$..books[0].title", "['A']")]
    [InlineData("$.owner.*", "['Ann',7]")]
    [InlineData("$.books[?(@.price < 10)].title", "['A']")]
    [InlineData("$.books[?(@.price > $.limit)].title", "['B','C']")]
    [InlineData("$.books[?(@.price > 10 && @.isbn)].title", "['C']")]
    [InlineData("$.books[?(@.isbn || @.sold == true)].title", "['A','C']")]
    [InlineData("$.books[?(!(@.isbn))].title", "['A','B']")]
    [InlineData("$.books[?(@.title == 'B')].price", "[12.50]")]
    [InlineData("$.books[?(@.title in ['A', 'C'])].title", "['A','C']")]
    [InlineData("$.books[?(@.tags empty true)].title", "['B']")]
    [InlineData("$.books[?(@.tags size 2)].title", "['A']")]
    [InlineData("$.books.length()", "3")]
    [InlineData("$.books[*].price.max()", "22.0")]
    [InlineData("$.missing[*]", "[]")]
    [InlineData("$.missing[0:2].x", "[]")]
    [InlineData("$..missing", "[]")]
    [InlineData("$.empty[*]", "[]")]
    public void Evaluate_OfAPath_IsWhatItDenotes(string path, string expected) =>
        Assert.Equal(expected, Scopes.Text(JsonPath.Parse(path).Evaluate(Scopes.Of(Shop))));

    [Theory]
    [InlineData("$$.Execution.Name", "'run'")]
    [InlineData("$who", "'Bob'")]
    [InlineData("$list[1]", "2")]
    [InlineData("$", "{}")]
    public void Evaluate_FromOtherRoots_ReadsContextAndVariables(string path, string expected)
    {
        var scope = Scopes.Of("{}", "{'Execution':{'Name':'run'}}", "{'who':'Bob','list':[1,2]}");

        Assert.Equal(expected, Scopes.Text(JsonPath.Parse(path).Evaluate(scope)));
    }

    [Theory]
    [InlineData("$.nobody", "Invalid path '$.nobody' : No results for path: $['nobody']")]
    [InlineData("$.owner.age", "Invalid path '$.owner.age' : No results for path: $['owner']['age']")]
    [InlineData("$.nobody.age", "Invalid path '$.nobody.age' : Missing property in path $['nobody']")]
    [InlineData("$.empty[3]", "Invalid path '$.empty[3]' : No results for path: $['empty'][3]")]
    [InlineData("$.limit[0]", "Invalid path '$.limit[0]' : Filter: [0] can only be applied to arrays. Current context is: 10")]
    public void Evaluate_OfADefinitePathThatLeadsNowhere_IsARuntimeError(string path, string cause)
    {
        var error = Assert.Throws<StatesErrorException>(() => JsonPath.Parse(path).Evaluate(Scopes.Of(Shop)));

        Assert.Equal(("States.Runtime", cause, true), (error.Error, error.Cause, error.NeedsStatePrefix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("owner")]
    [InlineData("$.")]
    [InlineData("$..")]
    [InlineData("$.a[")]
    [InlineData("$.a[']")]
    [InlineData("$.a[?(@.b ==)]")]
    [InlineData("$.a[1:2:3]")]
    [InlineData("$.a.nothing()")]
    [InlineData("$.a b")]
    [InlineData("$1st")]
    public void TryParse_OfSomethingElse_IsFalse(string text) => Assert.False(JsonPath.TryParse(text, out _));

    [Theory]
    [InlineData("$.a.b[0]", true, true)]
    [InlineData("$.a[-1]", true, false)]
    [InlineData("$.a[*]", false, false)]
    [InlineData("$.a[0:1]", false, false)]
    [InlineData("$..a", false, false)]
    [InlineData("$.a[0,1]", false, false)]
    [InlineData("$.a.length()", true, false)]
    public void IsDefinite_AndIsReference_FollowTheSteps(string text, bool isDefinite, bool isReference)
    {
        var path = JsonPath.Parse(text);

        Assert.Equal((isDefinite, isReference), (path.IsDefinite, path.IsReference));
    }
}
