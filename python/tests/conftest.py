"""Messages of fixtures/tutorial, and their profile by one run of the program over a file."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import protune
import pyarrow
import pyarrow.parquet
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures/tutorial"
TYPE = "weather.v1.Report"
#: Programs of the page, by their names.
PAGE = (ROOT / "docs/fleet.md").read_text()
BLOCKS: Dict[str, str] = {name: text for name, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", PAGE, re.M | re.S)}
# Otherwise workers run the first python3 of PATH. And no port is open to other machines.
os.environ |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


@pytest.fixture(scope="session")
def schema() -> protune.Schema:
    return protune.Schema.from_folder(FOLDER)


@pytest.fixture(scope="session")
def report(schema: protune.Schema) -> Any:
    """The class of the messages, as Python's protobuf makes it."""
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(schema.descriptor_set).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(TYPE))


@pytest.fixture(scope="session")
def messages(report: Any) -> List[bytes]:
    """40,000 messages, no two of which are alike."""
    chance = random.Random(20261129)
    out = []
    for at in range(40_000):
        message = report(
            station=f"{chance.getrandbits(32):08x}-{at:05}",
            day=20_000 + at // 100,
            temperature_changes=[chance.randint(-15, 15) for _ in range(chance.randint(0, 24))],
        )
        if at % 3 == 0:
            message.altitude = chance.choice([12.5, 0.1, 193.75])
        if at % 7 == 0:
            message.remarks = chance.choice(["", "fog", "räin"])
        for _ in range(chance.randint(0, 3)):
            message.gusts.add(minute=chance.randint(0, 1439), speed=chance.randint(1, 400) / 10)
        out.append(message.SerializeToString())
    assert len(set(out)) == len(out)
    return out


@pytest.fixture(scope="session")
def by_one_run(messages: List[bytes], tmp_path_factory: pytest.TempPathFactory) -> Callable[[List[bytes]], bytes]:
    """Profiles messages as the command line does: from .proto files and a file with messages, without this package."""

    def run(some: List[bytes]) -> bytes:
        folder = tmp_path_factory.mktemp("run")
        (folder / "messages").write_bytes(b"".join(varint(len(message)) + message for message in some))
        command = [protune.binary(), "profile", str(FOLDER), "--type", TYPE, "--input", "messages"]
        subprocess.run([*command, "--framing", "delimited", "-q", "-o", "profile"], cwd=folder, check=True)
        return (folder / "profile").read_bytes()

    return run


@pytest.fixture(scope="session")
def whole(messages: List[bytes], by_one_run: Callable[[List[bytes]], bytes]) -> bytes:
    """The profile of all messages."""
    return by_one_run(messages)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], List[str]]]:
    """Records each run of the program, also by other processes; returns the subcommands since the last call."""
    folder = tmp_path_factory.mktemp("runs")
    log, script = folder / "log", folder / "protune"
    log.touch()
    script.write_text(f'#!/bin/sh\necho "$1 $2" >> {log}\nexec {protune.binary()} "$@"\n')
    script.chmod(0o755)

    def recorded() -> List[str]:
        lines = log.read_text().splitlines()
        log.write_text("")
        return ["merge" if line == "profile merge" else line.split()[0] for line in lines]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROTUNE_BINARY", str(script))
        yield recorded


@pytest.fixture(scope="session")
def python() -> str:
    """An interpreter of the tools, in which protune is not installed."""
    return str(ROOT / "target/tools-fleet/bin/python")


@pytest.fixture
def reports(report: Any) -> List[bytes]:
    """The messages of the page, which the sample has as JSON."""
    lines = (FOLDER / "reports.jsonl").read_text().splitlines()
    return [json_format.Parse(line, report()).SerializeToString() for line in lines]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which programs of the page run."""
    shutil.copytree(FOLDER, tmp_path / "proto")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tables(folder: Path, reports: List[bytes]) -> None:
    """Writes messages to three Parquet files."""
    folder.mkdir()
    for at in range(3):
        column = pyarrow.array(reports[at::3], pyarrow.binary())
        pyarrow.parquet.write_table(pyarrow.table({"value": column}), folder / f"{at}.parquet")
