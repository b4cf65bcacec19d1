using System.Text;
using Microsoft.Extensions.Logging;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>Starts executions, for the API and for state machines.</summary>
internal sealed class ExecutionStarter(
    EmulatorContext context,
    Arns arns,
    StateMachineStore machines,
    ExecutionStore executions,
    MapRunStore mapRuns,
    ActivityStore activities,
    TaskRegistry tasks,
    StepFunctionsStatistics statistics
)
{
    private readonly InterpreterServices _services = new(
        context.TimeProvider,
        context.Region,
        arns,
        context.Buckets,
        mapRuns,
        activities,
        tasks,
        executions,
        statistics,
        context.LoggerFactory.CreateLogger<Interpreter>()
    );

    /// <summary>Goes on with a closed execution where it did not succeed.</summary>
    public void Redrive(Execution execution, string? clientToken) => Interpreter.Redrive(execution, _services, clientToken);

    /// <summary>Starts an execution, or finds the running one of the same name and input.</summary>
    /// <exception cref="AwsErrorException">What StartExecution would answer.</exception>
    public Execution Start(string machineArn, string? name, string? inputText, string? traceHeader)
    {
        var target = machines.Resolve(machineArn);
        var machine = target.Machine;
        inputText ??= "{}";
        if (Encoding.UTF8.GetByteCount(inputText) > JsonText.LongestPayload)
        {
            throw SfnErrors.Constraint("input", null, $"Member must have length less than or equal to {JsonText.LongestPayload}");
        }

        var input = JsonText.TryParse(inputText, out var reason) ?? throw SfnErrors.InvalidExecutionInput(reason);
        name ??= Guid.NewGuid().ToString();
        var execution = new Execution(
            machine,
            name,
            machine.IsExpress ? arns.ExpressExecution(machine.Name, name) : arns.Execution(machine.Name, name),
            Encoding.UTF8.GetBytes(inputText),
            context.TimeProvider.Now(),
            context.TimeProvider
        )
        {
            TraceHeader = traceHeader,
            Revision = target.Revision,
            VersionArn = target.VersionArn,
            AliasArn = target.AliasArn,
        };
        var interpreter = new Interpreter(execution, _services);
        execution.Interpreter = interpreter;
        var found = executions.GetOrAdd(execution);
        if (ReferenceEquals(found, execution))
        {
            statistics.Executions(machine.Name).CountStart();
            interpreter.Start(input);
            return execution;
        }

        return found.End is null && found.Input.AsSpan().SequenceEqual(execution.Input)
            ? found
            : throw SfnErrors.ExecutionAlreadyExists(found.Arn);
    }
}
