namespace Workers.Emulator.Jsonata;

/// <summary>A part of a date picture: a text, or a component such as the year and how to show it.</summary>
internal sealed class DatePart
{
    /// <summary>The text; null for a component.</summary>
    public string? Literal { get; init; }

    /// <summary>The component's letter, for example <c>Y</c>.</summary>
    public char Component { get; init; }

    /// <summary>How the number is shown; null when it is shown by name.</summary>
    public IntegerPicture? Number { get; init; }

    /// <summary>How the name is shown: <c>N</c>, <c>n</c> or <c>Nn</c>; null when it is shown as a number.</summary>
    public string? Names { get; init; }

    /// <summary>The longest a name may be.</summary>
    public int? MaxWidth { get; init; }

    /// <summary>How many digits of a year are shown; null for all.</summary>
    public int? YearDigits { get; init; }

    /// <summary>Whether UTC is shown as Z.</summary>
    public bool ShowsZulu { get; init; }
}
