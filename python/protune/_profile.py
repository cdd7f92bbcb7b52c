"""Counts messages, and merges what was counted."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import tempfile
import warnings
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Dict, Iterable, Iterator, List, Literal, Optional, Sequence, Union

from ._program import run
from ._schema import Schema

#: The header to remove from each message: that of a schema registry, or a number of bytes.
Strip = Union[Literal["confluent"], int, None]
#: The fate of damaged messages: the first one is an error, or they are skipped and counted.
OnError = Literal["raise", "count"]

#: Bytes that are written to the program at once.
CHUNK = 1 << 20
#: Profiles that are merged at once. A command line has a limited length.
MOST = 256
HEADER = struct.Struct(">I")
#: Size of the largest message. Greater lengths in a header mean no message.
LARGEST = 0x7FFF_FFFF


@dataclass(frozen=True)
class Profile:
    """Counts of messages, as the bytes of the file that `protune profile` writes. It can be pickled."""

    data: bytes = field(repr=False)
    #: Number of values that were `None`, such as tombstones; not part of `data`.
    nulls: int = 0
    #: Number of damaged messages that `on_error="count"` skipped; not part of `data`.
    damaged: int = 0

    @classmethod
    def load(cls, path: Union[str, os.PathLike[str]]) -> Profile:
        """Reads a file that `save` or `protune profile` has written."""
        with open(path, "rb") as file:
            return cls(file.read())

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the profile to a file, which `protune report` and `protune optimize` read."""
        with open(path, "wb") as file:
            file.write(self.data)

    def __bytes__(self) -> bytes:
        return self.data

    def merge(self, *others: Profile) -> Profile:
        """Returns the profile of all messages together. Order and grouping do not matter, down to the bytes."""
        return merged([self, *others])

    def seal(self) -> Profile:
        """Returns the profile without any hash of a value. It cannot be merged."""
        data = run(["profile", "seal", "-", "--quiet", "-o", "-"], [self.data])
        return Profile(data, self.nulls, self.damaged)

    def report(self, format: str = "table", *, by: str = "path", limit: Optional[int] = None) -> str:
        """Returns the output of `protune report`: where the bytes are."""
        if format == "pprof":
            raise ValueError("pprof is not text: save the profile, and run `protune report --format pprof -o FILE`")
        arguments = ["report", "-", "--format", format, "--by", by]
        if limit is not None:
            arguments += ["--limit", str(limit)]
        return run(arguments, [self.data]).decode()

    @property
    def messages(self) -> int:
        """Number of messages."""
        return int(self._totals["messages"])

    @property
    def size(self) -> int:
        """Number of bytes of the messages, without framing and header."""
        return int(self._totals["bytes"])

    @property
    def unknown(self) -> int:
        """Number of bytes in fields that the schema does not declare."""
        return int(self._totals["unknown_bytes"])

    @cached_property
    def _totals(self) -> Dict[str, Any]:
        totals: Dict[str, Any] = json.loads(self.report("json", limit=1))
        del totals["rows"]
        return totals


def profile(
    messages: Iterable[Optional[bytes]],
    schema: Schema,
    type: str,
    *,
    strip: Strip = None,
    on_error: OnError = "raise",
    sample: Optional[float] = None,
    partition: Optional[str] = None,
    count_values: Optional[bytes] = None,
) -> Profile:
    """Profiles encoded messages of one type. `None` is no message, and is counted in `Profile.nulls`.

    `strip` removes a header from each message: `"confluent"`, or a number of bytes. `on_error="count"` skips damaged
    messages and counts them in `Profile.damaged`. `sample` is the share of messages to count; their bytes decide, so
    the same messages are counted in any order and on any machine. `partition` names the messages for
    `protune profile merge --distinct`. `count_values` is a key, 16 to 4,096 random bytes, under which single values are
    counted by their hashes; profiles with the same key keep these counts when they are merged.
    """
    counted = count(
        messages,
        schema,
        type,
        strip=strip,
        on_error=on_error,
        sample=sample,
        partition=partition,
        count_values=count_values,
    )
    warn(counted, type)
    return counted


def count(
    messages: Iterable[Optional[bytes]],
    schema: Schema,
    type: str,
    *,
    strip: Strip = None,
    on_error: OnError = "raise",
    sample: Optional[float] = None,
    partition: Optional[str] = None,
    count_values: Optional[bytes] = None,
    threads: Optional[int] = None,
) -> Profile:
    """Does the work of `profile`, without its warning: a few messages of many do not show that the type is wrong."""
    check(on_error, sample)
    if isinstance(messages, (bytes, bytearray, memoryview, str)):
        raise TypeError("`messages` should be an iterable of messages, and is one message")
    frames = Frames(messages, sample)
    # Messages go through a pipe, so only the schema and the key are files. Nobody else can open the folder.
    with tempfile.TemporaryDirectory(prefix="protune-") as folder:
        path = os.path.join(folder, "schema.binpb")
        with open(path, "wb") as file:
            file.write(schema.descriptor_set)
        arguments = ["profile", path, "--type", type, "--input", "-", "--framing", "u32be", "--output", "-", "--quiet"]
        if strip is not None:
            arguments += ["--strip", str(strip)]
        if on_error == "count":
            arguments.append("--skip-damaged")
        if partition is not None:
            arguments += ["--partition", partition]
        if count_values is not None:
            key = os.path.join(folder, "values.key")
            with open(key, "wb") as file:
                file.write(count_values)
            arguments += ["--count-values", key]
        # It ends with 1 if most bytes are unknown; `warn` asks that of all messages together.
        data = run(arguments, frames, folder, threads, codes=(0, 1))
    counted = Profile(data, frames.nulls)
    if on_error == "count" and frames.count:
        return Profile(data, frames.nulls, frames.count - counted.messages)
    return counted


def check(on_error: OnError, sample: Optional[float]) -> None:
    """Raises `ValueError` for values that no call takes."""
    if on_error not in ("raise", "count"):
        raise ValueError(f'`on_error` should be "raise" or "count", and is {on_error!r}')
    if sample is not None and not 0 < sample <= 1:
        raise ValueError(f"`sample` should be above 0 and at most 1, and is {sample!r}")


def warn(profile: Profile, type: str) -> None:
    """Warns if most bytes are unknown to the type, as `protune profile` does."""
    if profile.unknown > profile.size // 2:
        known = (profile.size - profile.unknown) * 100 // profile.size
        text = f"`{type}` declares only {known} % of the bytes; the messages are most likely of another type"
        warnings.warn(text, stacklevel=3)


def is_sampled(message: bytes, sample: float) -> bool:
    """Whether a message belongs to this share of all messages."""
    digest = hashlib.blake2b(message, digest_size=8).digest()
    return int.from_bytes(digest, "big") < sample * 2**64


def merged(profiles: Sequence[Profile]) -> Profile:
    """Merges profiles, of which there is at least one."""
    while len(profiles) > 1:
        profiles = [_merged(profiles[at : at + MOST]) for at in range(0, len(profiles), MOST)]
    return profiles[0]


def _merged(profiles: Sequence[Profile]) -> Profile:
    if len(profiles) == 1:
        return profiles[0]
    with tempfile.TemporaryDirectory(prefix="protune-") as folder:
        names = [f"{at}.profile" for at in range(len(profiles))]
        for name, profile in zip(names, profiles):
            profile.save(os.path.join(folder, name))
        data = run(["profile", "merge", *names, "-o", "-"], folder=folder)
    return Profile(
        data,
        sum(profile.nulls for profile in profiles),
        sum(profile.damaged for profile in profiles),
    )


class Frames:
    """Messages after their lengths, in chunks for a pipe. Counts them on the way."""

    def __init__(self, messages: Iterable[Optional[bytes]], sample: Optional[float] = None) -> None:
        self.count = 0
        self.nulls = 0
        self._messages = messages
        self._sample = sample

    def __iter__(self) -> Iterator[bytes]:
        sample, pack = self._sample, HEADER.pack
        parts: List[bytes] = []
        size = 0
        for message in self._messages:
            if message is None:
                self.nulls += 1
                continue
            if not isinstance(message, (bytes, bytearray, memoryview)):
                name = message.__class__.__name__
                raise TypeError(f"a message should be bytes or None, and is of the type {name}")
            # Elements of a memoryview may be larger than a byte.
            message = bytes(message)
            if sample is not None and not is_sampled(message, sample):
                continue
            length = len(message)
            if length > LARGEST:
                raise ValueError(f"message {self.count + 1} has {length} bytes, which no message has")
            self.count += 1
            parts.append(pack(length))
            parts.append(message)
            size += HEADER.size + length
            if size >= CHUNK:
                yield b"".join(parts)
                parts, size = [], 0
        yield b"".join(parts)
