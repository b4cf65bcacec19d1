"""What roles need, read off what they are for: a state machine's off its definition, ECS's off the task definition.

Needs are triples: an action, a resource, and the statement's condition as JSON, or "" for none. They follow AWS's guides (Step Functions: IAM policies for
integrated services, logging, X-Ray, versions and aliases; ECS: task execution role, task definitions of one family).
"""

import json
import re

LOG_AND_TRACE = [
    "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:GetLogDelivery",
    "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "xray:GetSamplingRules", "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords", "xray:PutTraceSegments",
]  # fmt: skip
RULE = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]

# A queue whose address is known only while an execution runs: one that an execution has made.
REPLY_QUEUE = re.compile(r"^arn:aws:sqs:[^:]+:\d+:[A-Za-z0-9_-]{3,}\*$")


class Unknown(Exception):
    """Something is for what this does not know how to read."""


def condition(test, variable, value):
    return json.dumps({test: {variable: value}})


def states(machine):
    for state in machine["States"].values():
        yield state
        for inner in [*state.get("Branches", []), state.get("ItemProcessor"), state.get("Iterator")]:
            if inner:
                yield from states(inner)


class Account:
    """A region and an account, and what is in them by its ARN or name."""

    def __init__(self, arn, resources):
        _, self.partition, _, self.region, self.number, *_ = arn.split(":")
        self.resources = resources

    def arn(self, service, resource):
        return f"arn:{self.partition}:{service}:{self.region}:{self.number}:{resource}"

    def find(self, kind, **values):
        return [one["values"] for one in self.resources if one["type"] == kind and all(one["values"].get(name) == value for name, value in values.items())]

    def key_of(self, kind, **values):
        for found in self.find(kind, **values):
            if found.get("kms_master_key_id"):
                yield found["kms_master_key_id"]
            for encryption in found.get("encryption_configuration") or []:
                if encryption.get("kms_key_id"):
                    yield encryption["kms_key_id"]


def machine(values, account):
    """What a state machine's role needs."""
    needs = {(action, "*", "") for action in LOG_AND_TRACE}
    keys = {one["kms_key_id"] for one in values.get("encryption_configuration") or [] if one.get("type") == "CUSTOMER_MANAGED_KMS_KEY"}

    def need(actions, resource, when=""):
        needs.update((action, resource, when) for action in actions)

    for state in states(json.loads(values["definition"])):
        if state["Type"] != "Task":
            continue
        parameters = state.get("Parameters", {})
        if ":activity:" in state["Resource"]:
            keys |= set(account.key_of("aws_sfn_activity", id=state["Resource"]))
            continue
        integration, _, flavour = state["Resource"].split(":::")[1].partition(".")
        if integration == "sqs:sendMessage":
            name = parameters["QueueUrl"].rpartition("/")[2]
            need(["sqs:SendMessage"], account.arn("sqs", name))
            keys |= set(account.key_of("aws_sqs_queue", name=name))
        elif integration == "states:startExecution":
            unqualified, qualifier = re.match(r"(.*:stateMachine:[^:]+):?(.*)$", parameters["StateMachineArn"]).groups()
            need(["states:StartExecution"], unqualified, condition("StringEquals", "states:StateMachineQualifier", qualifier) if qualifier else "")
            if flavour.startswith("sync"):
                need(["states:DescribeExecution", "states:StopExecution"], unqualified.replace(":stateMachine:", ":execution:") + ":*")
                need(RULE, account.arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"))
        elif integration == "ecs:runTask":
            task, cluster = parameters["TaskDefinition"], parameters["Cluster"]
            for resource in (task, f"{task}:*"):
                need(["ecs:RunTask"], resource, condition("ArnEquals", "ecs:cluster", cluster))
            for found in account.find("aws_ecs_task_definition", arn_without_revision=task):
                for role in (found["execution_role_arn"], found["task_role_arn"]):
                    need(["iam:PassRole"], role, condition("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com"))
            if flavour == "sync":
                need(["ecs:DescribeTasks", "ecs:StopTask"], cluster.replace(":cluster/", ":task/") + "/*")
                need(RULE, account.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule"))
        elif integration == "events:putEvents":
            for entry in parameters["Entries"]:
                need(["events:PutEvents"], account.arn("events", f"event-bus/{entry['EventBusName']}"))
        elif integration in ("aws-sdk:ecs:describeServices", "aws-sdk:ecs:updateService"):
            action = integration.removeprefix("aws-sdk:")
            for service in parameters.get("Services") or [parameters["Service"]]:
                need([f"ecs:{action[4].upper()}{action[5:]}"], f"{parameters['Cluster'].replace(':cluster/', ':service/')}/{service}")
        elif integration == "aws-sdk:sqs:createQueue":
            need(["sqs:CreateQueue", *(["sqs:TagQueue"] if parameters.get("Tags") else [])], REPLY_QUEUE)
        elif integration in ("aws-sdk:sqs:deleteMessage", "aws-sdk:sqs:deleteQueue", "aws-sdk:sqs:receiveMessage"):
            need([f"sqs:{integration[12].upper()}{integration[13:]}"], REPLY_QUEUE)
        else:
            raise Unknown(f"{state['Resource']} needs a permission that this check does not know")
    for key in keys:
        need(["kms:Decrypt", "kms:GenerateDataKey"], key)
    return needs


def start(values, account):
    """What ECS needs to start a task, and whether it may need keys, too, which a task definition does not name."""
    needs = set()
    secrets = []
    for container in json.loads(values["container_definitions"]):
        image = re.match(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)", container["image"])
        if image:
            repository = f"arn:{account.partition}:ecr:{image[2]}:{image[1]}:repository/{image[3]}"
            needs.add(("ecr:GetAuthorizationToken", "*", ""))
            needs.update((f"ecr:{action}", repository, "") for action in ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer"))
        group = account.arn("logs", f"log-group:{container['logConfiguration']['options']['awslogs-group']}:*")
        needs.update((f"logs:{action}", group, "") for action in ("CreateLogStream", "PutLogEvents"))
        secrets += [secret["valueFrom"] for secret in container.get("secrets") or []]
    for secret in secrets:
        if ":ssm:" in secret:
            needs.add(("ssm:GetParameters", secret, ""))
        else:
            needs.add(("secretsmanager:GetSecretValue", ":".join(secret.split(":")[:7]), ""))
    return needs, bool(secrets)
