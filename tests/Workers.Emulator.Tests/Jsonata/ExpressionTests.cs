namespace Workers.Emulator.Tests.Jsonata;

public sealed class ExpressionTests
{
    /// <summary>Expressions and their results, for <see cref="ComparisonTests"/> too.</summary>
    private static readonly (string Expression, string Result)[] Cases =
    [
        ("name & ' is ' & age", "'Ada is 36'"),
        ("orders.id", "['o1','o2','o3']"),
        ("orders[total > 2].id", "['o1','o2']"),
        ("orders[0].lines.sku", "['a','b']"),
        ("orders[-1].id", "'o3'"),
        ("orders[id='o2'].lines.sku", "'a'"),
        ("orders[id='o2'].lines.sku[]", "['a']"),
        ("single", "['one']"),
        ("missing.field", "nothing"),
        ("orders.lines.{sku: n}", "[{'a':2},{'b':1},{'a':2}]"),
        ("orders.lines{sku: $sum(n)}", "{'a':4,'b':1}"),
        ("orders^(total).id", "['o3','o2','o1']"),
        ("orders^(>total).id", "['o1','o2','o3']"),
        ("orders.lines.(%.id & sku)", "['o1a','o1b','o2a']"),
        ("orders@$o.$o.lines.(sku & $o.id)", "['ao1','bo1','ao2']"),
        ("orders#$i[$i > 0].id", "['o2','o3']"),
        ("deep.**.c", "[1,[2,3],[],4]"),
        ("deep.*.b.c", "[1,[2,3],[]]"),
        ("[1..3].($ * 2)", "[2,4,6]"),
        ("[[1,2],[3]].[$[0]]", "[[1],[3]]"),
        ("$sum(orders.lines.(n * price))", "13.5"),
        ("$map([1,2,3], function($v, $i, $a){$v + $i + $count($a)})", "[4,6,8]"),
        ("$reduce([1,2,3,4], function($a, $b){$a * $b})", "24"),
        ("$filter(orders, function($o){$o.total}).id", "['o1','o2']"),
        ("$sort(orders, function($l, $r){$l.total > $r.total}).id", "['o3','o2','o1']"),
        ("$merge([{'a':1},{'b':2},{'a':3}])", "{'a':3,'b':2}"),
        ("$spread({'a':1,'b':2})", "[{'a':1},{'b':2}]"),
        ("$each({'a':1,'b':2}, function($v, $k){$k & $v})", "['a1','b2']"),
        ("$sift({'a':1,'b':2}, function($v){$v > 1})", "{'b':2}"),
        ("$lookup(orders, 'total')", "[10.5,3,0]"),
        ("$distinct(tags)", "['x','y']"),
        ("$zip([1,2],[3,4])", "[[1,3],[2,4]]"),
        ("$match(text, /([a-z])([0-9]+)/).groups[1]", "['1','22','333']"),
        ("$replace(text, /[0-9]+/, function($m){'<' & $m.match & '>'})", "'a<1>b<22>c<333>'"),
        ("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", "'Smith, John'"),
        ("$split(text, /[0-9]+/)", "['a','b','c','']"),
        ("$contains(text, /C/i)", "true"),
        ("$substring('\\ud83d\\ude00abc', 1, 2)", "'ab'"),
        ("$pad('x', -4, '01')", "'010x'"),
        ("$formatNumber(1234.5678, '#,##0.00')", "'1,234.57'"),
        ("$formatNumber(-0.14, '01%')", "'-14%'"),
        ("$formatNumber(1234.5678, '00.000e0')", "'12.346e2'"),
        ("$formatNumber(34.555, '#0.00;(#0.00)')", "'34.56'"),
        ("$formatBase(255, 16)", "'ff'"),
        ("$formatInteger(2789, 'w')", "'two thousand, seven hundred and eighty-nine'"),
        ("$formatInteger(1999, 'I')", "'MCMXCIX'"),
        ("$formatInteger(22, '1;o')", "'22nd'"),
        ("$parseInteger('twelve thousand, four hundred and seventy-six', 'w')", "12476"),
        ("$fromMillis(1772706030400)", "'2026-03-05T10:20:30.400Z'"),
        ("$fromMillis(1772706030400, '[D1o] [MNn] [Y], [h]:[m01] [PN] [Z]', '+0530')", "'5th March 2026, 3:50 PM +05:30'"),
        ("$fromMillis(1772706030400, '[X]-W[W01]-[F1]')", "'2026-W10-4'"),
        ("$toMillis('2026-03-05T10:20:30.400Z')", "1772706030400"),
        ("$toMillis('5 March 2026', '[D1] [MNn] [Y]')", "1772668800000"),
        ("$number('0x1F')", "31"),
        ("$round(2.5) & $round(3.5) & $round(1.005, 2) & $round(-125, -1)", "'241-120'"),
        ("$string({'a':[1,'x',null]})", "'{\\'a\\':[1,\\'x\\',null]}'"),
        ("0.1 + 0.2", "0.30000000000000004"),
        ("$string(0.1 + 0.2)", "'0.3'"),
        ("1e21 & '|' & 1e-7 & '|' & 123456789012345680000", "'1e+21|1e-7|123456789012345680000'"),
        ("($f := function($n){$n < 2 ? 1 : $n * $f($n - 1)}; $f(10))", "3628800"),
        ("($add := function($a, $b){$a + $b}; $inc := $add(1, ?); $inc(4))", "5"),
        ("($twice := $uppercase ~> $reverse; 1)", "1"),
        ("'  a b ' ~> $trim() ~> $uppercase()", "'A B'"),
        (
            "$$ ~> |orders|{'total': total * 2}, 'lines'| ~> $lookup('orders')",
            "[{'id':'o1','total':21},{'id':'o2','total':6},{'id':'o3','total':0}]"
        ),
        ("missing ?? 'd'", "'d'"),
        ("'' ?: 'd'", "'d'"),
        ("nothing = null and $exists(nothing)", "true"),
        ("'x' in tags", "true"),
        ("$type(orders) & $type(none) & $type(age) & $type(nothing)", "'arrayobjectnumbernull'"),
        ("/* a comment */ 1 /* another */", "1"),
        ("orders.lines[sku = 'a' and price < 2].n", "[2,2]"),
        ("$base64decode($base64encode('hello'))", "'hello'"),
        ("$encodeUrlComponent('a b/é') & $decodeUrl('%3Fx%20y')", "'a%20b%2F%C3%A9%3Fx y'"),
        ("1 + true", "T2002"),
        ("'a' < 1", "T2009"),
        ("$sum(['a'])", "T0412"),
        ("$uppercase(1)", "T0410"),
        ("orders.id.$length().$uppercase()", "T0411"),
        ("$nope(1)", "T1006"),
        ("sum(1)", "T1005"),
        ("{1: 2}", "T1003"),
        ("[1..", "S0203"),
        ("a[1,2)", "S0202"),
        ("'open", "S0101"),
        ("1 +", "S0207"),
        ("{'a':}", "S0211"),
        ("$match('a', /abc", "S0302"),
        ("%", "S0217"),
        ("$error('no')", "D3137"),
        ("$single([1,2,3], function($v){$v > 1})", "D3138"),
        ("$number('ten')", "D3030"),
        ("$toMillis('yesterday')", "D3110"),
    ];

    public static IEnumerable<string> All => Cases.Select(entry => entry.Expression);

    public static TheoryData<string, string> Table => [.. Cases.Select(entry => (entry.Expression, entry.Result))];

    [Theory]
    [MemberData(nameof(Table))]
    public void Evaluate_GivesTheResult(string expression, string result) => Assert.Equal(result, Expressions.Evaluate(expression));

    [Theory]
    [InlineData("1 + true", "The right side of the \"+\" operator must evaluate to a number")]
    [InlineData("$sum(['a'])", "Argument 1 of function \"sum\" must be an array of \"numbers\"")]
    [InlineData("$uppercase(1)", "Argument 1 of function \"uppercase\" does not match function signature")]
    [InlineData("$nope(1)", "Attempted to invoke a non-function")]
    [InlineData("sum(1)", "Attempted to invoke a non-function. Did you mean $sum?")]
    [InlineData("a[1,2)", "Expected \"]\", got \",\"")]
    [InlineData("{'a':}", "The symbol \"}\" cannot be used as a unary operator")]
    [InlineData("$error('no way')", "no way")]
    [InlineData("$number('ten')", "Unable to cast value to a number: \"ten\"")]
    public void Message_NamesWhatIsWrong(string expression, string message) => Assert.Equal(message, Expressions.Fails(expression).Message);

    [Theory]
    [InlineData("$partition([1,2,3,4,5], 2)", "[[1,2],[3,4],[5]]")]
    [InlineData("$range(0, 6, 2)", "[0,2,4,6]")]
    [InlineData("$range(1, 9, 9)", "1")]
    [InlineData("$range(3, 1, -1)", "[3,2,1]")]
    [InlineData("$hash('input', 'SHA-1')", "'140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'")]
    [InlineData("$random(42)", "0.7275636800328681")]
    [InlineData("$length($uuid())", "36")]
    [InlineData("$parse('{\"a\":[1,null]}').a", "[1,null]")]
    [InlineData("$eval('1')", "T1006")]
    [InlineData("1 / 0", "'Infinity'")]
    public void Functions_of_Step_Functions_are_there(string expression, string result) =>
        Assert.Equal(result, Expressions.Evaluate(expression));

    [Theory]
    [InlineData("$random() < 1 and $random() >= 0", "true")]
    [InlineData("$now()", "'2026-03-05T10:20:30.000Z'")]
    [InlineData("$millis()", "1772706030000")]
    [InlineData("$toMillis('10:15', '[H]:[m]')", "1772705700000")]
    public void Time_is_the_evaluations_own(string expression, string result) => Assert.Equal(result, Expressions.Evaluate(expression));
}
