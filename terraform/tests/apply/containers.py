"""What Terraform rendered into the task definitions of a state (`terraform show -json`), and how a container of it runs as a process of this machine."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]

# Which program is in which image, by the image's repository.
PROGRAMS = {
    "activity": "ActivityWorker",
    "approval": "ApprovalWorker",
    "callback": "CallbackWorker",
    "dispatch": "DispatchWorker",
    "job": "JobWorker",
    "run-once": "RunOnceWorker",
}


def resources(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from resources(child)


def read(state):
    """Resources by type, each with its address and its values."""
    by_type = {}
    for resource in resources(json.loads(pathlib.Path(state).read_text())["values"]["root_module"]):
        by_type.setdefault(resource["type"], []).append(resource)
    return by_type


def workers(by_type):
    """The worker's container of each task definition, by family."""
    found = {}
    for resource in by_type["aws_ecs_task_definition"]:
        containers = json.loads(resource["values"]["container_definitions"])
        found[resource["values"]["family"]] = next(one for one in containers if one["name"] == "worker")
    return found


def program(container):
    """The program in the container's image; the health check has to ask the same one."""
    repository = container["image"].partition("@")[0].rpartition("/")[2]
    name = PROGRAMS[repository]
    check = container.get("healthCheck", {}).get("command")
    if check and check[1] != f"/app/{name}":
        raise SystemExit(f"terraform: the health check {check} asks another program than {name}")
    return name


def environment(container, secret):
    """The variables, as ECS would set them: those of the definition, and the secrets, each looked up by its ARN."""
    variables = {variable["name"]: variable["value"] for variable in container.get("environment", [])}
    variables.update({one["name"]: secret(one["valueFrom"]) for one in container.get("secrets", [])})
    return variables


def assembly(name):
    return ROOT / f"workers/{name}/bin/Release/net10.0/{name}.dll"


def health(container, variables):
    """Asks the container for its health as ECS does, by the arguments of its own health check."""
    arguments = container["healthCheck"]["command"][2:]
    asked = subprocess.run(["dotnet", assembly(program(container)), *arguments], env=variables, capture_output=True, text=True, timeout=30)
    return asked.returncode == 0
