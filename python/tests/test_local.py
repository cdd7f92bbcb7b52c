"""The package alone: what it counts, and how it fails."""

from __future__ import annotations

import ast
import io
import json
import pickle
import random
import subprocess
import sys
import tempfile
import threading
import warnings
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional

import protune
import pytest
from protune import _program

from conftest import FOLDER, ROOT, TYPE

#: A tag of a group that never ends.
DAMAGED = b"\x0b"


def confluent(message: bytes) -> bytes:
    return b"\x00\x00\x00\x00\x07\x00" + message


def test_equals_the_command_line(messages: List[bytes], schema: protune.Schema, whole: bytes) -> None:
    profile = protune.profile(iter(messages), schema, TYPE)
    assert profile.data == bytes(profile) == whole
    assert (profile.messages, profile.size) == (40_000, sum(map(len, messages)))
    assert (profile.nulls, profile.damaged, profile.unknown) == (0, 0, 0)


def test_merges_in_any_order(messages: List[bytes], schema: protune.Schema, whole: bytes) -> None:
    chance = random.Random(1)
    parts = [protune.profile(messages[at::9], schema, TYPE) for at in range(9)]
    for _ in range(3):
        chance.shuffle(parts)
        assert parts[0].merge(*parts[1:]).data == whole
        left, right = parts[0].merge(*parts[1:4]), parts[4].merge(*parts[5:])
        assert right.merge(left).data == whole
    nothing = protune.profile([], schema, TYPE)
    assert nothing.messages == 0
    assert nothing.merge(*parts, nothing).data == whole


def test_merges_more_than_fit_a_command_line(
    messages: List[bytes], schema: protune.Schema, by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    part = protune.profile(messages[:1], schema, TYPE)
    many = part.merge(*[part] * 599)
    assert many.data == by_one_run(messages[:1] * 600)


def test_a_schema_is_bytes(messages: List[bytes], schema: protune.Schema, tmp_path: Path) -> None:
    file = tmp_path / "set.binpb"
    subprocess.run([protune.binary(), "build", "-o", str(file)], check=True, cwd=FOLDER)
    other = protune.Schema.from_descriptor_set(file.read_bytes())
    assert other == schema == pickle.loads(pickle.dumps(schema))
    assert repr(schema) == "Schema()"
    imports = tmp_path / "proto"
    imports.mkdir()
    (imports / "a.proto").write_text(
        'syntax = "proto3"; import "google/protobuf/timestamp.proto"; message A { google.protobuf.Timestamp at = 1; }'
    )
    profile = protune.profile([b"\x0a\x02\x08\x01"], protune.Schema.from_folder(imports), "A")
    assert (profile.messages, profile.unknown) == (1, 0)


def test_can_be_pickled_and_saved(messages: List[bytes], schema: protune.Schema, tmp_path: Path) -> None:
    profile = protune.profile([*messages[:10], None, DAMAGED], schema, TYPE, on_error="count")
    assert profile.messages == 10
    again = pickle.loads(pickle.dumps(profile))
    assert again == profile and (again.nulls, again.damaged) == (1, 1)
    profile.save(tmp_path / "a.profile")
    assert protune.Profile.load(tmp_path / "a.profile").data == profile.data
    error = pickle.loads(pickle.dumps(protune.Error("no", 2)))
    assert (str(error), error.code) == ("no", 2)


def test_reports(messages: List[bytes], schema: protune.Schema) -> None:
    profile = protune.profile(messages[:100], schema, TYPE)
    assert profile.report().startswith("100 messages of `weather.v1.Report`: ")
    assert "temperature_changes" in profile.report()
    assert len(json.loads(profile.report("json", by="message", limit=1))["rows"]) == 1
    with pytest.raises(protune.Error, match="invalid value 'xml'"):
        profile.report("xml")
    with pytest.raises(ValueError, match="pprof is not text"):
        profile.report("pprof")


def test_nulls_and_damage_are_counted(messages: List[bytes], schema: protune.Schema) -> None:
    some: List[Optional[bytes]] = [None, *messages[:5], None, b"", DAMAGED, bytearray(messages[5])]  # type: ignore[list-item]
    profile = protune.profile(some, schema, TYPE, on_error="count")
    # An empty message is a message.
    assert (profile.messages, profile.nulls, profile.damaged) == (7, 2, 1)
    both = profile.merge(profile)
    assert (both.messages, both.nulls, both.damaged) == (14, 4, 2)
    with pytest.raises(protune.Error, match="message 7: byte 0: a group does not end") as error:
        protune.profile(some, schema, TYPE)
    assert error.value.code == 2


def test_a_header_is_removed(messages: List[bytes], schema: protune.Schema, whole: bytes) -> None:
    assert protune.profile(map(confluent, messages), schema, TYPE, strip="confluent").data == whole
    assert protune.profile((b"12345" + it for it in messages), schema, TYPE, strip=5).data == whole
    with pytest.raises(protune.Error, match="its Confluent header does not begin with 0"):
        protune.profile(messages, schema, TYPE, strip="confluent")


def test_a_sample_depends_on_the_messages_alone(messages: List[bytes], schema: protune.Schema) -> None:
    sample = protune.profile(messages, schema, TYPE, sample=0.1)
    assert 3_700 < sample.messages < 4_300
    parts = [protune.profile(reversed(messages[at::5]), schema, TYPE, sample=0.1) for at in range(5)]
    assert parts[0].merge(*parts[1:]).data == sample.data
    assert protune.profile(messages, schema, TYPE, sample=1).messages == 40_000


def test_partitions_are_counted_once(messages: List[bytes], schema: protune.Schema, tmp_path: Path) -> None:
    first = protune.profile(messages[:10], schema, TYPE, partition="monday")
    first.save(tmp_path / "a")
    first.save(tmp_path / "b")
    merge = [protune.binary(), "profile", "merge", "--distinct", "a", "b", "-o", "c"]
    subprocess.run(merge, cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    assert protune.Profile.load(tmp_path / "c").messages == 10


def test_values_are_counted_under_a_key(messages: List[bytes], schema: protune.Schema, whole: bytes) -> None:
    def counted(some: List[bytes], key: bytes) -> protune.Profile:
        return protune.profile(some, schema, TYPE, count_values=key)

    key, other = bytes(range(32)), bytes(range(16))
    together = counted(messages, key)
    parts = [counted(messages[at::4], key) for at in range(4)]
    assert parts[3].merge(*parts[:3]).data == together.data
    # What is not under one key is left out, and nothing else.
    mixed = counted(messages[::2], key).merge(counted(messages[1::2], other))
    assert mixed.data == whole != together.data
    assert key[:16] not in together.data
    sealed = together.seal()
    assert sealed.messages == 40_000
    with pytest.raises(protune.Error, match="it is sealed"):
        sealed.merge(together)
    with pytest.raises(protune.Error, match="a key has 16 to 4096 bytes, and this one has 5"):
        counted([], b"short")


def test_errors_of_the_program_are_errors(messages: List[bytes], schema: protune.Schema, tmp_path: Path) -> None:
    # Far more than a pipe holds: the program ends before it is written.
    with pytest.raises(protune.Error, match="did you mean `weather.v1.Report`"):
        protune.profile(messages, schema, "weather.Report")
    with pytest.raises(protune.Error, match="it is no descriptor set"):
        protune.profile(messages, protune.Schema.from_descriptor_set(b"nonsense"), TYPE)
    with pytest.raises(protune.Error, match="is no profile"):
        protune.profile([], schema, TYPE).merge(protune.Profile(b"nonsense"))
    (tmp_path / "a.proto").write_text('syntax = "proto3"; message A { Missing a = 1; }')
    with pytest.raises(protune.Error, match="`Missing` is not defined"):
        protune.Schema.from_folder(tmp_path)
    with pytest.raises(NotADirectoryError):
        protune.Schema.from_folder(tmp_path / "a.proto")


def test_wrong_arguments_are_refused(schema: protune.Schema) -> None:
    with pytest.raises(TypeError, match="is one message"):
        protune.profile(b"abc", schema, TYPE)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="of the type str"):
        protune.profile(["abc"], schema, TYPE)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="on_error"):
        protune.profile([], schema, TYPE, on_error="skip")  # type: ignore[arg-type]
    for sample in (0, 1.5, -1):
        with pytest.raises(ValueError, match="sample"):
            protune.profile([], schema, TYPE, sample=sample)


def test_an_error_of_the_iterable_leaves_nothing_behind(
    messages: List[bytes], schema: protune.Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    threads = threading.enumerate()

    def broken() -> Iterator[bytes]:
        yield from messages
        raise BrokenPipeError("the source is gone")

    with pytest.raises(BrokenPipeError, match="the source is gone"):
        protune.profile(broken(), schema, TYPE)
    assert list(tmp_path.iterdir()) == []
    assert set(threading.enumerate()) <= set(threads)


def test_much_output_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that fills both pipes before it reads."""
    script = tmp_path / "protune"
    script.write_text("#!/bin/sh\nyes out | head -c 3000000\nyes err | head -c 3000000 >&2\ncat > /dev/null\n")
    script.chmod(0o755)
    monkeypatch.setenv("PROTUNE_BINARY", str(script))
    data = _program.run(["profile"], [b"a" * 1_000_000] * 3)
    assert len(data) == 3_000_000


def test_messages_of_another_type_warn(schema: protune.Schema) -> None:
    with pytest.warns(UserWarning, match="`weather.v1.Gust` declares only 0 % of the bytes") as caught:
        protune.profile([b"\xc2\x3e\x03abc"], schema, "weather.v1.Gust")
    assert caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        protune.profile([], schema, TYPE)


def test_the_program_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # That of the wheel, not one of PATH.
    monkeypatch.delenv("PROTUNE_BINARY", raising=False)
    monkeypatch.setenv("PATH", "")
    assert Path(protune.binary()).parent == Path(sys.prefix, "bin").resolve()
    said = subprocess.run([sys.executable, "-m", "protune", "--version"], stdout=subprocess.PIPE, check=True)
    assert said.stdout.startswith(b"protune ")
    monkeypatch.setenv("PROTUNE_BINARY", str(tmp_path / "protune"))
    with pytest.raises(FileNotFoundError, match="PROTUNE_BINARY names .*protune, which is missing"):
        protune.binary()


def test_avro_by_hand(
    messages: List[bytes], schema: protune.Schema, by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    import fastavro

    fields = [{"name": "value", "type": ["null", "bytes"]}]
    rows = [{"value": message} for message in messages[:5_000]] + [{"value": None}]
    file = io.BytesIO()
    fastavro.writer(file, {"type": "record", "name": "Row", "fields": fields}, rows, codec="deflate")
    file.seek(0)
    read: Any = fastavro.reader(file)
    profile = protune.profile((row["value"] for row in read), schema, TYPE)
    assert (profile.data, profile.nulls) == (by_one_run(messages[:5_000]), 1)


def test_any_buffer_is_a_message(messages: List[bytes], schema: protune.Schema) -> None:
    # Two elements of eight bytes: a field of eight, and one of four.
    message = b"\x8d\x01abcd" + b"\x89\x01abcdefgh"
    view: Any = memoryview(message).cast("Q")
    assert len(view) == 2
    profile = protune.profile([view], schema, TYPE)
    assert profile.data == protune.profile([message], schema, TYPE).data
    assert profile.size == 16


def test_large_messages(report: Any, schema: protune.Schema) -> None:
    message = report(station="a" * 5_000_000).SerializeToString()
    assert protune.profile([message] * 3, schema, TYPE).size == 3 * len(message)


def test_the_oldest_python_can_read_it() -> None:
    files = sorted((ROOT / "python/protune").glob("*.py"))
    assert len(files) >= 7
    for file in files:
        ast.parse(file.read_text(), feature_version=(3, 8))
