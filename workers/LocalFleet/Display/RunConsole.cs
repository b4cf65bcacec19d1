using Spectre.Console;

namespace LocalFleet.Display;

/// <summary>What the person at the terminal sees: a live bar on a terminal, a plain line every few seconds otherwise.</summary>
/// <param name="console">Tables and the bar.</param>
/// <param name="output">Lines; unlike the console it never breaks one.</param>
/// <param name="errors">Errors.</param>
/// <param name="time">The clock.</param>
internal sealed class RunConsole(IAnsiConsole console, TextWriter output, TextWriter errors, TimeProvider time)
{
    private const int WidthOfPlainOutput = 160;
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private bool _showsBar;

    /// <summary>The console of this process; without colours and bar when the output goes into a file or a pipe.</summary>
    public static RunConsole OfThisProcess(TimeProvider time)
    {
        if (!Console.IsOutputRedirected)
        {
            return new RunConsole(AnsiConsole.Console, Console.Out, Console.Error, time);
        }

        return new RunConsole(Plain(Console.Out), Console.Out, Console.Error, time);
    }

    /// <summary>A console without colours and bar.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(writer),
            }
        );
        console.Profile.Width = WidthOfPlainOutput;
        return console;
    }

    /// <summary>Writes a line.</summary>
    public void Note(string text)
    {
        lock (_lock)
        {
            if (_showsBar)
            {
                console.WriteLine(text);
            }
            else
            {
                output.WriteLine(text);
            }
        }
    }

    /// <summary>Writes an error.</summary>
    public void Error(string text)
    {
        lock (_lock)
        {
            output.Flush();
            errors.WriteLine(text);
        }
    }

    /// <summary>Writes a table.</summary>
    public void Write(Table table)
    {
        lock (_lock)
        {
            console.Write(table);
        }
    }

    /// <summary>Shows progress while the work is done.</summary>
    /// <param name="work">The work; it is given what takes the snapshots.</param>
    public async Task<T> ShowAsync<T>(Func<Action<ProgressSnapshot>, Task<T>> work)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return await ShowLinesAsync(work);
        }

        _showsBar = true;
        try
        {
            return await ShowBarAsync(work);
        }
        finally
        {
            _showsBar = false;
        }
    }

    private Task<T> ShowBarAsync<T>(Func<Action<ProgressSnapshot>, Task<T>> work) =>
        console
            .Progress()
            .AutoClear(false)
            .HideCompleted(false)
            .Columns(new ProgressBarColumn { Width = 20 }, new PercentageColumn(), new ElapsedTimeColumn(), new TaskDescriptionColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("starting");
                return work(snapshot =>
                {
                    bar.MaxValue = snapshot.Total;
                    bar.Value = snapshot.Ended;
                    bar.Description = snapshot.DescribeBriefly().EscapeMarkup();
                });
            });

    private Task<T> ShowLinesAsync<T>(Func<Action<ProgressSnapshot>, Task<T>> work)
    {
        var start = time.GetTimestamp();
        var last = start;
        return work(snapshot =>
        {
            if (time.GetElapsedTime(last) < LineInterval && snapshot.Ended < snapshot.Total)
            {
                return;
            }

            last = time.GetTimestamp();
            Note(FormattableString.Invariant($"{time.GetElapsedTime(start).TotalSeconds, 4:N0} s  {snapshot.Describe()}"));
        });
    }
}
