using JobWorker;
using Workers.Hosting;

var builder = WorkerHost.CreateBuilder(args);
builder.AddAssessments();
builder.AddReplyQueueSweep();
return await builder.Build().RunAsync();
