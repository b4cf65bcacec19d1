using ApprovalWorker;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.AddApprovals();
return await builder.Build().RunAsync();
