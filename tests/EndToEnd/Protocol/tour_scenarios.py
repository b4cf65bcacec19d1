"""A tour through the operations of the services, in the order in which people use them.

Those of Step Functions and SQS note what they call, and end by comparing that with the service's model: an operation that is new there must
be toured, or named as left out.
"""

import json

from scenario import error_of, main, unique, until

# Their clients put "sync-" before the endpoint's host.
NEEDS_A_HOST_PREFIX = {"StartSyncExecution", "TestState"}

ROLE = "arn:aws:iam::000000000000:role/tour"
PASS = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
EACH = {
    "StartAt": "Each",
    "States": {
        "Each": {
            "Type": "Map",
            "MaxConcurrency": 1,
            "End": True,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Work",
                "States": {"Work": {"Type": "Task", "TimeoutSeconds": 60, "End": True}},
            },
        }
    },
}


class Tour:
    """A client that notes the operations that are called."""

    def __init__(self, emulator, service):
        self.client = emulator.client(service)
        self.seen = set()
        self.client.meta.events.register("before-call", lambda model, **_: self.seen.add(model.name))

    def has_seen_all_but(self, left_out=()):
        missing = set(self.client.meta.service_model.operation_names) - self.seen - set(left_out)
        assert not missing, f"not toured: {sorted(missing)}"


def tour_of_step_functions(emulator):
    tour = Tour(emulator, "stepfunctions")
    sfn = tour.client

    name = unique("tour")
    activity = sfn.create_activity(name=name)["activityArn"]
    assert sfn.describe_activity(activityArn=activity)["name"] == name
    assert activity in [one["activityArn"] for one in sfn.list_activities()["activities"]]

    assert sfn.validate_state_machine_definition(definition=PASS)["result"] == "OK"
    machine = sfn.create_state_machine(name=name, definition=PASS, roleArn=ROLE)["stateMachineArn"]
    assert machine in [one["stateMachineArn"] for one in sfn.list_state_machines()["stateMachines"]]
    sfn.tag_resource(resourceArn=machine, tags=[{"key": "team", "value": "claims"}])
    assert sfn.list_tags_for_resource(resourceArn=machine)["tags"] == [{"key": "team", "value": "claims"}]
    sfn.untag_resource(resourceArn=machine, tagKeys=["team"])
    assert sfn.list_tags_for_resource(resourceArn=machine)["tags"] == []

    first = sfn.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]
    EACH["States"]["Each"]["ItemProcessor"]["States"]["Work"]["Resource"] = activity
    sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(EACH))
    assert json.loads(sfn.describe_state_machine(stateMachineArn=machine)["definition"]) == EACH
    second = sfn.publish_state_machine_version(stateMachineArn=machine)["stateMachineVersionArn"]
    assert len(sfn.list_state_machine_versions(stateMachineArn=machine)["stateMachineVersions"]) == 2
    route = [{"stateMachineVersionArn": first, "weight": 100}]
    alias = sfn.create_state_machine_alias(name="live", routingConfiguration=route)["stateMachineAliasArn"]
    route = [{"stateMachineVersionArn": second, "weight": 100}]
    sfn.update_state_machine_alias(stateMachineAliasArn=alias, routingConfiguration=route)
    assert sfn.describe_state_machine_alias(stateMachineAliasArn=alias)["routingConfiguration"] == route
    assert len(sfn.list_state_machine_aliases(stateMachineArn=machine)["stateMachineAliases"]) == 1

    def take():
        return sfn.get_activity_task(activityArn=activity, workerName="tour")["taskToken"]

    execution = sfn.start_execution(stateMachineArn=alias, input="[1, 2]")["executionArn"]
    token = take()
    sfn.send_task_heartbeat(taskToken=token)
    run = sfn.list_map_runs(executionArn=execution)["mapRuns"][0]["mapRunArn"]
    assert sfn.describe_map_run(mapRunArn=run)["itemCounts"]["pending"] == 1
    sfn.update_map_run(mapRunArn=run, maxConcurrency=2)
    assert sfn.describe_map_run(mapRunArn=run)["maxConcurrency"] == 2
    sfn.send_task_success(taskToken=token, output="1")
    sfn.send_task_failure(taskToken=take(), error="Claim.Invalid", cause="no band")
    failed = until(lambda: sfn.describe_execution(executionArn=execution), lambda seen: seen["status"] == "FAILED")
    assert (failed["error"], failed["redriveStatus"]) == ("States.ExceedToleratedFailureThreshold", "REDRIVABLE")

    sfn.redrive_execution(executionArn=execution)
    sfn.send_task_success(taskToken=take(), output="2")
    ended = until(lambda: sfn.describe_execution(executionArn=execution), lambda seen: seen["status"] == "SUCCEEDED")
    assert (ended["output"], ended["redriveCount"]) == ("[1,2]", 1)
    history = [event["type"] for event in sfn.get_execution_history(executionArn=execution)["events"]]
    assert "ExecutionRedriven" in history and history[-1] == "ExecutionSucceeded", history
    assert json.loads(sfn.describe_state_machine_for_execution(executionArn=execution)["definition"]) == EACH

    stopped = sfn.start_execution(stateMachineArn=machine, input="[1]")["executionArn"]
    sfn.stop_execution(executionArn=stopped, error="Tour", cause="over")
    aborted = sfn.list_executions(stateMachineArn=machine, statusFilter="ABORTED")["executions"]
    assert [one["executionArn"] for one in aborted] == [stopped]

    sfn.delete_state_machine_alias(stateMachineAliasArn=alias)
    sfn.delete_state_machine_version(stateMachineVersionArn=first)
    sfn.delete_state_machine(stateMachineArn=machine)
    sfn.delete_activity(activityArn=activity)
    assert error_of(sfn.describe_state_machine, stateMachineArn=machine).response["Error"]["Code"] == "StateMachineDoesNotExist"
    tour.has_seen_all_but(NEEDS_A_HOST_PREFIX)


def tour_of_sqs(emulator):
    tour = Tour(emulator, "sqs")
    sqs = tour.client

    def arn_of(url):
        return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    name = unique("tour")
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn_of(dead), "maxReceiveCount": 1})
    url = sqs.create_queue(QueueName=name, Attributes={"RedrivePolicy": policy}, tags={"team": "claims"})["QueueUrl"]
    assert sqs.get_queue_url(QueueName=name)["QueueUrl"] == url
    assert set(sqs.list_queues(QueueNamePrefix=name)["QueueUrls"]) == {url, dead}
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
    assert sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["VisibilityTimeout"] == "60"
    sqs.tag_queue(QueueUrl=url, Tags={"stage": "test"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["team"])
    assert sqs.list_queue_tags(QueueUrl=url)["Tags"] == {"stage": "test"}
    sqs.add_permission(QueueUrl=url, Label="tour", AWSAccountIds=["111111111111"], Actions=["SendMessage"])
    kept = json.loads(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])
    assert kept["Statement"][0]["Action"] == "SQS:SendMessage", kept
    sqs.remove_permission(QueueUrl=url, Label="tour")
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])

    sqs.send_message(QueueUrl=url, MessageBody="1")
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": str(i)} for i in (2, 3)])
    handles = [m["ReceiptHandle"] for m in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert len(handles) == 3
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handles[0])
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handles[1], VisibilityTimeout=0)
    entries = [{"Id": "a", "ReceiptHandle": handles[2], "VisibilityTimeout": 0}]
    assert len(sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)["Successful"]) == 1
    assert "Messages" not in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10), "both are dead letters now"

    task = sqs.start_message_move_task(SourceArn=arn_of(dead), MaxNumberOfMessagesPerSecond=1)["TaskHandle"]
    assert sqs.list_message_move_tasks(SourceArn=arn_of(dead))["Results"][0]["SourceArn"] == arn_of(dead)
    moved = sqs.cancel_message_move_task(TaskHandle=task)["ApproximateNumberOfMessagesMoved"]
    assert moved in (0, 1), moved
    sqs.start_message_move_task(SourceArn=arn_of(dead), DestinationArn=arn_of(url))
    again = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert {message["Body"] for message in again} == {"2", "3"}, again
    entries = [{"Id": str(i), "ReceiptHandle": message["ReceiptHandle"]} for i, message in enumerate(again)]
    assert len(sqs.delete_message_batch(QueueUrl=url, Entries=entries)["Successful"]) == 2
    sqs.purge_queue(QueueUrl=dead)
    sqs.delete_queue(QueueUrl=url)
    sqs.delete_queue(QueueUrl=dead)
    tour.has_seen_all_but()


def tour_of_eventbridge(emulator):
    events = emulator.client("events")
    sqs = emulator.client("sqs")

    name = unique("tour")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.create_event_bus(Name=name)
    events.update_event_bus(Name=name, Description="a tour")
    assert events.describe_event_bus(Name=name)["Name"] == name
    assert name in [bus["Name"] for bus in events.list_event_buses()["EventBuses"]]
    pattern = json.dumps({"source": ["claims"]})
    rule = events.put_rule(Name=name, EventBusName=name, EventPattern=pattern)["RuleArn"]
    events.tag_resource(ResourceARN=rule, Tags=[{"Key": "team", "Value": "claims"}])
    assert events.list_tags_for_resource(ResourceARN=rule)["Tags"] == [{"Key": "team", "Value": "claims"}]
    events.untag_resource(ResourceARN=rule, TagKeys=["team"])
    events.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": queue}])
    assert events.list_targets_by_rule(Rule=name, EventBusName=name)["Targets"][0]["Arn"] == queue
    assert events.list_rule_names_by_target(TargetArn=queue, EventBusName=name)["RuleNames"] == [name]
    assert [one["Name"] for one in events.list_rules(EventBusName=name)["Rules"]] == [name]
    events.disable_rule(Name=name, EventBusName=name)
    assert events.describe_rule(Name=name, EventBusName=name)["State"] == "DISABLED"
    events.enable_rule(Name=name, EventBusName=name)
    entry = {"EventBusName": name, "Source": "claims", "DetailType": "appraised", "Detail": json.dumps({"amount": 250})}
    assert events.put_events(Entries=[entry])["FailedEntryCount"] == 0
    body = json.loads(sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["Body"])
    assert body["detail"] == {"amount": 250}, body
    assert events.test_event_pattern(EventPattern=pattern, Event=json.dumps(body))["Result"]
    events.remove_targets(Rule=name, EventBusName=name, Ids=["queue"])
    events.delete_rule(Name=name, EventBusName=name)
    events.delete_event_bus(Name=name)
    assert error_of(events.describe_event_bus, Name=name).response["Error"]["Code"] == "ResourceNotFoundException"


def unknown_operation_is_named(emulator):
    error = error_of(emulator.client("events").list_archives)
    assert error.response["Error"]["Code"] == "UnknownOperationException", error.response


if __name__ == "__main__":
    main(globals())
