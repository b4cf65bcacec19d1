using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.AddQueue<WriteLetter, Appraisal, Letter>("write-letter", ClaimsJson.Default.Appraisal, ClaimsJson.Default.Letter);
return await builder.Build().RunAsync();
