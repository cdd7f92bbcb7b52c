"""Reads messages of another shape with the new schema, and writes them again: as many bytes as protune wrote.

    python3 .ci/data/judge.py PROTUNE FOLDER NEW_SCHEMA PLAN MESSAGES

FOLDER has the old schema, which the new one may import."""

import json
import sys
import tempfile
from pathlib import Path

from schema import type_of


def frames(data):
    at = 0
    while at < len(data):
        size = shift = 0
        while True:
            byte, at = data[at], at + 1
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        yield data[at : at + size]
        at += size


protune, folder, schema, plan, stream = sys.argv[1:]
with tempfile.TemporaryDirectory() as here:
    # The new schema may import the old one.
    for file in [*Path(folder).glob("*.proto"), Path(schema)]:
        (Path(here) / file.name).write_bytes(file.read_bytes())
    new = type_of(protune, Path(here) / Path(schema).name, json.loads(Path(plan).read_text())["new_type"])
count = total = 0
for number, message in enumerate(frames(Path(stream).read_bytes()), 1):
    again = new.FromString(message).SerializeToString()
    if len(again) != len(message):
        sys.exit(f"message {number} has {len(message)} bytes, and {len(again)} of Python's protobuf")
    count, total = number, total + len(again)
print(f"{count} messages of the new shape are {total} bytes to Python's protobuf as well")
