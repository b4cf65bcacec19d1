using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Emulator.Protocol;

namespace Workers.Emulator.StepFunctions;

/// <summary>Create, describe, list, update and delete aliases of state machines.</summary>
internal sealed partial class AliasApi(EmulatorContext context, StateMachineStore store)
{
    private const int LongestName = 80;
    private const int LongestDescription = 256;
    private const int MostRoutes = 2;
    private const int WholeWeight = 100;
    private const string NamePattern = @"^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$";

    public void AddTo(IDictionary<string, AwsOperation> operations)
    {
        operations.Add("CreateStateMachineAlias", CreateStateMachineAlias);
        operations.Add("DescribeStateMachineAlias", DescribeStateMachineAlias);
        operations.Add("ListStateMachineAliases", ListStateMachineAliases);
        operations.Add("UpdateStateMachineAlias", UpdateStateMachineAlias);
        operations.Add("DeleteStateMachineAlias", DeleteStateMachineAlias);
    }

    private ValueTask CreateStateMachineAlias(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var name = request.RequiredText("name", LongestName, 1);
        if (!ValidName().IsMatch(name))
        {
            throw SfnErrors.Constraint("name", name, $"Member must satisfy regular expression pattern: {NamePattern}");
        }

        var description = request.LimitedText("description", LongestDescription, isSensitive: true);
        var routes = ReadRoutes(request) ?? throw SfnErrors.Constraint("routingConfiguration", "null", "Member must not be null");
        var machine = store.Get(Arns.SplitQualifier(routes[0].VersionArn).MachineArn);
        RequireVersions(machine, routes);
        var now = context.TimeProvider.Now();
        var alias = machine.Releases.AddAlias(new StateMachineAlias($"{machine.Arn}:{name}", name, description, routes, now, now));
        response.WriteString("stateMachineAliasArn"u8, alias.Arn);
        response.WriteInstant("creationDate", alias.Created);
        return ValueTask.CompletedTask;
    }

    private ValueTask DescribeStateMachineAlias(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var (_, alias) = Get(request);
        response.WriteString("stateMachineAliasArn"u8, alias.Arn);
        response.WriteString("name"u8, alias.Name);
        if (alias.Description is not null)
        {
            response.WriteString("description"u8, alias.Description);
        }

        alias.WriteRoutes(response);
        response.WriteInstant("creationDate", alias.Created);
        response.WriteInstant("updateDate", alias.Updated);
        return ValueTask.CompletedTask;
    }

    private ValueTask ListStateMachineAliases(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var page = request.Page();
        var arn = request.RequiredArn("stateMachineArn");
        var target = store.Resolve(arn);
        var all = target
            .Machine.Releases.Aliases.Where(alias => arn == target.Machine.Arn || alias.Routes.Any(route => route.VersionArn == arn))
            .ToList();
        page.Write(
            response,
            "stateMachineAliases",
            all,
            (writer, alias) =>
            {
                writer.WriteString("stateMachineAliasArn"u8, alias.Arn);
                writer.WriteInstant("creationDate", alias.Created);
            }
        );
        return ValueTask.CompletedTask;
    }

    private ValueTask UpdateStateMachineAlias(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var description = request.LimitedText("description", LongestDescription, isSensitive: true);
        var routes = ReadRoutes(request);
        var (machine, alias) = Get(request);
        if (routes is not null)
        {
            RequireVersions(machine, routes);
        }

        var changed = alias with
        {
            Description = description ?? alias.Description,
            Routes = routes ?? alias.Routes,
            Updated = context.TimeProvider.Now(),
        };
        machine.Releases.ReplaceAlias(changed);
        response.WriteInstant("updateDate", changed.Updated);
        return ValueTask.CompletedTask;
    }

    private ValueTask DeleteStateMachineAlias(JsonElement request, Utf8JsonWriter response, CancellationToken aborted)
    {
        var (machine, alias) = Get(request);
        machine.Releases.DeleteAlias(alias.Name);
        return ValueTask.CompletedTask;
    }

    private (StateMachine Machine, StateMachineAlias Alias) Get(JsonElement request)
    {
        var arn = request.RequiredArn("stateMachineAliasArn");
        var (machineArn, name) = Arns.SplitQualifier(arn);
        return store.Find(machineArn) is { } machine && name is not null && machine.Releases.FindAlias(name) is { } alias
            ? (machine, alias)
            : throw SfnErrors.AliasNotFound();
    }

    private static List<AliasRoute>? ReadRoutes(JsonElement request)
    {
        if (request.Member("routingConfiguration") is null)
        {
            return null;
        }

        var elements = request.Elements("routingConfiguration");
        var routes = elements.ConvertAll(element => new AliasRoute(
            element.RequiredText("stateMachineVersionArn", longest: 2_000, shortest: 1),
            element.Integer("weight") ?? 0
        ));
        if (routes.Count is 0 or > MostRoutes)
        {
            var shown = routes.Select(route =>
                $"RoutingConfigurationListItem(stateMachineVersionArn={route.VersionArn}, weight={route.Weight})"
            );
            var bound = routes.Count == 0 ? "greater than or equal to 1" : $"less than or equal to {MostRoutes}";
            throw SfnErrors.Constraint("routingConfiguration", $"[{string.Join(", ", shown)}]", $"Member must have length {bound}");
        }

        var wrong = routes.FindIndex(route => route.Weight is < 0 or > WholeWeight);
        if (wrong >= 0)
        {
            var weight = routes[wrong].Weight;
            throw SfnErrors.Constraint(
                $"routingConfiguration.{wrong + 1}.member.weight",
                weight.ToString(CultureInfo.InvariantCulture),
                $"Member must have value {(weight < 0 ? "greater than or equal to 0" : $"less than or equal to {WholeWeight}")}"
            );
        }

        RequireSense(routes);
        return routes;
    }

    private static void RequireSense(List<AliasRoute> routes)
    {
        var arns = string.Join(", ", routes.Select(route => route.VersionArn));
        if (routes.Exists(route => !int.TryParse(Arns.SplitQualifier(route.VersionArn).Qualifier, CultureInfo.InvariantCulture, out _)))
        {
            throw SfnErrors.Validation($"Routing configuration must contain state machine version ARNs. Received: [{arns}]");
        }

        if (routes.DistinctBy(route => route.VersionArn).Count() < routes.Count)
        {
            throw SfnErrors.Validation($"Routing configuration must contain distinct state machine version ARNs. Received: [{arns}]");
        }

        if (routes.Sum(route => route.Weight) != WholeWeight)
        {
            var weights = string.Join(", ", routes.Select(route => route.Weight));
            throw SfnErrors.Validation($"Sum of routing configuration weights must equal {WholeWeight}. Received: [{weights}]");
        }
    }

    private static void RequireVersions(StateMachine machine, List<AliasRoute> routes)
    {
        if (routes.Exists(route => machine.Releases.FindVersion(route.VersionArn) is null))
        {
            throw SfnErrors.AliasNotFound();
        }
    }

    [GeneratedRegex(NamePattern, RegexOptions.CultureInvariant)]
    private static partial Regex ValidName();
}
