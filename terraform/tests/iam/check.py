"""Reads the plan of `terraform test -verbose -json` on standard input and judges every policy in it.

Actions are named one by one and exist; a resource is "*" only where all actions of the statement know no resources (by cfn-lint's copy of AWS's
service authorization reference), and a pattern only where one is listed below; what AWS documents that state machines and ECS need is there, on what it has
to be; and what workers may ask of Step Functions and SQS are calls that the fleet's own clients make.
"""

import json
import pathlib
import re
import sys

try:
    import cfnlint
except ImportError:
    sys.exit("terraform: the policies are judged with cfn-lint's data, and cfn-lint is not on this machine")

root = pathlib.Path(__file__).resolve().parents[3]
known = json.loads((pathlib.Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json").read_text())

# Patterns that resources may have, each with its reason.
PATTERNS = {
    r"^arn:aws:states:[^:]+:\d+:execution:claims-inner:\*$": "executions of a machine have names of their own",
    r"^arn:aws:ecs:[^:]+:\d+:task/claims/\*$": "tasks of the cluster have ids of their own",
    r"^arn:aws:ecs:[^:]+:\d+:task-definition/claims-ledger:\*$": "revisions of one task definition",
    r"^arn:aws:logs:[^:]+:\d+:log-group:/workers/claims-worker(/metrics)?:\*$": "log streams of one group",
    r"^arn:aws:s3:::claims/payloads/\*$": "payloads below the prefix",
    r"^arn:aws:s3:::claims-111122223333-eu-central-1/\*$": "objects of the bucket, refused without TLS",
    r"^arn:aws:sqs:[^:]+:\d+:claims-reply-\*$": "reply queues are made with ids of their own",
}

HERE = "eu-central-1:111122223333"
MACHINE = "module.pattern.aws_iam_role_policy.this.policy"
EXECUTION = "module.service.module.task.aws_iam_role_policy.execution.policy"

# What AWS's guides say that each role needs (Step Functions: IAM policies for integrated services, logging, X-Ray; ECS: task execution role), on what.
DOCUMENTED = {
    MACHINE: [
        ("to start executions", {"states:StartExecution"}, f"arn:aws:states:{HERE}:stateMachine:claims-inner"),
        ("to follow them", {"states:DescribeExecution", "states:StopExecution"}, f"arn:aws:states:{HERE}:execution:claims-inner:*"),
        (
            "to be told of their ends",
            {"events:PutTargets", "events:PutRule", "events:DescribeRule"},
            f"arn:aws:events:{HERE}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule",
        ),
        ("to run tasks", {"ecs:RunTask"}, f"arn:aws:ecs:{HERE}:task-definition/claims-ledger:*"),
        ("to give tasks their role", {"iam:PassRole"}, "arn:aws:iam::111122223333:role/claims-ledger-task"),
        ("to give ECS its role", {"iam:PassRole"}, "arn:aws:iam::111122223333:role/claims-ledger-execution"),
        ("to follow tasks", {"ecs:StopTask", "ecs:DescribeTasks"}, f"arn:aws:ecs:{HERE}:task/claims/*"),
        (
            "to be told of their ends",
            {"events:PutTargets", "events:PutRule", "events:DescribeRule"},
            f"arn:aws:events:{HERE}:rule/StepFunctionsGetEventsForECSTaskRule",
        ),
        (
            "to log",
            {
                "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
                "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
            },
            "*",
        ),
        ("to trace", {"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"}, "*"),
        ("to send to an encrypted queue", {"kms:Decrypt", "kms:GenerateDataKey"}, f"arn:aws:kms:{HERE}:key/1"),
    ],
    EXECUTION: [
        ("to sign in to ECR", {"ecr:GetAuthorizationToken"}, "*"),
        (
            "to pull the image",
            {"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"},
            f"arn:aws:ecr:{HERE}:repository/workers/any",
        ),
        ("to log", {"logs:CreateLogStream", "logs:PutLogEvents"}, f"arn:aws:logs:{HERE}:log-group:/workers/claims-worker:*"),
        ("to read parameters", {"ssm:GetParameters"}, f"arn:aws:ssm:{HERE}:parameter/one"),
        ("to read secrets", {"secretsmanager:GetSecretValue"}, f"arn:aws:secretsmanager:{HERE}:secret:two-AbCdEf"),
        ("to decrypt them", {"kms:Decrypt"}, f"arn:aws:kms:{HERE}:key/1"),
    ],
}

problems = []


def many(value):
    return value if isinstance(value, list) else [value]


def policies():
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "diagnostic":
            problems.append(message["diagnostic"]["summary"])
        if message["type"] != "test_plan":
            continue
        for change in message["test_plan"]["resource_changes"]:
            after = change["change"]["after"] or {}
            for name in ("policy", "assume_role_policy"):
                if after.get(name):
                    yield f"{change['address']}.{name}", json.loads(after[name])


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
    for resource in resources:
        if resource == "*":
            if any(fact.get("Resources") for fact in facts):
                problems.append(f"{where}: {actions} are allowed on everything, and some of them could be allowed on less")
        elif "*" in resource and not any(re.search(pattern, resource) for pattern in PATTERNS):
            problems.append(f"{where}: {resource} is a pattern without a listed reason")


found = dict(policies())
allowed = {}
for where, policy in found.items():
    for statement in many(policy["Statement"]):
        judge(where, statement)
        if statement["Effect"] == "Allow":
            allowed.setdefault(where, set()).update(many(statement["Action"]))

if len(found) < 9:
    problems.append(f"only {len(found)} policies were found: {sorted(found)}")

for where, needs in DOCUMENTED.items():
    granted = {
        (action, resource)
        for statement in many(found.get(where, {"Statement": []})["Statement"])
        for action in many(statement["Action"])
        for resource in many(statement["Resource"])
    }
    for purpose, actions, resource in needs:
        lacking = sorted(action for action in actions if (action, resource) not in granted)
        if lacking:
            problems.append(f"{where}: {purpose}, {resource} needs {lacking}")
    if where == EXECUTION and (more := sorted(granted - {(action, resource) for _, actions, resource in needs for action in actions})):
        problems.append(f"{where}: ECS needs none of {more}")

clients = "".join(file.read_text() for file in (root / "shared/Workers.Aws").rglob("*.cs") if "/obj/" not in str(file) and "/bin/" not in str(file))
worker = allowed.get("module.service.module.task.aws_iam_role_policy.task.policy", set())
for action in sorted(worker):
    service, _, operation = action.partition(":")
    if service in ("states", "sqs") and f'"{operation}' not in clients:
        problems.append(f"workers may {action}, which the fleet's clients never call")

for problem in problems:
    print(f"terraform: iam: {problem}")
if not problems:
    print(f"terraform: iam: {len(found)} policies with {sum(len(actions) for actions in allowed.values())} allowed actions are as narrow as they can be")
sys.exit(1 if problems else 0)
