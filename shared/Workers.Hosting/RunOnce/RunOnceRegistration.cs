using Workers.Hosting.Jobs;

namespace Workers.Hosting.RunOnce;

/// <summary>The one job that was added to the builder.</summary>
internal sealed record RunOnceRegistration(string Name, JobInvoker Invoker, Action<RunOnceOptions>? Configure);
