"""boto3 as a client of the emulator's SQS. Usage: sqs_scenarios.py ENDPOINT SCENARIO"""

import json
import threading
import time

from scenario import error_of, main, unique


def new_queue(emulator, name="queue", **attributes):
    sqs = emulator.client("sqs")
    return sqs, sqs.create_queue(QueueName=unique(name), Attributes=attributes)["QueueUrl"]


def sends_receives_and_deletes(emulator):
    sqs, url = new_queue(emulator, VisibilityTimeout="30")
    assert url.startswith(f"{emulator.endpoint}/000000000000/queue-"), url
    sent = sqs.send_message(QueueUrl=url, MessageBody="Grüße ✈")
    message = sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"][0]
    assert message["Body"] == "Grüße ✈" and message["MessageId"] == sent["MessageId"]
    assert message["Attributes"]["ApproximateReceiveCount"] == "1"
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
    again = sqs.receive_message(QueueUrl=url)["Messages"][0]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=again["ReceiptHandle"])
    counts = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"


def long_poll_gets_a_message_sent_meanwhile(emulator):
    sqs, url = new_queue(emulator)
    threading.Timer(0.5, lambda: sqs.send_message(QueueUrl=url, MessageBody="late")).start()
    began = time.monotonic()
    messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    assert messages[0]["Body"] == "late" and time.monotonic() - began < 15
    began = time.monotonic()
    assert "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)
    assert time.monotonic() - began >= 0.9


def batches_report_entry_by_entry(emulator):
    sqs, url = new_queue(emulator)
    answer = sqs.send_message_batch(
        QueueUrl=url,
        Entries=[{"Id": "good", "MessageBody": "a"}, {"Id": "bad", "MessageBody": "b", "DelaySeconds": 901}],
    )
    assert [entry["Id"] for entry in answer["Successful"]] == ["good"]
    failed = answer["Failed"][0]
    assert (failed["Id"], failed["Code"], failed["SenderFault"]) == ("bad", "InvalidParameterValue", True)
    handle = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"][0]["ReceiptHandle"]
    entry = {"Id": "1", "ReceiptHandle": handle}
    assert sqs.change_message_visibility_batch(QueueUrl=url, Entries=[{**entry, "VisibilityTimeout": 60}])["Successful"]
    assert sqs.delete_message_batch(QueueUrl=url, Entries=[entry])["Successful"] == [{"Id": "1"}]


def message_attributes_come_back_and_match_their_digests(emulator):
    # boto3 compares the digests of bodies itself.
    sqs, url = new_queue(emulator)
    attributes = {
        "text": {"DataType": "String", "StringValue": "value"},
        "bytes": {"DataType": "Binary", "BinaryValue": bytes(range(256))},
    }
    sent = sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes=attributes)
    message = sqs.receive_message(QueueUrl=url, MessageAttributeNames=["All"])["Messages"][0]
    assert message["MessageAttributes"] == attributes
    assert message["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]


def errors_are_the_clients_exception_classes(emulator):
    sqs, url = new_queue(emulator)
    error = error_of(sqs.get_queue_url, QueueName="nowhere")
    assert isinstance(error, sqs.exceptions.QueueDoesNotExist), type(error)
    assert error.response["Error"]["Code"] == "AWS.SimpleQueueService.NonExistentQueue"
    assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert error.response["ResponseMetadata"]["RequestId"]
    error = error_of(sqs.delete_message, QueueUrl=url, ReceiptHandle="never issued")
    assert isinstance(error, sqs.exceptions.ReceiptHandleIsInvalid), type(error)
    error = error_of(sqs.send_message_batch, QueueUrl=url, Entries=[])
    assert isinstance(error, sqs.exceptions.EmptyBatchRequest), type(error)


def dead_letters_move(emulator):
    sqs, dead = new_queue(emulator, "dead")
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    _, url = new_queue(emulator, RedrivePolicy=policy, VisibilityTimeout="0")
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    assert sqs.receive_message(QueueUrl=url)["Messages"]
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    assert sqs.receive_message(QueueUrl=dead)["Messages"][0]["Body"] == "poison"
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]


def fifo_keeps_order_and_drops_duplicates(emulator):
    sqs = emulator.client("sqs")
    url = sqs.create_queue(
        QueueName=unique("fifo", ".fifo"), Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    )["QueueUrl"]
    for body in ["1", "2", "2", "3"]:
        assert sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g")["SequenceNumber"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in messages] == ["1", "2", "3"]


def queues_are_listed_by_the_paginator(emulator):
    sqs = emulator.client("sqs")
    prefix = unique("list")
    urls = [sqs.create_queue(QueueName=f"{prefix}-{n}")["QueueUrl"] for n in range(5)]
    pages = list(sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2}))
    assert [url for page in pages for url in page["QueueUrls"]] == urls and len(pages) == 3
    sqs.tag_queue(QueueUrl=urls[0], Tags={"team": "claims"})
    assert sqs.list_queue_tags(QueueUrl=urls[0])["Tags"] == {"team": "claims"}


def resource_interface_works(emulator):
    queue = emulator.resource("sqs").create_queue(QueueName=unique("resource"))
    queue.send_message(MessageBody="x")
    message = queue.receive_messages(WaitTimeSeconds=1)[0]
    message.delete()
    queue.purge()
    queue.delete()


def dead_letters_move_back(emulator):
    sqs, dead = new_queue(emulator, "dead")
    dead_arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    _, url = new_queue(emulator, RedrivePolicy=json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 1}))
    sqs.send_message(QueueUrl=url, MessageBody="again")
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
    sqs.receive_message(QueueUrl=url)
    handle = sqs.start_message_move_task(SourceArn=dead_arn)["TaskHandle"]
    assert handle
    task = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"][0]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1), task
    assert sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"][0]["Body"] == "again"


if __name__ == "__main__":
    main(globals())
