"""Holds the cases that differ from AWS's recordings against the table in the emulator's README.

corpus-differences.py README RESULTS...: the results of run_corpus.py. Exits with 1 when more cases differ than the table names (two may, since a busy
machine upsets timing), when the table names one that does not, or when less than 85 % of the API's recordings are met to the letter.
"""

import fnmatch
import json
import pathlib
import re
import sys

readme, *results = sys.argv[1:]
table = pathlib.Path(readme).read_text().split("### Recorded behaviour that it does not reproduce")[1].split("\n## ")[0]
rows = [line.split("|")[1:4] for line in table.splitlines() if line.startswith("| `")]
reasons = {re.sub(r"\[", "[[]", pattern): why.strip() for cases, _, why in rows for pattern in re.findall("`([^`]+)`", cases)}
used, unlisted, recorded, met = set(), [], 0, 0


def matching(case):
    name = re.search(r"::(\w+([#\[].*)?)$", case["id"], re.S)[1]
    return next((pattern for pattern in reasons if fnmatch.fnmatchcase(name, pattern)), None)


for case in (case for path in results for case in json.loads(pathlib.Path(path).read_text())):
    pattern = matching(case)
    if not case["full"]:
        used.add(pattern)
        if pattern is None:
            unlisted.append(case["id"])
    if case["kind"] == "api" and not (pattern and reasons[pattern].startswith("no recording of AWS")):
        recorded += 1
        met += case["full"]

unused = [pattern for pattern in reasons if pattern not in used]
for case in unlisted:
    print(f"corpus: {case} differs, and the emulator's README does not say why")
for pattern in unused:
    print(f"corpus: the emulator's README says that {pattern} differs, but nothing of that name does")
print(f"corpus: api: {met} of {recorded} recordings of AWS are met to the letter")
sys.exit(1 if len(unlisted) > 2 or unused or met < 0.85 * recorded else 0)
