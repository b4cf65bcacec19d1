using System.Security.Cryptography;

namespace LocalFleet.Provisioning;

/// <summary>The files of a run, beside the logs; what an earlier run left is removed.</summary>
internal sealed class RunFolder
{
    private readonly string _path;

    private RunFolder(string path) => _path = path;

    /// <summary>The flights on record: a SQLite database.</summary>
    public string Flights => Path.Combine(_path, "flights.db");

    /// <summary>ApprovalWorker's store.</summary>
    public string Approvals => Path.Combine(_path, "approvals.db");

    /// <summary>DispatchWorker's token vault.</summary>
    public string Vault => Path.Combine(_path, "dispatch.db");

    /// <summary>RunOnceWorker's ledger.</summary>
    public string Ledger => Path.Combine(_path, "ledger.db");

    /// <summary>The payload store.</summary>
    public string Payloads => Path.Combine(_path, "payloads");

    /// <summary>What DispatchWorker and the payment provider sign with.</summary>
    public string Secret => Path.Combine(_path, "dispatch.secret");

    /// <summary>Which program stands for which container.</summary>
    public string Tasks => Path.Combine(_path, "tasks.json");

    /// <summary>Makes the folder anew.</summary>
    /// <exception cref="FleetException">It cannot be made.</exception>
    public static RunFolder Create(string logs)
    {
        var folder = new RunFolder(Path.Combine(logs, "data"));
        try
        {
            if (Directory.Exists(folder._path))
            {
                Directory.Delete(folder._path, recursive: true);
            }

            Directory.CreateDirectory(folder.Payloads);
            File.WriteAllText(folder.Secret, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FleetException($"{folder._path} cannot be made anew: {exception.Message}", exception);
        }
    }
}
