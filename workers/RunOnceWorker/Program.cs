using Microsoft.Extensions.DependencyInjection;
using RunOnceWorker.Handlers;
using RunOnceWorker.Ledger;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.AddRecordStore();
builder.Services.AddSingleton<LedgerBook>();
builder.RunOnce<PostToLedger, Posting, LedgerEntry>("post-to-ledger", LedgerJson.Default.Posting, LedgerJson.Default.LedgerEntry);
return await builder.Build().RunAsync();
