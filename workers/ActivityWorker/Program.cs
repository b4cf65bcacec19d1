using ActivityWorker.Claims;
using ActivityWorker.Handlers;
using ActivityWorker.Records;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.Services.AddSingleton(_ => AirportTable.Load(AirportTable.DefaultPath));
var hasFlights = builder.HasActivity(FindFlight.Activity);
if (hasFlights)
{
    builder.Services.AddSingleton<FlightDatabase>();
    builder.Services.AddHostedService(services => services.GetRequiredService<FlightDatabase>());
    builder.AddActivity<FindFlight, Claim, FlightRecord>(FindFlight.Activity, ClaimsJson.Default.Claim, ClaimsJson.Default.FlightRecord);
}

var hasAirports = builder.HasActivity(FindAirport.Activity);
if (hasAirports)
{
    builder.AddActivity<FindAirport, AirportQuestion, Airport>(
        FindAirport.Activity,
        ClaimsJson.Default.AirportQuestion,
        ClaimsJson.Default.Airport
    );
}

// Without any other activity the appraisals' is required, so that a worker with nothing to do says which setting is missing.
if (builder.HasActivity(AppraiseClaim.Activity) || !(hasFlights || hasAirports))
{
    builder.AddActivity<AppraiseClaim, CaseFile, Appraisal>(
        AppraiseClaim.Activity,
        ClaimsJson.Default.CaseFile,
        ClaimsJson.Default.Appraisal
    );
}

builder.AddConfiguredSources();
return await builder.Build().RunAsync();
