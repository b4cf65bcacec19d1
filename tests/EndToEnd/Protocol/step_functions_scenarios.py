"""boto3 as a client of the emulator's Step Functions. Usage: step_functions_scenarios.py ENDPOINT SCENARIO"""

import json

from scenario import error_of, main, unique, until

ROLE = "arn:aws:iam::000000000000:role/test"


def machine(sfn, state, name="machine"):
    definition = {"StartAt": "Work", "States": {"Work": {"End": True, **state}}}
    return sfn.create_state_machine(name=unique(name), definition=json.dumps(definition), roleArn=ROLE)["stateMachineArn"]


def activity_machine(emulator, **fields):
    sfn = emulator.client("stepfunctions")
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    return sfn, activity, machine(sfn, {"Type": "Task", "Resource": activity, **fields})


def ended(sfn, execution):
    return until(lambda: sfn.describe_execution(executionArn=execution), lambda seen: seen["status"] != "RUNNING")


def types(sfn, execution):
    pages = sfn.get_paginator("get_execution_history").paginate(executionArn=execution)
    return [event["type"] for page in pages for event in page["events"]]


def activity_job_succeeds_and_leaves_its_history(emulator):
    sfn, activity, arn = activity_machine(emulator)
    execution = sfn.start_execution(stateMachineArn=arn, input='{"flight": "✈ 1"}')["executionArn"]
    task = sfn.get_activity_task(activityArn=activity, workerName="tester")
    assert json.loads(task["input"]) == {"flight": "✈ 1"}
    sfn.send_task_success(taskToken=task["taskToken"], output='{"payable": true}')
    seen = ended(sfn, execution)
    assert (seen["status"], json.loads(seen["output"])) == ("SUCCEEDED", {"payable": True})
    assert seen["stopDate"] >= seen["startDate"]
    assert types(sfn, execution) == [
        "ExecutionStarted",
        "TaskStateEntered",
        "ActivityScheduled",
        "ActivityStarted",
        "ActivitySucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ]


def activity_job_fails_by_name(emulator):
    sfn, activity, arn = activity_machine(emulator)
    execution = sfn.start_execution(stateMachineArn=arn)["executionArn"]
    task = sfn.get_activity_task(activityArn=activity)
    sfn.send_task_failure(taskToken=task["taskToken"], error="Claim.UnknownAirport", cause="no XYZ")
    seen = ended(sfn, execution)
    assert (seen["status"], seen["error"], seen["cause"]) == ("FAILED", "Claim.UnknownAirport", "no XYZ")


def heartbeats_and_late_reports(emulator):
    sfn, activity, arn = activity_machine(emulator, TimeoutSeconds=60, HeartbeatSeconds=1)
    execution = sfn.start_execution(stateMachineArn=arn)["executionArn"]
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    sfn.send_task_heartbeat(taskToken=token)
    seen = ended(sfn, execution)
    assert (seen["status"], seen["error"]) == ("FAILED", "States.Timeout")
    error = error_of(sfn.send_task_success, taskToken=token, output="{}")
    assert isinstance(error, sfn.exceptions.TaskTimedOut), type(error)


def callback_over_a_queue_completes(emulator):
    sfn, sqs = emulator.client("stepfunctions"), emulator.client("sqs")
    queue = sqs.create_queue(QueueName=unique("callback"))["QueueUrl"]
    arn = machine(
        sfn,
        {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": queue, "MessageBody": {"token.$": "$$.Task.Token", "input.$": "$"}},
        },
    )
    execution = sfn.start_execution(stateMachineArn=arn, input='{"n": 1}')["executionArn"]
    message = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"][0]
    body = json.loads(message["Body"])
    assert body["input"] == {"n": 1}
    sfn.send_task_success(taskToken=body["token"], output='"done"')
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    seen = ended(sfn, execution)
    assert (seen["status"], seen["output"]) == ("SUCCEEDED", '"done"')


def executions_are_idempotent_by_name(emulator):
    sfn, _, arn = activity_machine(emulator)
    first = sfn.start_execution(stateMachineArn=arn, name="same", input='{"n": 1}')
    again = sfn.start_execution(stateMachineArn=arn, name="same", input='{"n": 1}')
    assert (first["executionArn"], first["startDate"]) == (again["executionArn"], again["startDate"])
    error = error_of(sfn.start_execution, stateMachineArn=arn, name="same", input='{"n": 2}')
    assert isinstance(error, sfn.exceptions.ExecutionAlreadyExists), type(error)


def executions_are_listed_by_the_paginator(emulator):
    sfn = emulator.client("stepfunctions")
    arn = machine(sfn, {"Type": "Pass"})
    started = {sfn.start_execution(stateMachineArn=arn)["executionArn"] for _ in range(5)}
    for execution in started:
        assert ended(sfn, execution)["status"] == "SUCCEEDED"
    pages = sfn.get_paginator("list_executions").paginate(
        stateMachineArn=arn, statusFilter="SUCCEEDED", PaginationConfig={"PageSize": 2}
    )
    assert {execution["executionArn"] for page in pages for execution in page["executions"]} == started


def execution_is_stopped(emulator):
    sfn, activity, arn = activity_machine(emulator)
    execution = sfn.start_execution(stateMachineArn=arn)["executionArn"]
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    sfn.stop_execution(executionArn=execution, error="Operator", cause="enough")
    seen = ended(sfn, execution)
    assert (seen["status"], seen["error"], seen["cause"]) == ("ABORTED", "Operator", "enough")
    assert isinstance(error_of(sfn.send_task_heartbeat, taskToken=token), sfn.exceptions.TaskTimedOut)


def errors_are_the_clients_exception_classes(emulator):
    sfn = emulator.client("stepfunctions")
    prefix = "arn:aws:states:us-east-1:000000000000"
    for call, parameters, expected in [
        (sfn.get_activity_task, {"activityArn": f"{prefix}:activity:nowhere"}, sfn.exceptions.ActivityDoesNotExist),
        (sfn.start_execution, {"stateMachineArn": f"{prefix}:stateMachine:nowhere"}, sfn.exceptions.StateMachineDoesNotExist),
        (sfn.describe_execution, {"executionArn": f"{prefix}:execution:no:where"}, sfn.exceptions.ExecutionDoesNotExist),
        (sfn.send_task_success, {"taskToken": "never issued", "output": "{}"}, sfn.exceptions.InvalidToken),
        (sfn.create_activity, {"name": "two words"}, sfn.exceptions.InvalidName),
        (
            sfn.create_state_machine,
            {"name": unique("m"), "definition": "{}", "roleArn": ROLE},
            sfn.exceptions.InvalidDefinition,
        ),
    ]:
        error = error_of(call, **parameters)
        assert isinstance(error, expected), (expected, error)
        assert error.response["Error"]["Message"], error.response


def missing_parameter_is_a_validation_error(emulator):
    # boto3 must not refuse it first.
    sfn = emulator.client("stepfunctions", parameter_validation=False)
    error = error_of(sfn.create_activity)
    assert error.response["Error"]["Code"] == "ValidationException", error.response
    assert error.response["Error"]["Message"].startswith("1 validation error detected: "), error.response


if __name__ == "__main__":
    main(globals())
