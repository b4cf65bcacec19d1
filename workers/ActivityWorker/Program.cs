using ActivityWorker.Airports;
using ActivityWorker.Claims;
using ActivityWorker.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.Services.AddSingleton(_ => AirportTable.Load(AirportTable.DefaultPath));
builder.AddActivity<AppraiseClaim, Claim, Appraisal>("appraise-claim", ClaimsJson.Default.Claim, ClaimsJson.Default.Appraisal);
return await builder.Build().RunAsync();
