"""Stands for the container of a task that runs once: becomes its program, with the environment that fleet.py left in a file, below what the state gives it."""

import json
import os
import pathlib
import sys

task = json.loads(pathlib.Path(sys.argv[1]).read_text())
given = {name: value for name, value in os.environ.items() if name.startswith("WORKERS_")}
os.execvpe(task["command"][0], task["command"], {**task["environment"], **given})
