"""What the scenarios share: clients of an endpoint, unique names, and a main that runs one scenario by its name."""

import sys
import time
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


class Emulator:
    def __init__(self, endpoint):
        self.endpoint = endpoint

    def client(self, service, **config):
        return boto3.client(service, endpoint_url=self.endpoint, config=Config(retries={"max_attempts": 0}, **config))

    def resource(self, service):
        return boto3.resource(service, endpoint_url=self.endpoint)


def unique(name, suffix=""):
    return f"{name}-{uuid.uuid4().hex[:8]}{suffix}"


def until(look, is_right, seconds=20):
    """Looks again until what is seen is right."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if is_right(seen):
            return seen
        assert time.monotonic() < deadline, f"still {seen}"
        time.sleep(0.05)


def error_of(call, **parameters):
    """The error that a call must end in."""
    try:
        answer = call(**parameters)
    except ClientError as error:
        return error
    raise AssertionError(f"no error but {answer}")


def main(scenarios):
    endpoint, name = sys.argv[1:]
    scenarios[name](Emulator(endpoint))
    print(f"{name}: ok")
