namespace LocalFleet.Processes;

/// <summary>What a process says, in a file; errors are passed on as well.</summary>
internal sealed class ProcessLog : IDisposable
{
    private const int MostErrorsShown = 5;
    private const int TailLines = 20;

    private readonly Lock _lock = new();
    private readonly StreamWriter _writer;
    private readonly Queue<string> _tail = new();
    private readonly Action<string> _showError;
    private int _errors;

    /// <summary>Opens the log; one from an earlier run is replaced.</summary>
    /// <param name="folder">The folder of the logs.</param>
    /// <param name="name">The process's name.</param>
    /// <param name="showError">Takes the first errors, for the console.</param>
    public ProcessLog(string folder, string name, Action<string> showError)
    {
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, $"{name}.log");
        _writer = new StreamWriter(new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        _showError = showError;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The last lines.</summary>
    public string Tail
    {
        get
        {
            lock (_lock)
            {
                return string.Join(Environment.NewLine, _tail);
            }
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        lock (_lock)
        {
            _writer.WriteLine(line);
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
            {
                _tail.Dequeue();
            }

            if (!LogLine.IsError(line) || ++_errors > MostErrorsShown)
            {
                return;
            }
        }

        _showError(LogLine.Message(line));
        if (_errors == MostErrorsShown)
        {
            _showError($"more errors, if any, are only in {Path}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
