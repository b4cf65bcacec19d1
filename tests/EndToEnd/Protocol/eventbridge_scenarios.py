"""boto3 as a client of the emulator's EventBridge. Usage: eventbridge_scenarios.py ENDPOINT SCENARIO"""

import json
from datetime import datetime, timezone

from scenario import error_of, main, unique, until


def new_rule(emulator, pattern, queue_suffix="", bus=None, **target):
    """A rule with a queue as its target: the client, the rule's name, and the queue's URL."""
    events, sqs = emulator.client("events"), emulator.client("sqs")
    attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} if queue_suffix else {}
    url = sqs.create_queue(QueueName=unique("desk", queue_suffix), Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule, on = unique("rule"), {"EventBusName": bus} if bus else {}
    events.put_rule(Name=rule, EventPattern=json.dumps(pattern), **on)
    answer = events.put_targets(Rule=rule, Targets=[{"Id": "queue", "Arn": arn, **target}], **on)
    assert answer["FailedEntryCount"] == 0, answer
    return events, rule, url


def received(emulator, url):
    messages = emulator.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [message["Body"] for message in messages]


def event_reaches_a_queue(emulator):
    source = unique("claims")
    events, rule, url = new_rule(emulator, {"source": [source], "detail": {"amount": [{"numeric": [">=", 250]}]}})
    assert "application/x-amz-json-1.1" in events.list_rules()["ResponseMetadata"]["HTTPHeaders"]["content-type"]
    entry = {"Source": source, "DetailType": "Claim paid", "Time": datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)}
    answer = events.put_events(
        Entries=[{**entry, "Detail": json.dumps({"amount": amount}), "Resources": ["a"]} for amount in (100, 400)]
    )
    assert answer["FailedEntryCount"] == 0
    (body,) = received(emulator, url)
    event = json.loads(body)
    assert event["id"] == answer["Entries"][1]["EventId"] and event["time"] == "2030-01-02T03:04:05Z"
    assert event["detail"] == {"amount": 400} and event["resources"] == ["a"] and event["version"] == "0"


def buses_and_fifo_queues(emulator):
    events = emulator.client("events")
    bus = unique("bus")
    created = events.create_event_bus(Name=bus, Tags=[{"Key": "team", "Value": "claims"}])
    described = events.describe_event_bus(Name=bus)
    assert described["Arn"] == created["EventBusArn"] and described["CreationTime"].year >= 2026
    assert events.list_tags_for_resource(ResourceARN=described["Arn"])["Tags"] == [{"Key": "team", "Value": "claims"}]
    _, rule, url = new_rule(
        emulator, {"source": ["claims"]}, ".fifo", bus, SqsParameters={"MessageGroupId": "g"}, InputPath="$.detail"
    )
    events.put_events(Entries=[{"Source": "claims", "DetailType": "t", "Detail": '{"n": 1}', "EventBusName": bus}])
    assert received(emulator, url) == ['{"n":1}']
    assert events.list_targets_by_rule(Rule=rule, EventBusName=bus)["Targets"][0]["InputPath"] == "$.detail"
    events.remove_targets(Rule=rule, EventBusName=bus, Ids=["queue"])
    events.delete_rule(Name=rule, EventBusName=bus)
    events.delete_event_bus(Name=bus)
    assert error_of(events.describe_event_bus, Name=bus).response["Error"]["Code"] == "ResourceNotFoundException"


def errors_are_the_clients_exception_classes(emulator):
    events = emulator.client("events")
    error = error_of(events.describe_rule, Name="nowhere")
    assert isinstance(error, events.exceptions.ResourceNotFoundException)
    assert error.response["Error"]["Message"] == "Rule nowhere does not exist on EventBus default."
    error = error_of(events.put_rule, Name="r", EventPattern='{"source": "claims"}')
    assert isinstance(error, events.exceptions.InvalidEventPatternException), error


def rules_are_listed_by_the_paginator(emulator):
    events, prefix = emulator.client("events"), unique("paged")
    for number in range(5):
        events.put_rule(Name=f"{prefix}-{number}", EventPattern='{"source": ["x"]}')
    pages = list(events.get_paginator("list_rules").paginate(NamePrefix=prefix, PaginationConfig={"PageSize": 2}))
    assert [len(page["Rules"]) for page in pages] == [2, 2, 1]


def pattern_is_tested(emulator):
    events = emulator.client("events")
    event = dict.fromkeys(("id", "account", "source", "time", "region", "detail-type"), "x") | {"resources": []}
    for pattern, result in (({"source": [{"wildcard": "*"}]}, True), ({"source": [{"anything-but": "x"}]}, False)):
        assert events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))["Result"] is result


def event_starts_a_state_machine(emulator):
    sfn, source = emulator.client("stepfunctions"), unique("claims")
    definition = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
    role = "arn:aws:iam::000000000000:role/r"
    machine = sfn.create_state_machine(name=unique("m"), definition=json.dumps(definition), roleArn=role)["stateMachineArn"]
    events, rule, _ = new_rule(emulator, {"source": [source]})
    events.put_targets(Rule=rule, Targets=[{"Id": "machine", "Arn": machine, "RoleArn": role, "Input": '{"fixed": 1}'}])
    events.put_events(Entries=[{"Source": source, "DetailType": "t", "Detail": "{}"}])
    (execution,) = sfn.list_executions(stateMachineArn=machine)["executions"]
    ended = until(
        lambda: sfn.describe_execution(executionArn=execution["executionArn"]), lambda seen: seen["status"] != "RUNNING"
    )
    assert ended["output"] == '{"fixed": 1}' and ended["status"] == "SUCCEEDED", ended


if __name__ == "__main__":
    main(globals())
