"""The commands and programs of docs/fleet.md."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Callable, List

import fastavro
import protune
import pytest

from conftest import BLOCKS, TYPE, tables


def check(place: Path, reports: List[bytes], by_one_run: Callable[[List[bytes]], bytes]) -> None:
    assert (place / "weather.profile").read_bytes() == by_one_run(reports)


def run(place: Path, name: str) -> str:
    (place / name).write_text(BLOCKS[name])
    said = subprocess.run([sys.executable, name], cwd=place, check=True, stdout=subprocess.PIPE)
    return said.stdout.decode()


def test_every_program_is_run() -> None:
    assert sorted(BLOCKS) == ["avro.py", "job.py", "kafka.sh", "laptop.py", "pipeline.py"]


def test_laptop(place: Path, reports: List[bytes], by_one_run: Callable[[List[bytes]], bytes]) -> None:
    with sqlite3.connect("reports.db") as database:
        database.execute("CREATE TABLE reports (value BLOB)")
        database.executemany("INSERT INTO reports VALUES (?)", [(report,) for report in reports])
    assert run(place, "laptop.py").startswith("60 messages of `weather.v1.Report`: ")
    check(place, reports, by_one_run)


def test_avro(place: Path, reports: List[bytes], by_one_run: Callable[[List[bytes]], bytes]) -> None:
    fields = [{"name": "value", "type": ["null", "bytes"]}]
    with open("reports.avro", "wb") as file:
        rows = [{"value": report} for report in [*reports, None]]
        fastavro.writer(file, {"type": "record", "name": "Row", "fields": fields}, rows, codec="deflate")
    run(place, "avro.py")
    check(place, reports, by_one_run)


def test_beam(place: Path, reports: List[bytes], by_one_run: Callable[[List[bytes]], bytes]) -> None:
    tables(place / "reports", reports)
    run(place, "pipeline.py")
    check(place, reports, by_one_run)


@pytest.mark.skipif(shutil.which("kcat") is None and os.environ.get("CI") != "true", reason="kcat is missing")
def test_kafka(
    place: Path, schema: protune.Schema, reports: List[bytes], by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    from confluent_kafka import Producer

    (place / "weather.binpb").write_bytes(schema.descriptor_set)
    # The broker is a part of the producer, and listens on this machine only.
    producer = Producer({"bootstrap.servers": "localhost:1", "test.mock.num.brokers": 1, "log_level": 2})
    (broker,) = producer.list_topics(timeout=30).brokers.values()
    assert broker.host == "127.0.0.1"
    for report in reports:
        producer.produce("reports", report, partition=0)
    producer.produce("reports", None, key=b"a tombstone", partition=0)
    assert producer.flush(30) == 0
    path = os.pathsep.join([str(Path(protune.binary()).parent), os.environ["PATH"]])
    environment = {**os.environ, "BROKER": f"{broker.host}:{broker.port}", "PATH": path}
    said = subprocess.run(
        ["sh", "-ec", BLOCKS["kafka.sh"]], env=environment, check=True, stderr=subprocess.PIPE, timeout=60
    )
    assert said.stderr.decode() == f"profiled 60 messages of `{TYPE}` in 1 file: {sum(map(len, reports)):,} bytes\n"
    check(place, reports, by_one_run)
