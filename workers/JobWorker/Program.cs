using JobWorker.Flights;
using JobWorker.Handlers;
using JobWorker.Routes;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.Services.AddSingleton(FlightRecordsOptions.Read(builder.Configuration));
builder.Services.AddSingleton<FlightRecords>();
builder.AddQueue<AssessRoute, RouteClaim, RouteHistory>("assess-route", RoutesJson.Default.RouteClaim, RoutesJson.Default.RouteHistory);
return await builder.Build().RunAsync();
