"""Plans what the READMEs say, with a mocked provider: the values of one-activity as its README has them written into a file, and the modules' usage blocks.

The number of values has to be small, and the number of resources what the README says. Where a README shortens (…), a plausible value is put.
"""

import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TERRAFORM = pathlib.Path(__file__).resolve().parents[2]
MOST_VALUES = 9
problems = []


def filled(text):
    """A README's text with digests and ids in the place of what it leaves out."""
    numbers = itertools.count(1)
    text = re.sub(r"sha256:…", f"sha256:{'0123456789abcdef' * 4}", text)
    text = re.sub(r"arn:…", "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/people/1", text)
    return re.sub(r"…", lambda _: f"{next(numbers):017x}", text)


def blocks(readme, language):
    return re.findall(rf"^```{language}\n(.*?)^```", readme.read_text(), re.DOTALL | re.MULTILINE)


def planned(folder, mocks):
    """The resource changes of a folder's plan with a mocked provider, or what is wrong with it."""
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "tests/readme.tftest.hcl").write_text(
        f'mock_provider "aws" {{\n  source          = "{mocks}"\n  override_during = plan\n}}\n\nrun "as_the_readme_says" {{\n  command = plan\n}}\n'
    )
    environment = {**os.environ, "TF_DATA_DIR": str(folder / ".terraform")}
    initialized = subprocess.run(["terraform", "init", "-backend=false", "-input=false", "-no-color"], cwd=folder, env=environment, capture_output=True, text=True)
    if initialized.returncode != 0:
        return [], [initialized.stdout + initialized.stderr]
    test = ["terraform", "test", "-json", "-verbose", "-filter=tests/readme.tftest.hcl"]
    messages = [json.loads(line) for line in subprocess.run(test, cwd=folder, env=environment, capture_output=True, text=True).stdout.splitlines()]
    errors = [
        f"{message['diagnostic']['summary']} {message['diagnostic'].get('detail', '')}"
        for message in messages
        if message["type"] == "diagnostic" and message["diagnostic"]["severity"] == "error"
    ]
    plan = next((message["test_plan"] for message in messages if message["type"] == "test_plan"), None)
    if plan is None and not errors:
        errors.append("nothing was planned")
    return (plan or {}).get("resource_changes", []), errors


def copy(to):
    shutil.copytree(TERRAFORM, to / "terraform", ignore=shutil.ignore_patterns(".terraform*", "*.tftest.hcl"))
    return to / "terraform"


def one_activity(work):
    folder = copy(work) / "examples/one-activity"
    usage = next((block for block in blocks(folder / "README.md", "sh") if "terraform.tfvars" in block), "")
    values = re.search(r"^cat > terraform\.tfvars <<END\n(.*?)^END$", usage, re.DOTALL | re.MULTILINE)
    promised = re.search(r"^terraform plan +# (\d+) to add$", usage, re.MULTILINE)
    if not values or not promised:
        problems.append("one-activity: the README does not write terraform.tfvars, or does not tell what is planned")
        return
    (folder / "terraform.tfvars").write_text(filled(values[1]))
    given = len(re.findall(r"^\w+ *=", values[1], re.MULTILINE))
    if given > MOST_VALUES:
        problems.append(f"one-activity: it takes {given} values, more than {MOST_VALUES}")
    changes, errors = planned(folder, "../../tests/mocks")
    problems.extend(f"one-activity: {error}" for error in errors)
    added = sum(change["change"]["actions"] == ["create"] for change in changes)
    if not errors and added != int(promised[1]):
        problems.append(f"one-activity: the README says {promised[1]} to add, and {added} are planned")
    print(f"terraform: readmes: one-activity: {given} values, {added} to add")


def modules(work):
    copy(work)
    used = {}
    for readme in sorted((TERRAFORM / "modules").glob("*/README.md")):
        for block in blocks(readme, "hcl"):
            # A module that is only begun (# …) is no usage.
            for module in re.findall(r'^module "\w+" \{\n.*?^\}$', block, re.DOTALL | re.MULTILINE):
                if "# …" not in module:
                    used.setdefault(readme.parent.name, []).append(module)
    for lacking in sorted({readme.name for readme in (TERRAFORM / "modules").iterdir()} - used.keys()):
        problems.append(f"{lacking}: the README shows no usage")
    (work / "main.tf").write_text(filled("\n\n".join(itertools.chain.from_iterable(used.values()))))
    shutil.copy(TERRAFORM / "tests/readmes/surroundings.tf", work)
    shutil.copy(TERRAFORM / "modules/fleet/versions.tf", work)
    changes, errors = planned(work, "./terraform/tests/mocks")
    problems.extend(f"the modules' usages: {error}" for error in errors)
    print(f"terraform: readmes: the usages of {len(used)} modules, {len(changes)} resources")


def refused(work):
    """A fleet without the internet whose worker has no endpoint for its activity is refused, as its README says."""
    folder = copy(work) / "examples/without-internet"
    main = folder / "main.tf"
    main.write_text(re.sub(r'services +=.*\["states"\]', "services = []", main.read_text()))
    values = {
        "region": "eu-central-1",
        "vpc_id": "vpc-1",
        "subnet_ids": ["subnet-1"],
        "route_table_ids": ["rtb-1"],
        "image_digest": f"sha256:{'0123456789abcdef' * 4}",
        "collector_digest": f"sha256:{'0123456789abcdef' * 4}",
        "job_seconds": 5,
        "longest_job_seconds": 60,
    }
    (folder / "terraform.tfvars.json").write_text(json.dumps(values))
    _, errors = planned(folder, "../../tests/mocks")
    if len(errors) != 1 or "without-internet-appraiser also calls states," not in errors[0]:
        problems.append(f"without-internet: a worker without the endpoint of its activity is not refused, or otherwise: {errors}")


for check in (one_activity, modules, refused):
    with tempfile.TemporaryDirectory() as work:
        check(pathlib.Path(work))
for problem in problems:
    print(f"terraform: readmes: {problem}")
sys.exit(1 if problems else 0)
