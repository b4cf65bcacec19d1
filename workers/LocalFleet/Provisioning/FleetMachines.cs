using System.Globalization;

namespace LocalFleet.Provisioning;

/// <summary>The run's state machines: one for each pattern, and the work order, which uses them all.</summary>
internal static class FleetMachines
{
    /// <summary>In the order in which they are created: those that others start come first.</summary>
    public static IReadOnlyList<FleetMachine> All { get; } =
    [
        new(FleetNames.Machines.AssessLoop, "job-poller/loop.asl.json", AssessLoop),
        new(FleetNames.Machines.Assess, "job-poller/definition.asl.json", Assess),
        new(FleetNames.Machines.Approve, "approval/definition.asl.json", Approve),
        new(FleetNames.Machines.PayDispatch, "push/dispatch.asl.json", PayDispatch),
        new(FleetNames.Machines.Pay, "push/definition.asl.json", Pay),
        new(FleetNames.Machines.Ledger, "run-once/definition.asl.json", Ledger),
        new(FleetNames.Machines.Desk, "callback-eventbridge/definition.asl.json", Desk),
        new(FleetNames.Claims, "claims/definition.asl.json", Claims),
    ];

    private static Dictionary<string, string> AssessLoop(MachineContext context) =>
        new()
        {
            ["quiet_look_seconds"] = "5",
            ["silence_limit_seconds"] = Text(context.Settings.Queue),
            ["job_limit_seconds"] = Text(4 * context.Settings.Queue),
            ["looks_per_loop"] = "500",
            ["execution_timeout_seconds"] = Text(context.Settings.Pattern),
        };

    private static Dictionary<string, string> Assess(MachineContext context) =>
        new()
        {
            ["reply_queue_prefix"] = "route-reply-",
            ["job_queue_url"] = context.Queues[FleetNames.Queues.Routes],
            ["first_look_seconds"] = "1",
            ["loop_state_machine_arn"] = context.Machines[FleetNames.Machines.AssessLoop],
            ["loop_timeout_seconds"] = Text(context.Settings.PatternState),
            ["execution_timeout_seconds"] = Text(context.Settings.OuterPattern),
        };

    private static Dictionary<string, string> Approve(MachineContext context) =>
        new()
        {
            ["approve_activity_arn"] = context.Activities[FleetNames.Activities.Approve],
            ["approve_decision_seconds"] = Text(context.Settings.QueuedJob),
            ["approve_token_seconds"] = Text(context.Settings.Heartbeat),
            ["approve_token_renewals"] = Text(context.Settings.QueuedJob / context.Settings.Heartbeat),
            ["execution_timeout_seconds"] = Text(context.Settings.Pattern),
        };

    private static Dictionary<string, string> PayDispatch(MachineContext context) =>
        new()
        {
            ["activity_arn"] = context.Activities[FleetNames.Activities.Pay],
            ["activity_name"] = FleetNames.Activities.Pay,
            ["nudge_queue_url"] = context.Queues[FleetNames.Queues.Nudges],
            ["heartbeat_seconds"] = Text(context.Settings.Heartbeat),
            ["timeout_seconds"] = Text(context.Settings.Queue),
            ["processor_retries"] = "2",
            ["execution_timeout_seconds"] = Text(context.Settings.Pattern),
        };

    private static Dictionary<string, string> Pay(MachineContext context) =>
        new()
        {
            ["dispatch_state_machine_arn"] = context.Machines[FleetNames.Machines.PayDispatch],
            ["dispatch_timeout_seconds"] = Text(context.Settings.PatternState),
            ["execution_timeout_seconds"] = Text(context.Settings.OuterPattern),
        };

    private static Dictionary<string, string> Ledger(MachineContext context) =>
        new()
        {
            ["cluster_arn"] = "arn:aws:ecs:us-east-1:000000000000:cluster/local-fleet",
            ["task_definition_arn"] = FleetNames.Machines.Ledger,
            ["container_name"] = "worker",
            ["subnet_ids"] = """["subnet-local"]""",
            ["security_group_ids"] = """["sg-local"]""",
            ["timeout_seconds"] = Text(context.Settings.QueuedJob),
            ["execution_timeout_seconds"] = Text(context.Settings.Pattern),
        };

    private static Dictionary<string, string> Desk(MachineContext context) =>
        new()
        {
            ["event_bus_name"] = FleetNames.EventBus,
            ["event_source"] = FleetNames.EventSource,
            ["event_detail_type"] = EventRule.DetailType,
            ["heartbeat_seconds"] = Text(context.Settings.Queue),
            ["timeout_seconds"] = Text(context.Settings.QueuedJob),
            ["execution_timeout_seconds"] = Text(context.Settings.Pattern),
        };

    private static Dictionary<string, string> Claims(MachineContext context)
    {
        var variables = new Dictionary<string, string>
        {
            ["find_flight_activity_arn"] = context.Activities[FleetNames.Activities.FindFlight],
            ["find_airport_activity_arn"] = context.Activities[FleetNames.Activities.FindAirport],
            ["read_tariff_activity_arn"] = context.Activities[FleetNames.Activities.ReadTariff],
            ["collect_heartbeat_seconds"] = Text(context.Settings.Heartbeat),
            ["collect_timeout_seconds"] = Text(context.Settings.Job),
            ["appraise_activity_arn"] = context.Activities[FleetNames.Activities.Appraise],
            ["appraise_heartbeat_seconds"] = Text(context.Settings.Heartbeat),
            ["appraise_timeout_seconds"] = Text(context.Settings.Job),
            ["approval_from_amount"] = Text(LocalSettings.ApprovalFromAmount),
            ["letter_queue_url"] = context.Queues[FleetNames.Queues.Letters],
            ["letter_heartbeat_seconds"] = Text(context.Settings.Queue),
            ["letter_timeout_seconds"] = Text(context.Settings.QueuedJob),
            ["execution_timeout_seconds"] = Text(context.Settings.Execution),
        };
        (string Prefix, string Machine)[] patterns =
        [
            ("assess", FleetNames.Machines.Assess),
            ("approve", FleetNames.Machines.Approve),
            ("pay", FleetNames.Machines.Pay),
            ("ledger", FleetNames.Machines.Ledger),
            ("desk", FleetNames.Machines.Desk),
        ];
        foreach (var (prefix, machine) in patterns)
        {
            variables[$"{prefix}_state_machine_arn"] = context.Machines[machine];
            variables[$"{prefix}_timeout_seconds"] = Text(context.Settings.OuterPattern + 60);
        }

        return variables;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
