"""Hands on what `terraform test -verbose -json` says, and writes the definitions of the state machines in its plans into the folder that is named, for a
validator. One of which something is not known before the apply has nothing to look at.
"""

import hashlib
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
for line in sys.stdin:
    sys.stdout.write(line)
    message = json.loads(line)
    for change in message.get("test_plan", {}).get("resource_changes") or []:
        definition = (change["change"]["after"] or {}).get("definition") if change["type"] == "aws_sfn_state_machine" else None
        if definition:
            (folder / f"{hashlib.sha256(definition.encode()).hexdigest()[:16]}.asl.json").write_text(definition)
