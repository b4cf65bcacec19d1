using System.Buffers;
using System.Text.Json;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>The rule for names of activities, state machines and executions.</summary>
internal static class Names
{
    private const int Longest = 80;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>{}[]?*\"#%\\^|~`$&,;:/");

    /// <summary>A member that must be a name.</summary>
    /// <exception cref="AwsErrorException">InvalidName, or ValidationException for its length.</exception>
    public static string RequiredName(this JsonElement request) => Check(request.RequiredText("name", Longest, 1));

    /// <summary>A member that may be a name.</summary>
    /// <exception cref="AwsErrorException">InvalidName, or ValidationException for its length.</exception>
    public static string? OptionalName(this JsonElement request) => request.Text("name") is null ? null : request.RequiredName();

    private static string Check(string name)
    {
        if (name.AsSpan().ContainsAny(Forbidden))
        {
            throw SfnErrors.InvalidName(name);
        }

        foreach (var c in name)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.IsSurrogate(c) || c >= '\uFFFE')
            {
                throw SfnErrors.InvalidName(name);
            }
        }

        return name;
    }
}
