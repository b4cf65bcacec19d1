using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace DispatchWorker.Tests.Support;

/// <summary>Opens the vault's store, as the settings of a dispatcher do, once for each dispatcher: they share what is in it and nothing else.</summary>
internal interface IVaults : IAsyncDisposable
{
    /// <summary>Opens it for one more dispatcher.</summary>
    IRecordStore Open(TimeProvider time);
}

/// <summary>A SQLite file that several dispatchers of a machine share, each over a connection of its own.</summary>
internal sealed class SqliteVaults : IVaults
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dispatch-");
    private readonly List<WorkerApplication> _opened = [];

    public IRecordStore Open(TimeProvider time)
    {
        var builder = WorkerHost.CreateBuilder();
        builder.Services.AddSingleton(time);
        builder.AddRecordStore(options => options.Path = Path.Combine(_folder.FullName, "dispatch.db"));
        var application = builder.Build();
        _opened.Add(application);
        return application.Services.GetRequiredService<IRecordStore>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _opened)
        {
            await application.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
