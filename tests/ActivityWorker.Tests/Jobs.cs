using Workers.Hosting;

namespace ActivityWorker.Tests;

internal static class Jobs
{
    public static JobContext Context(string source, int attempt = 0) =>
        new()
        {
            JobId = "delivery-1",
            SourceName = source,
            Envelope = new JobEnvelope
            {
                Execution = "arn:aws:states:us-east-1:000000000000:execution:claims:FD-1",
                State = "Work",
                Entered = "2001-01-01T06:55:00.000Z",
                Attempt = attempt,
            },
        };
}
