using DispatchWorker;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.AddRecordStore();
builder.AddDispatcher();
return await builder.Build().RunAsync();
