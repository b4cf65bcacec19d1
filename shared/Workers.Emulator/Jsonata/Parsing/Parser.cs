using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace Workers.Emulator.Jsonata;

/// <summary>Reads an expression by top-down operator precedence.</summary>
internal sealed class Parser
{
    private const int PrefixPower = 70;

    private static readonly FrozenDictionary<string, int> BindingPowers = new Dictionary<string, int>
    {
        ["["] = 80,
        ["("] = 80,
        ["@"] = 80,
        ["#"] = 80,
        ["."] = 75,
        ["{"] = 70,
        ["*"] = 60,
        ["/"] = 60,
        ["%"] = 60,
        ["+"] = 50,
        ["-"] = 50,
        ["&"] = 50,
        ["="] = 40,
        ["!="] = 40,
        ["<"] = 40,
        ["<="] = 40,
        [">"] = 40,
        [">="] = 40,
        ["in"] = 40,
        ["^"] = 40,
        ["~>"] = 40,
        ["?:"] = 40,
        ["??"] = 40,
        ["and"] = 30,
        ["or"] = 25,
        ["?"] = 20,
        [":="] = 10,
    }.ToFrozenDictionary();

    private readonly Lexer lexer;
    private Token current;

    private Parser(string text)
    {
        lexer = new Lexer(text);
        current = lexer.Next(isInfix: false);
        RefuseUnknown();
    }

    /// <summary>Reads a whole expression.</summary>
    /// <exception cref="JsonataException">It is no expression.</exception>
    public static Syntax Parse(string text)
    {
        var parser = new Parser(text);
        var syntax = parser.Expression(0);
        return parser.current.Kind == TokenKind.End ? syntax : throw new JsonataException("S0201") { Token = parser.current.Shown };
    }

    private Syntax Expression(int power)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new JsonataException("D1011");
        }

        var token = Take(isInfix: true);
        var left = Prefix(token);
        while (current.Kind == TokenKind.Operator && power < BindingPowers.GetValueOrDefault(current.Text))
        {
            left = Infix(left, Take(isInfix: false));
        }

        return left;
    }

    private Token Take(bool isInfix)
    {
        var taken = current;
        current = lexer.Next(isInfix);
        RefuseUnknown();
        return taken;
    }

    // These end names, and are no operators.
    private void RefuseUnknown()
    {
        if (current.Is("!") || current.Is("~"))
        {
            throw new JsonataException("S0204") { Token = current.Text };
        }
    }

    private Token Take(string expected, bool isInfix = false) =>
        current.Is(expected)
            ? Take(isInfix)
            : throw new JsonataException(current.Kind == TokenKind.End ? "S0203" : "S0202") { Token = current.Shown, Value = expected };

    private bool TryTake(string symbol)
    {
        if (!current.Is(symbol))
        {
            return false;
        }

        Take(isInfix: false);
        return true;
    }

    private Syntax Prefix(Token token)
    {
        switch (token.Kind)
        {
            case TokenKind.End:
                return new Syntax(SyntaxKind.End, token);
            case TokenKind.Name:
                return new Syntax(SyntaxKind.Name, token);
            case TokenKind.Variable:
                return new Syntax(SyntaxKind.Variable, token);
            case TokenKind.Literal:
                return new Syntax(SyntaxKind.Literal, token);
            case TokenKind.Regex:
                return new Syntax(SyntaxKind.Regex, token);
        }

        return token.Text switch
        {
            // Operators that are words may be names of fields.
            "and" or "or" or "in" => new Syntax(SyntaxKind.Name, token),
            "*" => new Syntax(SyntaxKind.Wildcard, token),
            "**" => new Syntax(SyntaxKind.Descendants, token),
            "%" => new Syntax(SyntaxKind.Parent, token),
            "-" => new Syntax(SyntaxKind.Negation, token) { Left = Expression(PrefixPower) },
            "(" => new Syntax(SyntaxKind.Block, token) { Items = Block() },
            "[" => new Syntax(SyntaxKind.Array, token) { Items = Elements() },
            "{" => new Syntax(SyntaxKind.Object, token) { Items = Members() },
            "|" => Transform(token),
            _ => throw new JsonataException("S0211") { Token = token.Text },
        };
    }

    private Syntax Infix(Syntax left, Token token)
    {
        switch (token.Text)
        {
            case "(":
                return Call(left, token);
            case "[":
                return Predicate(left, token);
            case "{":
                return new Syntax(SyntaxKind.Binary, token) { Left = left, Items = Members() };
            case "^":
                return Sort(left, token);
            case "?":
                var then = Expression(0);
                return new Syntax(SyntaxKind.Condition, token)
                {
                    Left = left,
                    Right = then,
                    Other = TryTake(":") ? Expression(0) : null,
                };
            case "?:":
                return new Syntax(SyntaxKind.Condition, token)
                {
                    Left = left,
                    Right = left,
                    Other = Expression(0),
                };
            case "??":
                return Coalesce(left, token);
            case ":=":
                return left.Kind == SyntaxKind.Variable
                    ? new Syntax(SyntaxKind.Binary, token) { Left = left, Right = Expression(BindingPowers[":="] - 1) }
                    : throw new JsonataException("S0212") { Token = left.Text };
            case "@" or "#":
                var variable = Expression(BindingPowers[token.Text]);
                return variable.Kind == SyntaxKind.Variable
                    ? new Syntax(SyntaxKind.Binary, token) { Left = left, Right = variable }
                    : throw new JsonataException("S0214") { Token = token.Text };
            default:
                return new Syntax(SyntaxKind.Binary, token) { Left = left, Right = Expression(BindingPowers[token.Text]) };
        }
    }

    private static Syntax ExistsCall(Syntax value, Token token) =>
        new(SyntaxKind.Call, token)
        {
            Left = new Syntax(SyntaxKind.Variable, token with { Kind = TokenKind.Variable, Text = "exists" }),
            Items = [value],
        };

    private Syntax Coalesce(Syntax left, Token token) =>
        new(SyntaxKind.Condition, token)
        {
            Left = ExistsCall(left, token),
            Right = left,
            Other = Expression(0),
        };

    private Syntax Call(Syntax procedure, Token token)
    {
        var kind = SyntaxKind.Call;
        var arguments = new List<Syntax>();
        if (!current.Is(")"))
        {
            do
            {
                if (current.Is("?"))
                {
                    kind = SyntaxKind.Partial;
                    arguments.Add(new Syntax(SyntaxKind.Operator, Take(isInfix: false)));
                }
                else
                {
                    arguments.Add(Expression(0));
                }
            } while (TryTake(","));
        }

        Take(")", isInfix: true);
        return procedure is { Kind: SyntaxKind.Name, Text: "function" or "\u03bb" }
            ? Lambda(arguments, token)
            : new Syntax(kind, token) { Left = procedure, Items = arguments };
    }

    private Syntax Lambda(List<Syntax> parameters, Token token)
    {
        var wrong = parameters.FindIndex(parameter => parameter.Kind != SyntaxKind.Variable);
        if (wrong >= 0)
        {
            throw new JsonataException("S0208") { Token = parameters[wrong].Text, Value = wrong + 1.0 };
        }

        var signature = current.Is("<") ? Signature.Parse(ReadSignature()) : null;
        Take("{");
        var body = Expression(0);
        Take("}");
        return new Syntax(SyntaxKind.Lambda, token)
        {
            Items = parameters,
            Right = body,
            Signature = signature,
        };
    }

    private string ReadSignature()
    {
        var text = "<";
        var depth = 1;
        while (depth > 0 && !current.Is("{") && current.Kind != TokenKind.End)
        {
            Take(isInfix: false);
            depth +=
                current.Is(">") ? -1
                : current.Is("<") ? 1
                : 0;
            text += current.Shown;
        }

        Take(">");
        return text;
    }

    private Syntax Predicate(Syntax left, Token token)
    {
        if (current.Is("]"))
        {
            var step = left;
            while (step.IsBinary("["))
            {
                step = step.Left!;
            }

            step.KeepsArray = true;
            Take("]");
            return left;
        }

        var predicate = Expression(0);
        Take("]", isInfix: true);
        return new Syntax(SyntaxKind.Binary, token) { Left = left, Right = predicate };
    }

    private Syntax Sort(Syntax left, Token token)
    {
        Take("(");
        var terms = new List<Syntax>();
        var descending = new List<bool>();
        do
        {
            descending.Add(current.Is(">"));
            if (current.Is("<") || current.Is(">"))
            {
                Take(isInfix: false);
            }

            terms.Add(Expression(0));
        } while (TryTake(","));

        Take(")");
        return new Syntax(SyntaxKind.Sort, token)
        {
            Left = left,
            Items = terms,
            Descending = descending,
        };
    }

    private Syntax Transform(Token token)
    {
        var pattern = Expression(0);
        Take("|");
        var update = Expression(0);
        var delete = TryTake(",") ? Expression(0) : null;
        Take("|");
        return new Syntax(SyntaxKind.Transform, token)
        {
            Left = pattern,
            Right = update,
            Other = delete,
        };
    }

    private List<Syntax> Block()
    {
        var expressions = new List<Syntax>();
        while (!current.Is(")"))
        {
            expressions.Add(Expression(0));
            if (!TryTake(";"))
            {
                break;
            }
        }

        Take(")", isInfix: true);
        return expressions;
    }

    private List<Syntax> Elements()
    {
        var elements = new List<Syntax>();
        if (!current.Is("]"))
        {
            do
            {
                var element = Expression(0);
                if (current.Is(".."))
                {
                    var range = Take(isInfix: false);
                    element = new Syntax(SyntaxKind.Binary, range) { Left = element, Right = Expression(0) };
                }

                elements.Add(element);
            } while (TryTake(","));
        }

        Take("]", isInfix: true);
        return elements;
    }

    private List<Syntax> Members()
    {
        var members = new List<Syntax>();
        if (!current.Is("}"))
        {
            do
            {
                members.Add(Expression(0));
                Take(":");
                members.Add(Expression(0));
            } while (TryTake(","));
        }

        Take("}", isInfix: true);
        return members;
    }
}
