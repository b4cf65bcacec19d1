using Microsoft.Extensions.DependencyInjection;
using RunOnceWorker.Handlers;
using RunOnceWorker.Ledger;
using Workers.Hosting;
using Workers.Hosting.Stores;

namespace Patterns.Tests.Support;

/// <summary>Containers that post to a ledger, in the cluster of a bench, over one file.</summary>
internal static class LedgerContainers
{
    public const string Posting = """{"claimId":"F-1","amount":250,"currency":"EUR"}""";

    private const string Family = "post-to-ledger";

    /// <summary>Says what <c>ecs:runTask</c> starts.</summary>
    public static void MapLedger(this Bench bench) =>
        bench.Host.MapWorker(
            Family,
            worker =>
            {
                bench.OnCue(worker);
                bench.AddStore(worker);
                worker.Services.AddSingleton<LedgerBook>();
                worker.RunOnce<PostToLedger, Posting, LedgerEntry>(Family, LedgerJson.Default.Posting, LedgerJson.Default.LedgerEntry);
            }
        );

    /// <summary>Adds the one record store.</summary>
    public static void AddStore(this Bench bench, WorkerHostBuilder worker) =>
        worker.AddRecordStore(options =>
        {
            options.Kind = StoreKind.Sqlite;
            options.Path = Path.Combine(bench.Folder, "records.db");
        });

    /// <summary>Creates the state machine of a definition that runs such a container.</summary>
    public static Task<string> DeployLedgerAsync(this Bench bench, string definition, string family, params (string, string)[] variables) =>
        bench.DeployAsync(
            definition,
            [
                ("cluster_arn", "arn:aws:ecs:us-east-1:000000000000:cluster/claims"),
                ("task_definition_arn", $"arn:aws:ecs:us-east-1:000000000000:task-definition/{family}:7"),
                ("container_name", "worker"),
                ("subnet_ids", """["subnet-1"]"""),
                ("security_group_ids", """["sg-1"]"""),
                ("timeout_seconds", Bench.Text(Bench.Timeout)),
                .. variables,
            ]
        );

    public static Task<string> DeployLedgerAsync(this Bench bench, string definition, params (string, string)[] variables) =>
        bench.DeployLedgerAsync(definition, Family, variables);

    /// <summary>The ids of what stands in the ledger.</summary>
    public static async Task<IReadOnlyList<string>> LedgerAsync(this Bench bench)
    {
        var ids = new List<string>();
        var builder = WorkerHost.CreateBuilder();
        bench.AddStore(builder);
        await using var worker = builder.Build();
        var records = worker.Services.GetRequiredService<IRecordStore>();
        await foreach (var record in records.ListAsync("ledger", cancellationToken: Bench.Stop))
        {
            ids.Add(record.Key.Id);
        }

        return ids;
    }
}
