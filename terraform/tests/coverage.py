"""Judges a module's tests by what `terraform test -verbose -json` says on standard input: all have to pass, every validation and condition has to refuse
something in one of them, and everything conditional has to be there in one plan and not in another. Run it in the module's folder.
"""

import json
import pathlib
import re
import sys

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


# Each condition needs a run of its own that expects it to refuse; where a variable has several, as many runs.
conditions = {f"var.{labels[0]}": body.count("validation {") for labels, body in blocks("variable")}
for kind, prefix in (("resource", ""), ("data", "data.")):
    for labels, body in blocks(kind):
        conditions[prefix + ".".join(labels)] = body.count("precondition {") + body.count("postcondition {")
refusals = [target.strip() for targets in re.findall(r"expect_failures = \[(.*?)\]", tests, re.DOTALL) for target in targets.split(",")]
for target, wanted in conditions.items():
    if refusals.count(target) < wanted and f"{module.name}: {target}" not in EXEMPT:
        problems.append(f"{target} has {wanted} conditions, and {refusals.count(target)} runs expect it to refuse")


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
print(f"Success! {passed} passed, 0 failed, {sum(conditions.values())} conditions" if not problems else f"{module.name} failed")
sys.exit(1 if problems else 0)
