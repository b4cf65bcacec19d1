namespace Workers.Emulator.StatesLanguage;

/// <summary>The names of an ErrorEquals field.</summary>
internal sealed class ErrorMatcher(IReadOnlyList<string> names)
{
    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>Whether an error of this name is meant.</summary>
    public bool Matches(string errorName)
    {
        // What failed at run time would fail again, and its data are in doubt: not even its own name catches it.
        if (errorName == ErrorNames.Runtime)
        {
            return false;
        }

        foreach (var name in Names)
        {
            var isMatch = name switch
            {
                ErrorNames.All => true,
                ErrorNames.TaskFailed => errorName != ErrorNames.Timeout && errorName != ErrorNames.HeartbeatTimeout,
                ErrorNames.Timeout => errorName is ErrorNames.Timeout or ErrorNames.HeartbeatTimeout,
                _ => name == errorName,
            };
            if (isMatch)
            {
                return true;
            }
        }

        return false;
    }
}
