using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Workers.Hosting.Handlers;

/// <summary>
/// A program and all it has started. They are known by a mark in their environment, which is inherited: also by those whose parent has ended,
/// which a walk along the parents would miss.
/// </summary>
internal sealed class ProcessFamily(Process root)
{
    private const string Variable = "WORKERS_RUN_ID";

    // Whoever is about to start another one is met in the next round.
    private const int MostRounds = 10;

    private string _mark = "";

    /// <summary>Marks the program before it is started.</summary>
    public void Mark()
    {
        var id = Guid.NewGuid().ToString("N");
        root.StartInfo.Environment[Variable] = id;
        _mark = $"{Variable}={id}";
    }

    /// <summary>Asks all of them to end.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsLinux())
        {
            foreach (var process in Find())
            {
                Posix.Send(process, Posix.Term);
            }
        }
        else if (!OperatingSystem.IsWindows() && !root.HasExited)
        {
            Posix.Send(root.Id, Posix.Term);
        }
    }

    /// <summary>Ends all of them, those included that outlived the program.</summary>
    public void Kill()
    {
        if (!OperatingSystem.IsLinux())
        {
            root.Kill(entireProcessTree: true);
            return;
        }

        for (var round = 0; round < MostRounds && Find() is { Count: > 0 } found; round++)
        {
            found.ForEach(process => Posix.Send(process, Posix.Kill));
        }
    }

    private List<int> Find()
    {
        var mark = Encoding.UTF8.GetBytes(_mark);
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out var process) && IsMarked(folder, mark))
            {
                found.Add(process);
            }
        }

        return found;
    }

    private static bool IsMarked(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile, or belongs to another user and so not to the family.
            return false;
        }
    }
}
