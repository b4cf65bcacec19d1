using System.Globalization;

namespace Workers.Emulator.Tests.Jsonata;

/// <summary>Makes up expressions over <see cref="Expressions.Document"/>, the same for the same seed: most of them make sense, some do not.</summary>
internal sealed class ExpressionGenerator(int seed)
{
    private static readonly string[] Paths =
    [
        "name",
        "age",
        "nothing",
        "ok",
        "tags",
        "single",
        "empty",
        "none",
        "orders",
        "orders.id",
        "orders.total",
        "orders.lines",
        "orders.lines.sku",
        "orders.lines.price",
        "orders.lines[0].n",
        "orders[0].lines.n",
        "orders[total > 2].id",
        "orders[-1]",
        "orders[[0..1]].id",
        "orders.(lines.n)",
        "orders.[id, total]",
        "orders.{'k': id}",
        "orders.lines[]",
        "orders.id[]",
        "single[]",
        "deep.a.b.c",
        "deep.*.c",
        "deep.**.c",
        "deep.a.b.c[1]",
        "orders.*",
        "missing",
        "missing.field",
        "$",
        "$.name",
        "$$.orders.id",
        "orders.lines.{'o': %.id, 's': sku}",
        "orders.lines.(%.id & sku)",
        "orders@$o.lines.(sku & $o.id)",
        "orders#$i.(id & $i)",
        "orders.lines#$i[$i = 0].sku",
        "orders^(total).id",
        "orders^(>total, id).id",
        "orders.lines^(price, >n).sku",
        "orders{id: total}",
        "orders.lines{sku: $sum(n)}",
        "orders.lines{sku: price[]}",
        "`name`",
        "\"name\".length",
        "**.sku",
        "orders.lines[sku='a'].price",
        "text",
        "when",
    ];

    private static readonly string[] Literals =
    [
        "0",
        "1",
        "2",
        "-1",
        "3.7",
        "1e3",
        "0.5",
        "''",
        "'abc'",
        "\"x y\"",
        "'10'",
        "true",
        "false",
        "null",
        "[]",
        "[1,2,3]",
        "[3,1,2]",
        "['b','a','b']",
        "[[1],[2,3]]",
        "{}",
        "{'a':1,'b':[1,2]}",
        "[{'a':1},{'a':2,'b':3}]",
        "[1..4]",
        "[1,'a',null]",
    ];

    private static readonly string[] Operators =
    [
        "+",
        "-",
        "*",
        "/",
        "%",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "&",
        "and",
        "or",
        "in",
        "~>",
        ".",
        "?:",
        "??",
    ];

    // A digit stands for an argument of any kind, other letters for one that the function is made for most of the time.
    private static readonly string[] Calls =
    [
        "$string(x)",
        "$length(s)",
        "$substring(s, n, n)",
        "$substring(s, n)",
        "$substringBefore(s, s)",
        "$substringAfter(s, s)",
        "$uppercase(s)",
        "$lowercase(s)",
        "$trim(s)",
        "$pad(s, n, s)",
        "$contains(s, s)",
        "$contains(s, r)",
        "$split(s, s)",
        "$split(s, r, n)",
        "$join(t, s)",
        "$match(s, r)",
        "$match(s, r, n)",
        "$replace(s, s, s)",
        "$replace(s, r, '<$1$0>', n)",
        "$replace(s, r, function($m){$uppercase($m.match)})",
        "$number(x)",
        "$abs(n)",
        "$floor(n)",
        "$ceil(n)",
        "$round(n)",
        "$round(n, i)",
        "$power(n, n)",
        "$sqrt(n)",
        "$sum(a)",
        "$max(a)",
        "$min(a)",
        "$average(a)",
        "$count(x)",
        "$append(x, x)",
        "$reverse(x)",
        "$distinct(x)",
        "$sort(a)",
        "$sort(x)",
        "$sort(a, function($l, $r){$l < $r})",
        "$zip(a, t)",
        "$keys(x)",
        "$lookup(x, s)",
        "$spread(x)",
        "$merge(o)",
        "$exists(x)",
        "$type(x)",
        "$boolean(x)",
        "$not(x)",
        "$map(x, function($v, $i){$i & ':' & $string($v)})",
        "$map(a, $string)",
        "$map(t, $uppercase)",
        "$filter(a, function($v){$v > n})",
        "$reduce(a, function($p, $c){$p + $c}, n)",
        "$reduce(t, function($p, $c){$p & $c})",
        "$single(a, function($v){$v = n})",
        "$each(o, function($v, $k){$k & $string($v)})",
        "$sift(o, function($v, $k){$k = 'a'})",
        "$formatNumber(m, p)",
        "$formatBase(m, b)",
        "$formatInteger(n, w)",
        "$base64encode(s)",
        "$encodeUrlComponent(s)",
        "$encodeUrl(s)",
        "$fromMillis(1772705430400, d)",
        "$fromMillis(1772705430400, d, '+0530')",
        "$toMillis('2026-03-05T10:20:30Z')",
        "$toMillis($fromMillis(1772705430400, '[Y]-[M01]-[D01] [H01]:[m01]'), '[Y]-[M01]-[D01] [H01]:[m01]')",
        "$substring(?, 1)(s)",
        "$error(s)",
        "$assert(x, s)",
        "$clone(o)",
        "o ~> |$|{'z': n}|",
        "$$ ~> |orders.lines|{'cost': n * price}, 'n'| ~> $keys()",
        "(x)[n]",
        "(x)[]",
        "x.$string()",
        "function($p){$p & 1}(s)",
        "($f := function($n){$n <= 0 ? 0 : $n + $f($n - 1)}; $f(5))",
        "function($a, $b)<nn:n>{$a + $b}(n, x)",
    ];

    private readonly Random random = new(seed);

    /// <summary>An expression.</summary>
    public string Next() => Expression(3);

    /// <summary>An expression with a few characters changed: seldom one at all.</summary>
    public string NextBroken()
    {
        var text = Next().ToList();
        for (var i = random.Next(1, 4); i > 0 && text.Count > 0; i--)
        {
            const string characters = "$.[](){}|&*%^@#?:;,=<>!~+-/\\'\"` 09azλ\u0001\ud83d";
            var at = random.Next(text.Count);
            switch (random.Next(3))
            {
                case 0:
                    text.RemoveAt(at);
                    break;
                case 1:
                    text.Insert(at, characters[random.Next(characters.Length)]);
                    break;
                default:
                    text[at] = characters[random.Next(characters.Length)];
                    break;
            }
        }

        return string.Concat(text);
    }

    private string Expression(int depth) =>
        depth == 0
            ? Leaf()
            : random.Next(12) switch
            {
                < 3 => Leaf(),
                < 5 => $"({Expression(depth - 1)} {Pick(Operators)} {Expression(depth - 1)})",
                5 => $"({Expression(depth - 1)} ? {Expression(depth - 1)} : {Expression(depth - 1)})",
                6 => $"[{Expression(depth - 1)}, {Expression(depth - 1)}]",
                7 => $"{{'k': {Expression(depth - 1)}, 'l': {Expression(depth - 1)}}}",
                8 => $"($v := {Expression(depth - 1)}; [$v, {Expression(depth - 1)}])",
                _ => Call(depth - 1),
            };

    private string Leaf() => random.Next(3) == 0 ? Pick(Literals) : Pick(Paths);

    private string Call(int depth)
    {
        var template = Pick(Calls);
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            var isAlone =
                char.IsAsciiLetter(template[i])
                && (i == 0 || !IsWord(template[i - 1]))
                && (i + 1 == template.Length || !IsWord(template[i + 1]));
            text.Append(isAlone ? Argument(template[i], depth) : template[i].ToString());
        }

        return text.ToString();
    }

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '$' or '\'' or '_';

    private string Argument(char kind, int depth)
    {
        // A wrong kind now and then.
        if (kind is not ('r' or 'i' or 'm') && random.Next(12) == 0)
        {
            return Expression(Math.Min(1, depth));
        }

        return kind switch
        {
            's' => Pick(["'Hello World'", "name", "text", "' a  b '", "''", "'a,b,c'", "'o1'", "'\\ud83d\\ude00é%'"]),
            'n' => Pick(["0", "1", "2", "-1", "3", "12", "2.5", "-2.5", "age", "1234567.891", "0.000012", "1e21", "-0.5", "4"]),
            'm' => Pick(["0", "1", "-1", "12", "2.5", "-2.5", "1234567.891", "0.000012", "-0.5"]),
            'i' => Pick(["0", "1", "2", "-1", "3"]),
            't' => Pick(["tags", "['c','a','b']", "orders.id", "single", "[]"]),
            'a' => Pick(["[3,1,2]", "orders.total", "[]", "5", "orders.lines.price", "[1..5]", "missing"]),
            'o' => Pick(["{'a':1,'b':'x'}", "deep", "orders[0]", "none", "orders", "$"]),
            'r' => Pick(["/a/", "/[0-9]+/", "/([a-z])([0-9]+)/", "/(x)|(b)/i", "/^a/m", "/\\d$/", "/l+/", "/\\w/", "/\\s/"]),
            'p' => Pick([
                "'#,##0.00'",
                "'0'",
                "'000.0#'",
                "'#0%'",
                "'0.0e0'",
                "'(0)'",
                "'#,##0;(#,##0)'",
                "'00,00.00,0'",
                "'##'",
                "'0.0.0'",
            ]),
            'b' => Pick(["2", "16", "36", "10", "7", "1"]),
            'w' => Pick(["'0'", "'#,##0'", "'000'", "'w'", "'Ww'", "'W;o'", "'i'", "'I'", "'A'", "'1;o'"]),
            'd' => Pick([
                "'[Y0001]-[M01]-[D01]'",
                "'[D1o] [MNn] [Y]'",
                "'[FNn,*-3], [h]:[m] [PN]'",
                "'[H01]:[m01]:[s01].[f001] [Z]'",
                "'W[W01] [d] [w]'",
                "'[X]-W[W01]-[F1]'",
                "'[Yi] [[x]]'",
                "'[z]'",
            ]),
            'x' => depth > 0 ? Expression(depth - 1) : Leaf(),
            _ => kind.ToString(CultureInfo.InvariantCulture),
        };
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];
}
