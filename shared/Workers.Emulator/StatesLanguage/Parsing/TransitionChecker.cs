namespace Workers.Emulator.StatesLanguage.Parsing;

/// <summary>Checks that every transition leads to a state of the same machine.</summary>
internal static class TransitionChecker
{
    public static void Check(string startAt, OrderedDictionary<string, State> states, FieldReader fields)
    {
        // A state that could not be read is missing here although the definition has it.
        var names = fields.Json.GetProperty("States");
        var reached = new HashSet<string>(StringComparer.Ordinal) { startAt };
        void Target(string? target, string field, string location)
        {
            if (target is null)
            {
                return;
            }

            reached.Add(target);
            if (!names.TryGetProperty(target, out _))
            {
                fields.Diagnostics.Add(DiagnosticCodes.MissingTransitionTarget, $"Missing '{field}' target: {target}", location);
            }
        }

        Target(startAt, "StartAt", fields.At("StartAt"));
        foreach (var (name, state) in states)
        {
            var location = $"{fields.Location}/States/{name}";
            Target(state.Next, "Next", $"{location}/Next");
            if (state is ChoiceState choice)
            {
                for (var i = 0; i < choice.Choices.Count; i++)
                {
                    Target(choice.Choices[i].Next, "Next", $"{location}/Choices[{i}]/Next");
                }

                Target(choice.Default, "Default", $"{location}/Default");
            }
            else if (state is WorkState work)
            {
                for (var i = 0; i < work.Catch.Count; i++)
                {
                    Target(work.Catch[i].Next, "Next", $"{location}/Catch[{i}]/Next");
                }
            }
        }

        foreach (var member in names.EnumerateObject())
        {
            if (!reached.Contains(member.Name))
            {
                fields.Diagnostics.Add(
                    DiagnosticCodes.MissingTransitionTarget,
                    $"State \"{member.Name}\" is not reachable.",
                    $"{fields.Location}/States/{member.Name}"
                );
            }
        }
    }
}
