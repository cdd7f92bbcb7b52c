"""Sets of messages that the optimizer is measured with: `python3 .ci/data PROTUNE FOLDER [SET]...`.

Each set is a folder with a schema and `messages.bin`, each message after its length. The folder of an expert's form of
the same values ends with `-expert`. Everything comes from seeds and from packages that pip downloads, so the bytes are
the same in each run; `sums` contains their SHA-256. Needs Python's protobuf, which .ci/tools installs."""

import gzip
import hashlib
import importlib
import shutil
import sys
from pathlib import Path

from schema import type_of

sys.dont_write_bytecode = True
SETS = ["orders", "osm", "remote_write", "stacks"]
HERE = Path(__file__).parent


def length(size):
    """As a varint."""
    out = bytearray()
    while size > 127:
        out.append(size & 127 | 128)
        size >>= 7
    out.append(size)
    return bytes(out)


def write(folder, messages):
    """Returns how many messages there are, and their size plain and after gzip, message by message."""
    count = plain = packed = 0
    with open(folder / "messages.bin", "wb") as out:
        for message in messages:
            # Maps have no order of their own.
            encoded = message.SerializeToString(deterministic=True)
            out.write(length(len(encoded)) + encoded)
            count, plain, packed = count + 1, plain + len(encoded), packed + len(gzip.compress(encoded, 6, mtime=0))
    return count, plain, packed


def check(name, path):
    sums = dict(reversed(line.split()) for line in (HERE / "sums").read_text().splitlines())
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if sums.get(name) != found:
        sys.exit(f"{name} is not what it was: its sum is {found}, and .ci/data/sums says {sums.get(name)}")


def make(protune, folder, name):
    module = importlib.import_module(name)
    source = module.source(folder, protune, type_of) if hasattr(module, "source") else None
    sizes = []
    for suffix, (schema, type_name), messages in ("", module.NAIVE, module.naive), ("-expert", module.EXPERT, module.expert):
        here = folder / f"{name}{suffix}"
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir(parents=True)
        shutil.copy(HERE / schema, here)
        new = type_of(protune, here / schema, type_name)
        count, plain, packed = write(here, messages(new, source))
        sizes.append((plain, packed))
        check(f"{name}{suffix}", here / "messages.bin")
        print(f"{name}{suffix}: {count} messages of `{type_name}`, {plain} bytes, gzip {packed}")
    (plain, packed), (less, less_packed) = sizes
    print(f"{name}: the expert's form saves {1 - less / plain:.1%}, {1 - less_packed / packed:.1%} after gzip")


def main(protune, folder, *names):
    for name in names or SETS:
        make(Path(protune).resolve(), Path(folder).resolve(), name)


main(*sys.argv[1:])
