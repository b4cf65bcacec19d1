"""Jobs for two workers, from state machines that hand out some hundreds at once: load.py EMULATOR create | run FILE"""

import json
import sys
import time
import urllib.request

EXECUTIONS = 20
ITEMS = 500  # Each is some events of a history, which has room for 25,000.
STATES = "arn:aws:states:us-east-1:000000000000"

emulator, verb = sys.argv[1:3]


def call(target, /, **request):
    headers = {
        "X-Amz-Target": target,
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0",
    }
    body = json.dumps(request).encode()
    with urllib.request.urlopen(urllib.request.Request(emulator, body, headers), timeout=30) as answer:
        return json.load(answer)


def states(operation, /, **request):
    return call("AWSStepFunctions." + operation, **request)


def machine(name, work):
    every = {"Type": "Map", "ItemProcessor": {"StartAt": "Work", "States": {"Work": {**work, "Type": "Task", "End": True}}}, "End": True}
    definition = json.dumps({"StartAt": "All", "States": {"All": every}})
    return states("CreateStateMachine", name=name, definition=definition, roleArn="arn:aws:iam::000000000000:role/load")["stateMachineArn"]


def create():
    activity = states("CreateActivity", name="bench")["activityArn"]
    queue = call("AmazonSQS.CreateQueue", QueueName="bench")["QueueUrl"]
    message = {"QueueUrl": queue, "MessageBody": {"taskToken.$": "$$.Task.Token", "input.$": "$"}}
    return {
        "activity": activity,
        "machines": {
            "activity": machine("bench-activity", {"Resource": activity, "TimeoutSeconds": 300}),
            "sqs": machine(
                "bench-sqs",
                {"Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": message, "TimeoutSeconds": 300},
            ),
        },
    }


def run(machines):
    items = json.dumps([{"jobId": number} for number in range(ITEMS)])
    started = time.monotonic()
    executions = [
        (mode, states("StartExecution", stateMachineArn=arn, name=f"{mode}-{number}", input=items)["executionArn"])
        for number in range(EXECUTIONS)
        for mode, arn in machines.items()
    ]
    for mode in machines:
        for arn in [arn for other, arn in executions if other == mode]:
            while (execution := states("DescribeExecution", executionArn=arn))["status"] == "RUNNING":
                time.sleep(0.1)
            if execution["status"] != "SUCCEEDED" or json.loads(execution["output"]) != json.loads(items):
                sys.exit(f"{arn} ended as {execution['status']}: {execution.get('error')} {execution.get('cause')}")
        print(f"under load, {mode}: {EXECUTIONS * ITEMS} jobs, 100 at once, done after {time.monotonic() - started:.1f} s")


if verb == "create":
    print(json.dumps(create()))
else:
    with open(sys.argv[3], encoding="utf-8") as file:
        run(json.load(file)["machines"])
