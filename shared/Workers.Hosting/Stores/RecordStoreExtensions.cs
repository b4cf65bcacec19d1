using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Stores;

namespace Workers.Hosting;

/// <summary>Adds the record store to a worker.</summary>
public static class RecordStoreExtensions
{
    /// <summary>
    /// Adds <see cref="IRecordStore"/>, kept where section <c>Store</c> says (see <see cref="StoreOptions"/>). It is opened when the worker
    /// starts, so that a file or a table that cannot be used ends the program with a message instead of failing jobs. Calling it again
    /// changes nothing. An <see cref="IRecordStore"/> of the program's own in <see cref="WorkerHostBuilder.Services"/> is used instead.
    /// </summary>
    /// <param name="builder">The worker's builder.</param>
    /// <param name="configure">Changes the settings after they were read, before they are validated.</param>
    public static WorkerHostBuilder AddRecordStore(this WorkerHostBuilder builder, Action<StoreOptions>? configure = null)
    {
        builder.Services.AddSingleton(new RecordStoreRegistration(configure));
        return builder;
    }
}
