"""Profiles of messages in a pipeline of Apache Beam."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterable, List, Optional

import apache_beam

from . import _profile
from ._profile import OnError, Strip, merged
from ._schema import Schema

#: Bytes of messages that one process counts.
CHUNK = 8 << 20
#: Messages of fewer bytes go to the next machine as they are: their profile would not be smaller.
SMALL = 1 << 14
#: Memory that a message takes beside its bytes.
OVERHEAD = 64


@dataclass
class Pending:
    """Messages that are not counted yet, and profiles of those that are."""

    messages: List[Optional[bytes]] = field(default_factory=list)
    size: int = 0
    profiles: List[_profile.Profile] = field(default_factory=list)


@apache_beam.typehints.with_input_types(Optional[bytes])
@apache_beam.typehints.with_output_types(_profile.Profile)
class Profile(apache_beam.CombineFn):
    """Combines messages into a `protune.Profile`: `messages | CombineGlobally(Profile(schema, "shop.v1.Order"))`.

    With `CombinePerKey`, each key has a profile. The parameters are those of `protune.profile`.
    """

    def __init__(
        self,
        schema: Schema,
        type: str,
        *,
        strip: Strip = None,
        on_error: OnError = "raise",
        sample: Optional[float] = None,
        count_values: Optional[bytes] = None,
    ) -> None:
        super().__init__()
        _profile.check(on_error, sample)
        # Fails while the pipeline is built if there is no such type. It is also the profile of no messages.
        self._nothing = _profile.count([], schema, type, strip=strip, count_values=count_values)
        self._schema = schema
        self._type = type
        self._strip = strip
        self._on_error = on_error
        self._sample = sample
        self._count_values = count_values

    def create_accumulator(self) -> Pending:
        return Pending()

    def add_input(self, pending: Pending, message: Optional[bytes]) -> Pending:
        if message is not None:
            if self._sample is not None and not _profile.is_sampled(message, self._sample):
                return pending
            pending.size += len(message)
        pending.messages.append(message)
        pending.size += OVERHEAD
        if pending.size >= CHUNK:
            self._count(pending)
        return pending

    def merge_accumulators(self, accumulators: Iterable[Pending]) -> Pending:
        whole = Pending()
        for pending in accumulators:
            whole.messages += pending.messages
            whole.size += pending.size
            whole.profiles += pending.profiles
            if whole.size >= CHUNK:
                self._count(whole)
        if len(whole.profiles) >= _profile.MOST:
            whole.profiles = [merged(whole.profiles)]
        return whole

    def compact(self, pending: Pending) -> Pending:
        if pending.size >= SMALL:
            self._count(pending)
        if len(pending.profiles) > 1:
            pending.profiles = [merged(pending.profiles)]
        return pending

    def extract_output(self, pending: Pending) -> _profile.Profile:
        self._count(pending)
        whole = merged(pending.profiles or [self._nothing])
        _profile.warn(whole, self._type)
        return whole

    def _count(self, pending: Pending) -> None:
        if pending.messages:
            counted = _profile.count(
                pending.messages,
                self._schema,
                self._type,
                strip=self._strip,
                on_error=self._on_error,
                count_values=self._count_values,
                threads=1,
            )
            pending.profiles.append(counted)
            pending.messages = []
        pending.size = 0
