using System.Text.Json;

namespace Workers.Emulator.StatesLanguage;

/// <summary>The intrinsic functions of numbers.</summary>
internal static class NumberFunctions
{
    public static JsonElement Add(IntrinsicArguments arguments)
    {
        var sum = (decimal)arguments.Integer(0) + arguments.Integer(1);
        return sum is >= long.MinValue and <= long.MaxValue
            ? Json.FromNumber((long)sum)
            : throw arguments.Failure("the sum is out of range");
    }

    public static JsonElement Random(IntrinsicArguments arguments)
    {
        var (start, end) = (arguments.Integer(0), arguments.Integer(1));
        if (start >= end)
        {
            throw arguments.Failure("the end of the range must be greater than its start");
        }

        // A seed makes the number repeatable, but nobody promises which number that is.
        var random = arguments.Count == 3 ? new Random(unchecked((int)arguments.Integer(2))) : System.Random.Shared;
        return Json.FromNumber(random.NextInt64(start, end));
    }
}
