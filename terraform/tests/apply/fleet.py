"""Runs the workers of an applied claims example as processes, with the environment that Terraform rendered, and sends claims through them.

fleet.py STATE WORK OWN RECORDER MOTO OUTSIDE CLAIMS: the state as JSON, a folder for files and logs, the addresses of the emulator, of the recorder that leads
there, and of moto, and where tariff service and payment provider are expected. Every claim has to end right, although something goes wrong on the way; every
worker has to be healthy, and to end with 0 when it is told to; a service at zero has to be woken by a state machine. What differs from a task on Fargate is
in `here`, and nothing else. The file WORK/worked tells that the claims have ended and the workers are stopping.
"""

import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import boto3
import containers

state, work, own, recorder, moto, outside, claims = sys.argv[1:8]
work = pathlib.Path(work)
by_type = containers.read(state)
workers = containers.workers(by_type)
region = boto3.session.Session().region_name
ssm = boto3.client("ssm", endpoint_url=moto)
files = work / "claims/data"


def free():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def secret(arn):
    return ssm.get_parameter(Name=arn.partition(":parameter")[2], WithDecryption=True)["Parameter"]["Value"]


def machine(name):
    return next(alias["values"]["arn"] for alias in by_type["aws_sfn_alias"] if f'machine["{name}"]' in alias["address"])


def statistics():
    return json.load(urllib.request.urlopen(f"{own}/_emulator/stats", timeout=10))


def executions():
    return statistics()["executions"].get("claims-flight-delay-claims", {}).get("RUNNING", 0)


def until(what, condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"{seconds} s were not enough until {what}")
        time.sleep(0.1)


def start(name):
    with open(work / f"{name}.log", "w") as log:
        running[name] = subprocess.Popen(["dotnet", containers.assembly(name)], env=started[name][1], stdout=log, stderr=subprocess.STDOUT)


inbox, callbacks = free(), free()


def here(family, name, rendered):
    """What is another here than on Fargate: where AWS is, who calls, ports (a task has an address of its own), and where the load balancer's keys are."""
    moved = {
        "AWS_ENDPOINT_URL": moto,
        "AWS_ENDPOINT_URL_EVENTBRIDGE": recorder,
        "AWS_ENDPOINT_URL_SFN": recorder,
        "AWS_ENDPOINT_URL_SQS": recorder,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_REGION": region,
        "AWS_SDK_UA_APP_ID": name,
        "Health__Port": free().rpartition(":")[2] if "healthCheck" in workers[family] else "0",
        "HOME": str(work),
        "PATH": os.environ["PATH"],
    }
    for variable, address in {"Inbox__Url": inbox, "Callbacks__Url": callbacks, "Identity__PublicKeyUrl": f"{outside}/keys"}.items():
        if variable in rendered:
            moved[variable] = address
    return {**rendered, **moved}


# The task that runs once is started by the emulator, which was told before there was a task definition.
started = {}
for family, container in workers.items():
    name = containers.program(container)
    variables = here(family, name, containers.environment(container, secret))
    if name == "RunOnceWorker":
        (work / f"{family}.json").write_text(json.dumps({"command": ["dotnet", str(containers.assembly(name))], "environment": variables}))
    else:
        started[name] = (container, variables)



class Payloads(http.server.BaseHTTPRequestHandler):
    """Answers with a payload of the bucket by its key."""

    s3 = boto3.client("s3", endpoint_url=moto)
    bucket = by_type["aws_s3_bucket"][0]["values"]["bucket"]

    def do_GET(self):
        try:
            payload = self.s3.get_object(Bucket=self.bucket, Key=f"payloads{self.path}")["Body"].read()
        except self.s3.exceptions.NoSuchKey:
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        pass


payloads = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Payloads)
threading.Thread(target=payloads.serve_forever, daemon=True).start()
(work / "payment-secret").write_text(secret(started["DispatchWorker"][0]["secrets"][0]["valueFrom"]))
(work / "fleet.json").write_text(
    json.dumps(
        {
            "emulator": own,
            "region": region,
            "prefix": "claims-",
            "stateMachineArn": machine("flight-delay-claims"),
            "outside": outside,
            "inbox": inbox,
            "callbacks": callbacks,
            "secretFile": str(work / "payment-secret"),
            "payloads": f"http://127.0.0.1:{payloads.server_port}",
            "signerArn": started["ApprovalWorker"][1]["Identity__SignerArn"],
        }
    )
)

# Services that may stand at zero do; the state machines are to wake them.
ecs = boto3.client("ecs", endpoint_url=moto)
sleeping = [
    {"cluster": cluster, "service": service}
    for _, cluster, service in (
        one["values"]["resource_id"].split("/") for one in by_type["aws_appautoscaling_target"] if one["values"]["min_capacity"] == 0
    )
]
for one in sleeping:
    ecs.update_service(**one, desiredCount=0)

fleet = {**os.environ, "FLEET": str(work / "fleet.json"), "CLAIMS": claims, "FAULTS": "0", "LOGS": str(work / "claims")}
sender = subprocess.Popen(["dotnet", containers.assembly("LocalFleet")], env=fleet, stdout=open(work / "claims.log", "w"), stderr=subprocess.STDOUT)
running, problems = {}, []
try:
    # The flights on record are a part of ActivityWorker's image; here they are those of the claims that are sent.
    until("the claims are sent", lambda: (files / "flights.db").exists() and executions() >= int(claims))

    # The tariff service hangs, until its jobs have lasted so long that their heartbeats are sent.
    sender.send_signal(signal.SIGSTOP)
    for name in started.keys() - {"CallbackWorker"}:
        start(name)
    until("a heartbeat is sent", lambda: "AWSStepFunctions.SendTaskHeartbeat" in statistics()["requestsByApp"].get("ActivityWorker", {}), seconds=120)
    sender.send_signal(signal.SIGCONT)

    # Somebody has received a letter and died, and somebody has sent the customer desk what it cannot read.
    letters = started["CallbackWorker"][1]["Queues__write_letter__QueueUrl"]
    sqs = boto3.client("sqs", endpoint_url=own)
    until("a letter is to be written", lambda: sqs.receive_message(QueueUrl=letters, VisibilityTimeout=0, WaitTimeSeconds=20).get("Messages"))
    sfn = boto3.client("stepfunctions", endpoint_url=own)
    unreadable = sfn.start_execution(stateMachineArn=machine("tell-customer-desk"), input=json.dumps({"input": "no claim"}))["executionArn"]
    start("CallbackWorker")

    if sender.wait(timeout=240) != 0:
        problems.append("not every claim ended right")
    for one in sleeping:
        if (tasks := ecs.describe_services(cluster=one["cluster"], services=[one["service"]])["services"][0]["desiredCount"]) != 1:
            problems.append(f"{one['service']} stood at zero and was to be woken, but {tasks} tasks of it are wanted")
    if not sleeping:
        problems.append("no service may stand at zero, so nothing shows that state machines wake one")
    ended = sfn.describe_execution(executionArn=unreadable)
    if (ended["status"], ended.get("error")) != ("FAILED", "Worker.InvalidInput"):
        problems.append(f"what cannot be read ended as {ended['status']} {ended.get('error')}")
    for name, process in running.items():
        if process.poll() is not None:
            problems.append(f"{name} ended with {process.returncode} amid its work")
        elif not containers.health(*started[name]):
            problems.append(f"{name} is not healthy")
except TimeoutError as error:
    problems.append(str(error))
finally:
    sender.kill()
    sender.wait()
    for process in running.values():
        process.send_signal(signal.SIGTERM)

# What comes next need not wait for the last polls.
print((work / "claims.log").read_text().splitlines()[-1], flush=True)
(work / "worked").touch()
for name, process in running.items():
    limit = started[name][0]["stopTimeout"]
    try:
        code = process.wait(timeout=limit)
        if code != 0:
            problems.append(f"{name} ended with {code} when it was told to stop")
    except subprocess.TimeoutExpired:
        process.kill()
        problems.append(f"{name} did not stop within its stopTimeout of {limit} s")

for problem in problems:
    print(f"terraform: claims: {problem}")
if problems:
    for log in sorted(work.glob("*.log")):
        print(f"--- {log.name}", *log.read_text().splitlines()[-15:], sep="\n")
sys.exit(1 if problems else 0)
