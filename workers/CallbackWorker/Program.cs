using CallbackWorker.Claims;
using CallbackWorker.Handlers;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
var hasDesk = builder.HasQueue(TellCustomerDesk.Queue);
if (hasDesk)
{
    builder.AddQueue<TellCustomerDesk, Settlement, DeskNote>(
        TellCustomerDesk.Queue,
        ClaimsJson.Default.Settlement,
        ClaimsJson.Default.DeskNote
    );
}

// Without any other queue the letters' is required, so that a worker with nothing to do says which setting is missing.
if (!hasDesk || builder.HasQueue(WriteLetter.Queue))
{
    builder.AddQueue<WriteLetter, Appraisal, Letter>(WriteLetter.Queue, ClaimsJson.Default.Appraisal, ClaimsJson.Default.Letter);
}

builder.AddDeadLetters();
return await builder.Build().RunAsync();
