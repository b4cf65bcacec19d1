"""Compares what each worker's role may do with what the worker was seen doing.

roles.py STATE RECORDED MOTO: the state as JSON, what recorder.py wrote of the calls to the emulator, and moto's recording of its requests. A call that the
role does not permit on its resource is an error; so is an action, or a resource, that is permitted and was neither used nor is implied, and an implied action
that is not there.
"""

import base64
import fnmatch
import json
import pathlib
import sys
import urllib.parse

import containers

# What roles need although this run does not call it: the reason, and the programs. There is no collector here, no ECS agent and no KMS key.
ALL = set(containers.PROGRAMS.values())
IMPLIED = {
    "xray:PutTelemetryRecords": ("the collector's, to X-Ray", ALL),
    "xray:PutTraceSegments": ("the collector's, to X-Ray", ALL),
    "logs:CreateLogStream": ("the collector's, for metrics", ALL),
    "logs:DescribeLogStreams": ("the collector's, for metrics", ALL),
    "logs:PutLogEvents": ("the collector's, for metrics", ALL),
    "ecs:UpdateTaskProtection": ("the ECS agent's, while a job may outlast a stop", {"DispatchWorker", "JobWorker"}),
    "s3:ListBucket": ("not called: with it S3 answers 404 for a payload that is missing, without it 403", {"RunOnceWorker"}),
    "states:SendTaskHeartbeat": ("after 10 s of filing a request, or 40 s of a payment", {"ApprovalWorker", "DispatchWorker"}),
    "sqs:ChangeMessageVisibility": ("after 15 s of a job, or to return a job at a stop", {"CallbackWorker", "DispatchWorker", "JobWorker"}),
    "dynamodb:DeleteItem": ("of a job's claim or checkpoint, or of a record whose time is over", {"ApprovalWorker", "DispatchWorker", "RunOnceWorker"}),
    "dynamodb:Query": ("of a handler that lists records; the ledger's does not", {"RunOnceWorker"}),
}

# Batches are permitted by the action of one.
BATCHES = {"sqs:ChangeMessageVisibilityBatch", "sqs:DeleteMessageBatch", "sqs:SendMessageBatch"}
SERVICES = {"AWSStepFunctions": "states", "AmazonSQS": "sqs", "AWSEvents": "events", "DynamoDB_20120810": "dynamodb"}

state, recorded, recording = sys.argv[1:4]
by_type = containers.read(state)
problems = []


def many(value):
    return value if isinstance(value, list) else [value]


def action(target):
    service, _, operation = target.partition(".")
    name = f"{SERVICES[service]}:{operation}"
    return name.removesuffix("Batch") if name in BATCHES else name


# By the worker's program, which is what the workers name in their user agents.
permitted = {}
for family, container in containers.workers(by_type).items():
    policies = [one["values"]["policy"] for one in by_type["aws_iam_role_policy"] if one["values"]["role"] == f"{family}-task"]
    statements = [statement for policy in policies for statement in many(json.loads(policy)["Statement"])]
    if any(statement["Effect"] != "Allow" for statement in statements):
        sys.exit(f"terraform: roles: {family} is denied something, which this check does not know how to judge")
    permitted[containers.program(container)] = [
        (name, resource) for statement in statements for name in many(statement["Action"]) for resource in many(statement["Resource"])
    ]

# Calls by program: an action, and its resource as in the last part of an ARN; a call that names a task's token alone has none.
seen = {program: set() for program in permitted}
for line in pathlib.Path(recorded).read_text().splitlines():
    call = json.loads(line)
    if call["application"] in seen:
        seen[call["application"]].add((action(call["target"]), call["resource"]))

for line in pathlib.Path(recording).read_text().splitlines():
    request = json.loads(line)
    headers = {name.lower(): value for name, value in request["headers"].items()}
    program = next((part[4:] for part in headers.get("user-agent", "").split() if part.startswith("app/")), None)
    if program not in seen:
        continue
    target = headers.get("x-amz-target")
    if target:
        table = json.loads(base64.b64decode(request["body"])).get("TableName")
        seen[program].add((action(target), f"table/{table}"))
    else:
        path = urllib.parse.unquote(urllib.parse.urlparse(request["url"]).path)
        kind = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}[request["method"]]
        seen[program].add((kind if path.strip("/").count("/") else "s3:ListBucket", path.strip("/")))


def covers(pattern, resource):
    """Whether a policy's resource is the one of a call; where calls have none, the policy can name none."""
    return pattern == "*" if resource is None else pattern != "*" and fnmatch.fnmatchcase(resource, pattern.split(":", 5)[5])


for program, calls in sorted(seen.items()):
    if not calls:
        problems.append(f"{program} was not seen calling anything")
    for name, resource in sorted(calls, key=str):
        patterns = [pattern for allowed, pattern in permitted[program] if allowed == name]
        if not patterns:
            problems.append(f"{program} calls {name}, which its role does not permit")
        elif not any(covers(pattern, resource) for pattern in patterns):
            problems.append(f"{program} calls {name} on {resource}, and its role permits it only on {patterns}")
    idle = {name for name, _ in permitted[program]} - {name for name, _ in calls}
    implied = {name for name, (_, programs) in IMPLIED.items() if program in programs}
    for pattern in sorted({pattern for name, pattern in permitted[program] if name not in implied and pattern != "*"}):
        if not any((name, pattern) in permitted[program] and covers(pattern, resource) for name, resource in calls):
            problems.append(f"{program} may do something with {pattern}, and was not seen asking anything of it")
    for name in sorted(idle - implied):
        problems.append(f"{program} may {name}, which it was not seen calling, and which is not implied")
    for name in sorted(implied - {name for name, _ in permitted[program]}):
        problems.append(f"{program}'s role lacks {name}, which is implied")

for problem in problems:
    print(f"terraform: roles: {problem}")
if not problems:
    count = sum(len(calls) for calls in seen.values())
    print(f"terraform: roles: {count} actions on resources that {len(seen)} workers were seen calling are permitted, {len(IMPLIED)} implied; no others")
sys.exit(1 if problems else 0)
