"""Profiles by Apache Beam's DirectRunner, and by its combiner alone."""

from __future__ import annotations

import pickle
import random
from pathlib import Path
from typing import Any, Callable, Iterable, List

import apache_beam
import protune
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_pipeline import TestPipeline as Pipeline
from apache_beam.testing.util import assert_that
from apache_beam.transforms import combiners
from protune import beam
from protune.beam import Profile

from conftest import TYPE

DAMAGED = b"\x0b"


def check(pipeline: Any, name: str, right: Callable[[Any], bool]) -> None:
    """Asserts in the pipeline that it gives one element, and that it is right."""

    def holds(elements: Iterable[Any]) -> None:
        (element,) = elements
        if not right(element):
            raise AssertionError(f"{name}: {element!r}")

    assert_that(pipeline, holds, label=name)


#: In this process, and in two others that receive accumulators over gRPC.
RUNNERS = [[], ["--direct_running_mode=multi_processing", "--direct_num_workers=2"]]


@pytest.mark.parametrize("flags", RUNNERS, ids=["one process", "processes"])
def test_equals_a_single_run(messages: List[bytes], schema: protune.Schema, whole: bytes, flags: List[str]) -> None:
    parts = [(at, messages[at::10] + [None]) for at in range(10)]

    def is_whole(profile: protune.Profile) -> bool:
        return (profile.data, profile.nulls, profile.damaged) == (whole, 10, 0)

    with Pipeline("DirectRunner", options=PipelineOptions(flags)) as pipeline:
        keyed = (
            pipeline | apache_beam.Create(parts) | apache_beam.FlatMapTuple(lambda at, part: [(at, it) for it in part])
        )
        rows = keyed | apache_beam.Values()
        check(rows | "Global" >> apache_beam.CombineGlobally(Profile(schema, TYPE)), "global", is_whole)
        fan = apache_beam.CombineGlobally(Profile(schema, TYPE)).with_fanout(8)
        check(rows | "Fanout" >> fan, "fanout", is_whole)
        # A profile for each part, and these together.
        profiles = keyed | apache_beam.CombinePerKey(Profile(schema, TYPE)) | "Parts" >> apache_beam.Values()
        together = profiles | combiners.ToList() | apache_beam.Map(lambda ten: ten[0].merge(*ten[1:10]))
        check(together, "parts", is_whole)


def test_values_are_counted_under_a_key(messages: List[bytes], schema: protune.Schema) -> None:
    key = bytes(range(32))
    single = protune.profile(messages, schema, TYPE, count_values=key)
    combine = Profile(schema, TYPE, count_values=key)
    halves = []
    for half in (messages[::2], messages[1::2]):
        pending = combine.create_accumulator()
        for message in half:
            pending = combine.add_input(pending, message)
        halves.append(pending)
    assert combine.extract_output(combine.merge_accumulators(halves)).data == single.data



def test_each_key_has_a_profile(
    messages: List[bytes], schema: protune.Schema, by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    keyed = [(f"topic {at % 3}", message) for at, message in enumerate(messages[:3_000])]
    expected = {f"topic {at}": by_one_run(messages[at:3_000:3]) for at in range(3)}
    with Pipeline("DirectRunner") as pipeline:
        profiles = pipeline | apache_beam.Create(keyed) | apache_beam.CombinePerKey(Profile(schema, TYPE))
        check(
            profiles | combiners.ToDict(),
            "keys",
            lambda found: {key: profile.data for key, profile in found.items()} == expected,
        )


def combined(combiner: Profile, parts: List[List[Any]], chance: random.Random) -> protune.Profile:
    """Combines as a runner may: in parts on many machines, in any tree, with accumulators that are sent."""
    accumulators = []
    for part in parts:
        accumulator = combiner.create_accumulator()
        for message in part:
            accumulator = combiner.add_input(accumulator, message)
        accumulators.append(accumulator)
    while len(accumulators) > 1:
        chance.shuffle(accumulators)
        count = chance.randint(2, 4)
        some = [pickle.loads(pickle.dumps(combiner.compact(it))) for it in accumulators[:count]]
        accumulators[:count] = [combiner.merge_accumulators(some)]
    return combiner.extract_output(accumulators[0])


@pytest.mark.parametrize("chunk", [1 << 16, 8 << 20])
def test_any_tree_gives_the_same(
    messages: List[bytes], schema: protune.Schema, whole: bytes, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beam, "CHUNK", chunk)
    combiner = pickle.loads(pickle.dumps(Profile(schema, TYPE)))
    for seed in range(3):
        chance = random.Random(seed)
        parts = [messages[at::11] + [None] for at in range(11)] + [[]]
        profile = combined(combiner, parts, chance)
        assert (profile.data, profile.nulls, profile.damaged) == (whole, 11, 0)


def test_a_process_counts_many_messages(
    messages: List[bytes], schema: protune.Schema, whole: bytes, runs: Callable[[], List[str]]
) -> None:
    combiner = Profile(schema, TYPE)
    assert runs() == ["profile"]
    # Parts so small that they are sent as they are.
    parts = [messages[at : at + 20] for at in range(0, 4_000, 20)]
    combined(combiner, parts, random.Random(1))
    started = runs()
    assert 1 <= started.count("profile") <= 60, started
    combined(combiner, [messages], random.Random(1))
    assert runs().count("profile") == 1


def test_damage_fails_or_is_counted(messages: List[bytes], schema: protune.Schema) -> None:
    some = [*messages[:50], DAMAGED, None]
    with pytest.raises(Exception, match="<stdin>: message 51: byte 0: a group does not end"):
        with Pipeline("DirectRunner") as pipeline:
            pipeline | apache_beam.Create(some) | apache_beam.CombineGlobally(Profile(schema, TYPE))
    with Pipeline("DirectRunner") as pipeline:
        combiner = Profile(schema, TYPE, on_error="count")
        result = pipeline | apache_beam.Create(some) | apache_beam.CombineGlobally(combiner)
        check(result, "counted", lambda it: (it.messages, it.damaged, it.nulls) == (50, 1, 1))


def test_a_wrong_call_builds_no_pipeline(schema: protune.Schema) -> None:
    with pytest.raises(protune.Error, match="did you mean `weather.v1.Report`"):
        Profile(schema, "weather.Report")
    with pytest.raises(ValueError, match="sample"):
        Profile(schema, TYPE, sample=2)


def test_nothing_is_a_profile(schema: protune.Schema) -> None:
    with Pipeline("DirectRunner") as pipeline:
        result = pipeline | apache_beam.Create([]) | apache_beam.CombineGlobally(Profile(schema, TYPE))
        check(result, "nothing", lambda it: it == protune.profile([], schema, TYPE))


def test_a_header_and_a_sample(messages: List[bytes], schema: protune.Schema) -> None:
    some = [b"\x00\x00\x00\x00\x07\x00" + message for message in messages]
    expected = protune.profile(some, schema, TYPE, strip="confluent", sample=0.1)
    assert 3_700 < expected.messages < 4_300
    combiner = Profile(schema, TYPE, strip="confluent", sample=0.1)
    parts = [some[at::8] for at in range(8)]
    assert combined(combiner, parts, random.Random(2)) == expected


def test_parquet(messages: List[bytes], schema: protune.Schema, whole: bytes, tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    for at in range(8):
        table = pyarrow.table({"value": pyarrow.array(messages[at::8], pyarrow.binary())})
        pyarrow.parquet.write_table(table, tmp_path / f"{at}.parquet")
    with Pipeline("DirectRunner") as pipeline:
        rows = pipeline | apache_beam.io.ReadFromParquet(str(tmp_path / "*.parquet"))
        values = rows | apache_beam.Map(lambda row: row["value"])
        result = values | apache_beam.CombineGlobally(Profile(schema, TYPE)).with_fanout(4)
        check(result, "parquet", lambda profile: profile.data == whole)
