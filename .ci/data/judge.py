"""Reads messages of another shape with the new schema, and writes them again: as many bytes as protune wrote.

    python3 .ci/data/judge.py PROTUNE FOLDER NEW_SCHEMA PLAN MESSAGES

FOLDER has the old schema, which the new one may import."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def new_class(protune, folder, schema, name):
    with tempfile.TemporaryDirectory() as here:
        for file in [*Path(folder).glob("*.proto"), Path(schema)]:
            (Path(here) / file.name).write_bytes(file.read_bytes())
        command = [protune, "build", "--include-imports", Path(schema).name, "-o", "-"]
        built = subprocess.run(command, capture_output=True, cwd=here)
    if built.returncode != 0:
        sys.exit(f"{schema} does not compile: {built.stderr.decode()}")
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(built.stdout).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


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
new = new_class(protune, folder, schema, json.loads(Path(plan).read_text())["new_type"])
count = total = 0
for number, message in enumerate(frames(Path(stream).read_bytes()), 1):
    again = new.FromString(message).SerializeToString()
    if len(again) != len(message):
        sys.exit(f"message {number} has {len(message)} bytes, and {len(again)} of Python's protobuf")
    count, total = number, total + len(again)
print(f"{count} messages of the new shape are {total} bytes to Python's protobuf as well")
