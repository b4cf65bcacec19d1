namespace Workers.Emulator.StatesLanguage;

/// <summary>Ends its machine with success.</summary>
internal sealed record SucceedState : State
{
    public override string Type => "Succeed";
}

/// <summary>Ends its machine with an error.</summary>
internal sealed record FailState : State
{
    public override string Type => "Fail";

    /// <summary>The error's name, fixed or from a path; null when there is none.</summary>
    public StringField? Error { get; init; }

    /// <summary>The cause, fixed or from a path; null when there is none.</summary>
    public StringField? Cause { get; init; }
}
