"""Judges a module's tests by what `terraform test -verbose -json` says on standard input: all have to pass, every validation and condition has to refuse
something in one of them, and everything conditional has to be there in one plan and not in another. Run it in the module's folder.

A run only says of what it expects a failure. Where that has several conditions, the runs that expect it are planned once more, each alone and expecting
nothing, so that Terraform tells which condition it was.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# What is not seen both ways, or not seen refusing, each with its reason.
EXEMPT = {
    "worker-service: aws_ecs_service.this": "only ECS rolls back; a mocked provider answers what it was asked for",
    "operations: aws_cloudwatch_query_definition.this": "always the same queries",
    "pattern: aws_cloudwatch_metric_alarm.failed.metric_query": "always the same metrics",
}

module = pathlib.Path.cwd()
sources = "\n".join(file.read_text() for file in sorted(module.glob("*.tf")))
tests = "\n".join(file.read_text() for file in sorted(module.glob("tests/*.tftest.hcl")))
passed, plans, problems = 0, [], []

for line in sys.stdin:
    message = json.loads(line)
    kind = message["type"]
    if kind == "test_plan" and message["test_plan"].get("resource_changes"):
        plans.append({change["address"]: change["change"]["after"] or {} for change in message["test_plan"]["resource_changes"]})
    elif kind == "test_summary":
        passed = message["test_summary"]["passed"]
        if message["test_summary"]["status"] != "pass":
            problems.append(message["@message"])
    elif kind == "diagnostic" and message["diagnostic"]["severity"] == "error":
        problems.append(f"{message['diagnostic']['summary']} {message['diagnostic'].get('detail', '')}")
if not passed:
    problems.append("no test has passed")


def blocks(kind):
    """The module's blocks of a kind: the labels, and what is in them."""
    for head, body in re.findall(r'^%s ((?:"\w+" ?)+)\{\n(.*?)^\}' % kind, sources, re.DOTALL | re.MULTILINE):
        yield re.findall(r"\w+", head), body


def conditions():
    """Where the conditions are, by what they are conditions of: files, and the first and the last line of each."""
    for file in sorted(module.glob("*.tf")):
        text = file.read_text()
        for block in re.finditer(r'^(variable|resource|data|output) ((?:"\w+" ?)+)\{\n.*?^\}', text, re.DOTALL | re.MULTILINE):
            labels = ".".join(re.findall(r"\w+", block[2]))
            target = {"variable": "var.", "resource": "", "data": "data.", "output": "output."}[block[1]] + labels
            for rule in re.finditer(r"^( +)(?:validation|precondition|postcondition) \{\n.*?^\1\}", block[0], re.DOTALL | re.MULTILINE):
                first = text[: block.start() + rule.start()].count("\n") + 1
                yield target, (file.name, first, first + rule[0].count("\n"))


def expecting(targets):
    """Test files of one run each, of the runs that expect one of the targets to fail: with what comes before, and without the expectation."""
    run = re.compile(r'^run "(\w+)" \{\n.*?^\}\n?', re.DOTALL | re.MULTILINE)
    expectation = re.compile(r"^ *expect_failures = \[(.*?)\]\n?", re.DOTALL | re.MULTILINE)
    for file in sorted(module.glob("tests/*.tftest.hcl")):
        text = file.read_text()
        runs = {found[1]: found[0] for found in run.finditer(text)}
        head = run.sub("", text)
        for name, body in runs.items():
            expected = expectation.search(body)
            if not expected or not targets & {target.strip() for target in expected[1].split(",")}:
                continue
            needed = set(re.findall(r"\brun\.(\w+)", head + body))
            yield name, head + "".join(before for other, before in runs.items() if other in needed) + expectation.sub("", body)


def refused(targets):
    """Where the conditions are that refuse the runs: file and line, as Terraform tells them."""
    with tempfile.TemporaryDirectory() as work:
        root = pathlib.Path(work) / "terraform"
        shutil.copytree(module.parents[1], root, ignore=shutil.ignore_patterns(".terraform*", "*.tftest.hcl"))
        folder = root / module.parent.name / module.name
        (folder / "tests").mkdir(exist_ok=True)
        for name, text in expecting(targets):
            (folder / f"tests/{name}.tftest.hcl").write_text(text)
        environment = {**os.environ, "TF_DATA_DIR": f"{work}/data"}
        initialized = subprocess.run(["terraform", "init", "-backend=false", "-input=false", "-no-color"], cwd=folder, env=environment, capture_output=True, text=True)
        if initialized.returncode != 0:
            problems.append(initialized.stdout + initialized.stderr)
        output = subprocess.run(["terraform", "test", "-json"], cwd=folder, env=environment, capture_output=True, text=True).stdout
    for message in map(json.loads, output.splitlines()):
        if message["type"] != "diagnostic" or message["diagnostic"]["severity"] != "error":
            continue
        told = message["diagnostic"]
        rule = re.search(r"checked by the validation rule at (\S+?):(\d+)", told.get("detail", ""))
        if rule:
            yield rule[1], int(rule[2])
        elif "range" in told:
            yield told["range"]["filename"], told["range"]["start"]["line"]


by_target = {}
for target, place in conditions():
    by_target.setdefault(target, []).append(place)
expected = {target.strip() for targets in re.findall(r"expect_failures = \[(.*?)\]", tests, re.DOTALL) for target in targets.split(",")}
exempt = {name.partition(": ")[2] for name in EXEMPT if name.partition(": ")[0] == module.name}
for target in sorted(by_target.keys() - expected - exempt):
    problems.append(f"{target} has a condition, and no run expects it to refuse")
several = {target for target, places in by_target.items() if len(places) > 1} & expected
places = list(refused(several)) if several else []
for target in sorted(several):
    for file, first, last in by_target[target]:
        if not any(name == file and first <= line <= last for name, line in places):
            problems.append(f"{target}: the condition at {file}:{first} refuses nothing in any run")


def seen_both_ways(what, counts):
    """What is conditional has to be there as often as not, or to be there more often in one plan than in another."""
    if len(set(counts)) < 2 and f"{module.name}: {what}" not in EXEMPT:
        problems.append(f"{what} is conditional, and the same in every plan")


for kind, prefix in (("resource", ""), ("module", "module.")):
    for labels, body in blocks(kind):
        # A module that makes nothing is in no plan.
        source = re.search(r'^  source\s*= "(.*)"', body, re.MULTILINE)
        if kind == "module" and not any(re.search(r"^(resource|module) ", file.read_text(), re.MULTILINE) for file in (module / source[1]).glob("*.tf")):
            continue
        address = prefix + ".".join(labels)
        if re.search(r"^  (count|for_each)\s*=", body, re.MULTILINE):
            seen_both_ways(address, [len({one.split("]")[0] for one in plan if one.startswith(f"{address}[")}) for plan in plans])
        for name in re.findall(r'^  dynamic "(\w+)"', body, re.MULTILINE) if kind == "resource" else []:
            counts = [len(after.get(name) or []) for plan in plans for one, after in plan.items() if re.sub(r"\[.*\]$", "", one) == address]
            seen_both_ways(f"{address}.{name}", counts)

for problem in problems:
    print(f"terraform: {module.name}: {problem}")
print(f"Success! {passed} passed, 0 failed, {sum(map(len, by_target.values()))} conditions" if not problems else f"{module.name} failed")
sys.exit(1 if problems else 0)
