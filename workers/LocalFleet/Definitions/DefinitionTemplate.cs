using System.Text;
using System.Text.Json;

namespace LocalFleet.Definitions;

/// <summary>
/// Renders a state machine's definition as Terraform's <c>templatefile</c> does, as far as definitions need it: <c>${name}</c> stands for a
/// variable's value, <c>$${</c> for the characters <c>${</c>.
/// </summary>
internal static class DefinitionTemplate
{
    /// <summary>Renders a definition.</summary>
    /// <param name="template">The template's text.</param>
    /// <param name="variables">A value for each variable; strings go into quotes that the template has, numbers stand alone.</param>
    /// <exception cref="FleetException">A variable is missing or unused, a placeholder is malformed, or the outcome is not JSON.</exception>
    public static string Render(string template, IReadOnlyDictionary<string, string> variables)
    {
        if (template.Contains("%{", StringComparison.Ordinal))
        {
            throw new FleetException("The definition has a template directive (%{…}); only ${name} is rendered here.");
        }

        var rendered = new StringBuilder(template.Length);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var position = 0;
        for (int start; (start = template.IndexOf("${", position, StringComparison.Ordinal)) >= 0; )
        {
            rendered.Append(template, position, start - position);
            if (start > 0 && template[start - 1] == '$')
            {
                rendered.Append('{');
                position = start + 2;
                continue;
            }

            var name = NameAt(template, start, out position);
            used.Add(name);
            if (variables.TryGetValue(name, out var value))
            {
                rendered.Append(value);
            }
            else
            {
                missing.Add(name);
            }
        }

        rendered.Append(template, position, template.Length - position);
        Complain("has no value for", missing);
        Complain("does not use", variables.Keys.Except(used, StringComparer.Ordinal).Order(StringComparer.Ordinal));
        return RequireJson(rendered.ToString());
    }

    private static string NameAt(string template, int start, out int end)
    {
        var close = template.IndexOf('}', start);
        var name = close < 0 ? "" : template[(start + 2)..close].Trim();
        end = close + 1;
        return name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
            ? name
            : throw new FleetException(
                $"The definition has a malformed placeholder at character {start + 1}: write ${{name}}, or $${{ for the characters ${{."
            );
    }

    private static void Complain(string what, IEnumerable<string> names)
    {
        var list = string.Join(", ", names);
        if (list.Length > 0)
        {
            throw new FleetException($"The definition {what}: {list}.");
        }
    }

    private static string RequireJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return text;
        }
        catch (JsonException exception)
        {
            throw new FleetException($"The definition is not JSON after rendering: {exception.Message}", exception);
        }
    }
}
