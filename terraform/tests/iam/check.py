"""Judges every policy of a plan (`terraform test -verbose -json` on standard input), or of what was applied (check.py STATE, of `terraform show -json`).

Actions are named one by one and exist; a resource is "*" only where all actions of the statement know no resources (by cfn-lint's copy of AWS's
service authorization reference), and a pattern only where one is listed below; a service that is let in by name has to say for what. State machines and ECS
are allowed what their definitions need (needs.py), on what it has to be, under which condition, and nothing else; and what workers may ask of Step
Functions and SQS are calls that the fleet's own clients make.
"""

import json
import pathlib
import re
import sys

import needs

try:
    import cfnlint
except ImportError:
    sys.exit("terraform: the policies are judged with cfn-lint's data, and cfn-lint is not on this machine")

root = pathlib.Path(__file__).resolve().parents[3]
known = json.loads((pathlib.Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())

# Patterns that resources may have, each with its reason.
NAME = "[A-Za-z0-9_-]+"
PATTERNS = {
    rf"^arn:aws:states:[^:]+:\d+:execution:{NAME}:\*$": "executions of a machine have names of their own",
    rf"^arn:aws:ecs:[^:]+:\d+:task/{NAME}/\*$": "tasks of a cluster have ids of their own",
    rf"^arn:aws:ecs:[^:]+:\d+:task-definition/{NAME}:\*$": "revisions of one task definition",
    rf"^arn:aws:logs:[^:]+:\d+:log-group:/workers/{NAME}(/metrics)?:\*$": "log streams of one group",
    rf"^arn:aws:s3:::{NAME}/payloads/\*$": "payloads below the prefix",
    rf"^arn:aws:sqs:[^:]+:\d+:{NAME}-reply-\*$": "reply queues are made with ids of their own",
}

# The attributes that policies are in.
POLICIES = {
    "aws_iam_policy": ["policy"],
    "aws_iam_role": ["assume_role_policy"],
    "aws_iam_role_policy": ["policy"],
    "aws_s3_bucket_policy": ["policy"],
    "aws_sns_topic_policy": ["policy"],
    "aws_sqs_queue": ["policy"],
}

# What roles' needs are read off.
READ = {"aws_sfn_state_machine": ["definition"], "aws_ecs_task_definition": ["container_definitions"]}

# Whose secrets are encrypted with a key in the plan: a task definition names none.
KEY = "arn:aws:kms:eu-central-1:111122223333:key/secrets"
DECRYPTING = ["module.service.module.task", 'module.fleet.module.worker["worker"].module.task', 'module.fleet.module.task["ledger"]']

NOTHING = {"Statement": []}
problems = []


def many(value):
    return value if isinstance(value, list) else [value]


def planned():
    """What is planned, without what was there before. What is unknown yet would be judged by nobody."""
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "diagnostic":
            problems.append(f"{message['diagnostic']['summary']} {message['diagnostic'].get('detail', '')}")
        for change in message.get("test_plan", {}).get("resource_changes", []):
            unknown = change["change"].get("after_unknown") or {}
            judged = [*POLICIES.get(change["type"], []), *READ.get(change["type"], [])]
            problems.extend(f"{change['address']}: {name} is not known in the plan" for name in judged if unknown.get(name))
            yield {"address": change["address"], "type": change["type"], "values": change["change"]["after"] or {}}


def applied(state):
    def resources(module):
        yield from module.get("resources", [])
        for child in module.get("child_modules", []):
            yield from resources(child)

    return [one for one in resources(json.loads(pathlib.Path(state).read_text())["values"]["root_module"]) if one["mode"] == "managed"]


def judge(where, statement):
    actions, resources = many(statement["Action"]), many(statement.get("Resource", []))
    facts = []
    for action in actions:
        service, _, name = action.partition(":")
        fact = known.get(service, {}).get("Actions", {}).get(name.lower())
        if "*" in action or fact is None:
            problems.append(f"{where}: {action} is a wildcard, or no action of AWS")
            continue
        facts.append(fact)

    # What is denied may be as wide as it likes.
    if statement["Effect"] != "Allow":
        return
    for resource in resources:
        if resource == "*":
            if any(fact.get("Resources") for fact in facts):
                problems.append(f"{where}: {actions} are allowed on everything, and some of them could be allowed on less")
        elif "*" in resource and not any(re.search(pattern, resource) for pattern in PATTERNS):
            problems.append(f"{where}: {resource} is a pattern without a listed reason")
    if "Principal" in statement:
        variables = {variable for test in statement.get("Condition", {}).values() for variable in test}
        if set(statement["Principal"]) != {"Service"} or not variables & {"aws:SourceArn", "aws:SourceAccount"}:
            problems.append(f"{where}: {statement['Principal']} is let in, whatever it is for")


def grants(policy):
    return {
        (action, resource, json.dumps(statement["Condition"]) if "Condition" in statement else "")
        for statement in many(policy["Statement"])
        for action in many(statement["Action"])
        for resource in many(statement["Resource"])
    }


def compare(where, granted, needed, more_kinds=()):
    """What is granted and needed has to be the same; a need may be a pattern, of which one grant has to be, the same for all such needs."""

    def meets(grant, need):
        resource = need[1].search(grant[1]) if isinstance(need[1], re.Pattern) else need[1] == grant[1]
        return grant[0] == need[0] and grant[2] == need[2] and resource

    for need in sorted(needed, key=str):
        if not any(meets(grant, need) for grant in granted):
            problems.append(f"{where}: {need[0]} on {getattr(need[1], 'pattern', need[1])} is needed {need[2]}")
    for grant in sorted(granted):
        if not any(meets(grant, need) for need in needed) and not any(grant[0] == action for action in more_kinds):
            problems.append(f"{where}: {grant[0]} on {grant[1]} is allowed {grant[2]}, and not needed")
    if len({grant[1] for grant in granted if any(isinstance(need[1], re.Pattern) and meets(grant, need) for need in needed)}) > 1:
        problems.append(f"{where}: several patterns of queues are allowed where one is needed")


resources = applied(sys.argv[1]) if len(sys.argv) > 1 else list(planned())
found = {
    f"{one['address']}.{name}": json.loads(one["values"][name]) for one in resources for name in POLICIES.get(one["type"], []) if one["values"].get(name)
}
for where, policy in found.items():
    for statement in many(policy["Statement"]):
        judge(where, statement)

counts = {"machine": 0, "start": 0, "work": 0}
clients = "".join(file.read_text() for file in (root / "shared/Workers.Aws").rglob("*.cs") if "/obj/" not in str(file) and "/bin/" not in str(file))
for one in resources:
    module, _, kind = one["address"].rpartition(".aws_")
    values = one["values"]
    if one["type"] == "aws_sfn_state_machine" and "definition" in values:
        where = f"{module}.aws_iam_role_policy.this.policy"
        trusted = many(found[f"{module}.aws_iam_role.this.assume_role_policy"]["Statement"])[0]["Condition"]["ArnLike"]["aws:SourceArn"]
        if not trusted.endswith(f":stateMachine:{values['name']}"):
            problems.append(f"{where}: the role is for {trusted}, and not for {values['name']}")
        try:
            compare(where, grants(found.get(where, NOTHING)), needs.machine(values, needs.Account(trusted, resources)))
        except needs.Unknown as unknown:
            problems.append(f"{where}: {unknown}")
        counts["machine"] += 1
    elif one["type"] == "aws_ecs_task_definition" and "container_definitions" in values:
        where = f"{module}.aws_iam_role_policy.execution.policy"
        granted = grants(found.get(where, NOTHING))
        logs = next((resource for action, resource, _ in granted if action == "logs:PutLogEvents"), "arn:aws:logs:::")
        needed, has_secrets = needs.start(values, needs.Account(logs, resources))
        compare(where, granted, needed, ["kms:Decrypt"] if has_secrets else [])
        counts["start"] += 1

        worker = f"{module}.aws_iam_role_policy.task.policy"
        for action, resource, _ in sorted(grants(found.get(worker, NOTHING))):
            service, _, operation = action.partition(":")
            if service in ("states", "sqs") and f'"{operation}' not in clients:
                problems.append(f"{worker}: workers may {action}, which the fleet's clients never call")
            if service == "logs" and f":log-group:/workers/{values['family']}/metrics" not in resource:
                problems.append(f"{worker}: {resource} is no log of the worker's metrics")
        counts["work"] += 1

if len(sys.argv) == 1:
    for module in DECRYPTING:
        if ("kms:Decrypt", KEY, "") not in grants(found.get(f"{module}.aws_iam_role_policy.execution.policy", NOTHING)):
            problems.append(f"{module}: ECS must not decrypt the secrets")

if not found or not all(counts.values()):
    problems.append(f"of {len(found)} policies there are no machines, or no tasks, to judge: {counts}")
for problem in problems:
    print(f"terraform: iam: {problem}")
if not problems:
    allowed = sum(len(many(statement["Action"])) for policy in found.values() for statement in many(policy["Statement"]) if statement["Effect"] == "Allow")
    print(
        f"terraform: iam: {len(found)} policies with {allowed} allowed actions are as narrow as they can be; "
        f"{counts['machine']} machines and {counts['start']} tasks have all that their definitions need"
    )
sys.exit(1 if problems else 0)
