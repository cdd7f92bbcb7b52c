"""Profiles by PySpark in local mode."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable, Iterator, List

import protune
import pyarrow
import pyarrow.parquet
import pyspark
import pytest
from protune.spark import profile
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from conftest import BLOCKS, TYPE, tables, varint

DAMAGED = b"\x0b"


@pytest.fixture(scope="module")
def spark(runs: Callable[[], List[str]]) -> Iterator[SparkSession]:
    # The workers inherit the environment, so `runs` sees what they run.
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    # Batches of far fewer rows than a partition has.
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def parquet(messages: List[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All messages, in twelve files with one null each."""
    folder = tmp_path_factory.mktemp("parquet")
    for at in range(12):
        column = pyarrow.array([*messages[at::12], None], pyarrow.binary())
        pyarrow.parquet.write_table(
            pyarrow.table({"value": column, "offset": range(len(column))}), folder / f"{at}.parquet"
        )
    return folder


@pytest.fixture(scope="module")
def rows(spark: SparkSession, parquet: Path) -> DataFrame:
    # A file each, so that there are twelve partitions.
    spark.conf.set("spark.sql.files.openCostInBytes", str(1 << 30))
    df = spark.read.parquet(str(parquet))
    assert df.rdd.getNumPartitions() == 12
    return df


def of(spark: SparkSession, messages: List[Any]) -> DataFrame:
    return spark.createDataFrame([(message,) for message in messages], "value binary")


def test_equals_a_single_run(
    rows: DataFrame,
    schema: protune.Schema,
    whole: bytes,
    runs: Callable[[], List[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    collected = []
    collect = type(rows).collect

    def recorded(df: DataFrame) -> Any:
        collected.append(df)
        return collect(df)

    monkeypatch.setattr(type(rows), "collect", recorded)
    runs()
    result = profile(rows, "value", schema, TYPE, mergers=2)
    started = runs()
    assert result.data == whole
    assert (result.messages, result.nulls, result.damaged) == (40_000, 12, 0)
    assert len(collected) == 1
    # One process for each partition, whatever the batches, and one on the driver that checks the type.
    assert started.count("profile") == 12 + 1
    # One process for each of the two tasks, and one on the driver.
    assert started.count("merge") == 2 + 1


def test_other_partitions_give_the_same(rows: DataFrame, schema: protune.Schema, whole: bytes) -> None:
    again = rows.repartition(23)
    assert again.rdd.getNumPartitions() == 23
    assert profile(again, F.col("value"), schema, TYPE, mergers=3).data == whole


def test_values_are_counted_under_a_key(rows: DataFrame, messages: List[bytes], schema: protune.Schema) -> None:
    key = bytes(range(32))
    single = protune.profile(messages, schema, TYPE, count_values=key)
    assert profile(rows, "value", schema, TYPE, count_values=key).data == single.data


def test_damage_fails_or_is_counted(spark: SparkSession, messages: List[bytes], schema: protune.Schema) -> None:
    df = of(spark, [*messages[:50], DAMAGED, None, *messages[50:100]])
    with pytest.raises(Exception, match="protune.*Error: <stdin>: message [0-9]+: byte 0: a group does not end"):
        profile(df, "value", schema, TYPE)
    result = profile(df, "value", schema, TYPE, on_error="count")
    assert (result.messages, result.damaged, result.nulls) == (100, 1, 1)


def test_a_wrong_call_starts_no_job(rows: DataFrame, schema: protune.Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(rows), "collect", lambda df: pytest.fail("a job was started"))
    with pytest.raises(protune.Error, match="did you mean `weather.v1.Report`"):
        profile(rows, "value", schema, "weather.Report")
    with pytest.raises(TypeError, match="the column should be binary, and is bigint"):
        profile(rows, "offset", schema, TYPE)
    with pytest.raises(ValueError, match="sample"):
        profile(rows, "value", schema, TYPE, sample=2)


def test_nothing_is_a_profile(spark: SparkSession, rows: DataFrame, schema: protune.Schema) -> None:
    nothing = protune.profile([], schema, TYPE).data
    assert profile(of(spark, []), "value", schema, TYPE).data == nothing
    only_nulls = profile(rows.where("value IS NULL"), "value", schema, TYPE)
    assert (only_nulls.data, only_nulls.nulls) == (nothing, 12)


def test_a_header_is_removed(
    spark: SparkSession, messages: List[bytes], schema: protune.Schema, by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    df = of(spark, [b"\x00\x00\x00\x00\x07" + varint(0) + message for message in messages[:200]])
    assert profile(df, "value", schema, TYPE, strip="confluent").data == by_one_run(messages[:200])


def test_a_sample_is_of_whole_messages(
    rows: DataFrame, schema: protune.Schema, messages: List[bytes], by_one_run: Callable[[List[bytes]], bytes]
) -> None:
    result = profile(rows, "value", schema, TYPE, sample=0.05)
    chosen = rows.where("value IS NOT NULL AND pmod(xxhash64(value), 100) < 5").count()
    assert 1_700 < result.messages < 2_300 and 1_700 < chosen < 2_300
    assert profile(rows.repartition(9), "value", schema, TYPE, sample=0.05).data == result.data


def test_the_type_is_judged_once(spark: SparkSession, schema: protune.Schema) -> None:
    df = of(spark, [b"\xc2\x3e\x03abc"] * 20)
    with pytest.warns(UserWarning, match="`weather.v1.Gust` declares only 0 % of the bytes") as caught:
        profile(df, "value", schema, "weather.v1.Gust")
    assert [warning.filename for warning in caught] == [__file__]


def test_executors_without_the_wheel(parquet: Path, schema: protune.Schema, whole: bytes, python: str) -> None:
    """Two executors in processes of their own run another interpreter, for which protune is not installed."""
    assert subprocess.run([python, "-c", "import protune"], capture_output=True, cwd="/").returncode == 1
    script = parquet.parent / "ship.py"
    script.write_text(
        f"""
import sys
import protune
from protune.spark import profile, ship
from pyspark.sql import SparkSession

builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.ui.enabled", "false")
spark = builder.config("spark.executor.memory", "1g").getOrCreate()
ship(spark)
schema = protune.Schema.from_descriptor_set(open(sys.argv[2], "rb").read())
profile(spark.read.parquet(sys.argv[1]), "value", schema, "{TYPE}").save(sys.argv[3])
spark.stop()
"""
    )
    set_, out = parquet.parent / "set.binpb", parquet.parent / "ship.profile"
    set_.write_bytes(schema.descriptor_set)
    # Nor is the program found by its name there.
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if not os.path.exists(os.path.join(path, "protune"))]
    environment = {**os.environ, "PYSPARK_PYTHON": python, "PATH": os.pathsep.join(paths)}
    del environment["PROTUNE_BINARY"]
    subprocess.run([sys.executable, script, parquet, set_, out], check=True, capture_output=True, env=environment)
    # Folders of the executors, which Spark leaves in its own.
    shutil.rmtree(Path(pyspark.__file__).parent / "work")
    assert out.read_bytes() == whole


def test_the_job_of_the_page(
    spark: SparkSession,
    place: Path,
    reports: List[bytes],
    by_one_run: Callable[[List[bytes]], bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables(place / "reports", reports)
    (place / "job.py").write_text(BLOCKS["job.py"])
    monkeypatch.setattr(sys, "argv", ["job.py", str(place / "reports")])
    # It uses the session that is there.
    assert runpy.run_path("job.py")["spark"] is spark
    assert (place / "weather.profile").read_bytes() == by_one_run(reports)
