namespace Workers.Emulator.Jsonata;

/// <summary>An instant in parts of the Gregorian calendar, for all instants that ECMAScript knows.</summary>
internal readonly struct UtcDate
{
    public const double Largest = 8.64e15;

    private const long DayMillis = 86_400_000;
    private const long WeekMillis = 7 * DayMillis;
    private const int DaysOf400Years = 146_097;
    private const int DaysToEpoch = 719_468;

    /// <param name="millis">Milliseconds since 1970.</param>
    public UtcDate(long millis)
    {
        Millis = millis;
        var day = Math.DivRem(millis - Modulo(millis, DayMillis), DayMillis).Quotient;
        (Year, Month, Day) = Civil(day);
        Weekday = (int)Modulo(day + 3, 7) + 1;
    }

    public long Millis { get; }

    public int Year { get; }

    /// <summary>From 1.</summary>
    public int Month { get; }

    /// <summary>From 1.</summary>
    public int Day { get; }

    /// <summary>From 1, which is Monday.</summary>
    public int Weekday { get; }

    public int Hour => (int)(Modulo(Millis, DayMillis) / 3_600_000);

    public int Minute => (int)(Modulo(Millis, 3_600_000) / 60_000);

    public int Second => (int)(Modulo(Millis, 60_000) / 1000);

    public int Millisecond => (int)Modulo(Millis, 1000);

    public int DayOfYear => (int)((Midnight - StartOf(Year, 1, 1)) / DayMillis) + 1;

    /// <summary>The ISO week of the year: the first has the year's first Thursday.</summary>
    public int Week => WeekOf(FirstWeek(Year, 1), FirstWeek(Year + 1, 1), FirstWeek(Year - 1, 1), mostWeeks: 52);

    /// <summary>The year that <see cref="Week"/> counts in.</summary>
    public int WeekYear =>
        Millis < FirstWeek(Year, 1) ? Year - 1
        : Millis >= FirstWeek(Year + 1, 1) ? Year + 1
        : Year;

    /// <summary>The week of the month: the first has the month's first Thursday.</summary>
    public int WeekOfMonth => WeekOf(FirstWeek(Year, Month), FirstWeek(Year, Month + 1), FirstWeek(Year, Month - 1), mostWeeks: 4);

    /// <summary>The month that <see cref="WeekOfMonth"/> counts in.</summary>
    public int WeekMonth =>
        Millis < FirstWeek(Year, Month) ? (int)Modulo(Month - 2, 12) + 1
        : Millis >= FirstWeek(Year, Month + 1) ? (Month % 12) + 1
        : Month;

    private long Midnight => Millis - Modulo(Millis, DayMillis);

    /// <summary>Midnight of a date, in milliseconds since 1970; months and days beyond their ends go on in the next.</summary>
    public static long StartOf(int year, int month, int day)
    {
        var months = ((long)year * 12) + month - 1;
        var y = months / 12;
        var m = (int)Modulo(months, 12) + 1;
        y = months < 0 && m != 1 ? y - 1 : y;

        // Years begin in March here, so that the leap day is the last.
        y -= m <= 2 ? 1 : 0;
        var era = (y - Modulo(y, 400)) / 400;
        var yearOfEra = y - (era * 400);
        var dayOfYear = (((153 * (m > 2 ? m - 3 : m + 9)) + 2) / 5) + day - 1;
        var days = (era * DaysOf400Years) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - DaysToEpoch;
        return days * DayMillis;
    }

    private static (int Year, int Month, int Day) Civil(long day)
    {
        var shifted = day + DaysToEpoch;
        var dayOfEra = Modulo(shifted, DaysOf400Years);
        var era = (shifted - dayOfEra) / DaysOf400Years;
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / (DaysOf400Years - 1))) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var m = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(m < 10 ? m + 3 : m - 9);
        var year = (int)(yearOfEra + (era * 400)) + (month <= 2 ? 1 : 0);
        return (year, month, (int)(dayOfYear - (((153 * m) + 2) / 5)) + 1);
    }

    private static long FirstWeek(int year, int month)
    {
        var first = StartOf(year, month, 1);
        var weekday = new UtcDate(first).Weekday;
        return weekday > 4 ? first + ((8 - weekday) * DayMillis) : first - ((weekday - 1) * DayMillis);
    }

    private int WeekOf(long first, long next, long previous, int mostWeeks)
    {
        var week = ((Midnight - first) / (double)WeekMillis) + 1;
        if (week > mostWeeks && Midnight >= next)
        {
            week = 1;
        }
        else if (week < 1)
        {
            week = ((Midnight - previous) / (double)WeekMillis) + 1;
        }

        return (int)Math.Floor(week);
    }

    private static long Modulo(long number, long divisor) => ((number % divisor) + divisor) % divisor;
}
