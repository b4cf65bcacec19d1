using LocalFleet;
using LocalFleet.Composed;
using LocalFleet.Display;
using LocalFleet.Processes;
using LocalFleet.Telemetry;
using Workers.Aws;

var time = TimeProvider.System;
var console = RunConsole.OfThisProcess(time);
if (args is [var verb, ..])
{
    return await ComposedProgram.RunAsync(verb, console, time);
}

FleetOptions options;
BuildOutput build;
try
{
    options = FleetOptions.Read(Environment.GetEnvironmentVariable);
    build = BuildOutput.Locate();
}
catch (FleetException exception)
{
    console.Error(exception.Message);
    return FleetExitCode.Usage;
}

var logs = options.Logs ?? Path.Combine(build.Root, "artifacts", "run");
using var interruption = new Interruption();
await using var processes = new FleetProcesses(build, logs, console.Note, time);
var run = new FleetRun(options, build, processes, console, time);
try
{
    using var export = TraceExport.Start(Environment.GetEnvironmentVariable);
    return await run.RunAsync(interruption.Token);
}
catch (OperationCanceledException) when (interruption.ExitCode is not null)
{
    console.Note(run.DescribeUnfinished());
    return interruption.ExitCode.Value;
}
catch (Exception exception) when (exception is FleetException or AwsException)
{
    console.Error(exception.Message);
    return FleetExitCode.Failure;
}
