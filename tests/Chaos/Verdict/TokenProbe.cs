using Workers.Aws;
using Workers.Aws.StepFunctions;

namespace Chaos.Verdict;

/// <summary>Asks the emulator which texts are task tokens, and tries the search on one.</summary>
internal sealed class TokenProbe(StepFunctionsClient stepFunctions)
{
    /// <summary>Whether the emulator has handed this token out; it tells so of closed tasks, too.</summary>
    public async Task<bool> IsTokenAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await stepFunctions.SendTaskHeartbeatAsync(new SendTaskHeartbeatRequest { TaskToken = text }, cancellationToken);
            return true;
        }
        catch (Workers.Aws.InvalidTokenException)
        {
            return false;
        }
        catch (Exception exception) when (exception is TaskTimedOutException or TaskDoesNotExistException)
        {
            return true;
        }
    }

    /// <summary>Whether the search finds a token and a payload in a file that has one of each.</summary>
    public async Task<bool> SeesAsync(string file, CancellationToken cancellationToken)
    {
        var activity = await stepFunctions.CreateActivityAsync(new CreateActivityRequest { Name = "probe" }, cancellationToken);
        var machine = await stepFunctions.CreateStateMachineAsync(
            new CreateStateMachineRequest
            {
                Name = "probe",
                RoleArn = "arn:aws:iam::000000000000:role/chaos",
                Definition =
                    $$"""{"StartAt":"Probe","States":{"Probe":{"Type":"Task","Resource":"{{activity.ActivityArn}}","TimeoutSeconds":60,"End":true} } }""",
            },
            cancellationToken
        );
        await stepFunctions.StartExecutionAsync(new StartExecutionRequest { StateMachineArn = machine.StateMachineArn }, cancellationToken);
        var task = await stepFunctions.GetActivityTaskAsync(
            new GetActivityTaskRequest { ActivityArn = activity.ActivityArn },
            cancellationToken
        );
        await stepFunctions.SendTaskSuccessAsync(
            new SendTaskSuccessRequest { TaskToken = task!.TaskToken, Output = "{}"u8.ToArray() },
            cancellationToken
        );

        // As telemetry has it: after the byte that tells its length, which is a character of tokens itself.
        await File.WriteAllTextAsync(file, $"a log line with 0{task.TaskToken}z and {ChaosNames.Secret}1 in it", cancellationToken);
        try
        {
            var search = new TokenSearch(IsTokenAsync);
            await search.SearchAsync(file, cancellationToken);
            return (search.Tokens, search.Secrets) == (1, 1);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
