"""Profiles of a column of messages, counted by the tasks of PySpark 3.3 or newer."""

from __future__ import annotations

import os
import stat
import tempfile
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterable, Iterator, List, Optional, Union

from . import _profile
from ._profile import OnError, Profile, Strip, merged
from ._program import binary
from ._schema import Schema

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import Column, DataFrame, SparkSession

#: What a task returns. A profile is the result of its task and nothing else, so that retries and speculative copies of
#: the task do not count.
ROW = "profile binary, nulls long, damaged long"


def profile(
    df: DataFrame,
    column: Union[str, Column],
    schema: Schema,
    type: str,
    *,
    strip: Strip = None,
    on_error: OnError = "raise",
    sample: Optional[float] = None,
    count_values: Optional[bytes] = None,
    mergers: int = 8,
) -> Profile:
    """Profiles the messages of a binary column in one action, and returns one profile to the driver.

    Each partition with rows runs the program once. `mergers` tasks then merge the profiles, so that the driver receives
    at most as many. `sample` is the share of messages to count, chosen by Spark's `xxhash64` before they leave the JVM.
    The other parameters are those of `protune.profile`.
    """
    from pyspark.sql import functions
    from pyspark.sql.types import BinaryType

    _profile.check(on_error, sample)
    chosen = functions.col(column) if isinstance(column, str) else column
    values = df.select(chosen.alias("value"))
    kind = values.schema["value"].dataType
    if not isinstance(kind, BinaryType):
        raise TypeError(f"the column should be binary, and is {kind.simpleString()}")
    # Fails here and now, not in every task, if there is no such type.
    nothing = _profile.count([], schema, type, strip=strip, count_values=count_values)
    if sample is not None:
        limit = int(sample * 2**32)
        values = values.where(f"value IS NULL OR pmod(xxhash64(value), {2**32}L) < {limit}L")
    task = partial(
        _count, schema=schema, type=type, strip=strip, on_error=on_error, count_values=count_values
    )
    counted = values.mapInArrow(task, ROW)
    rows = counted.repartition(mergers).mapInArrow(_merge, ROW).collect()
    parts = [Profile(bytes(row[0]), row[1], row[2]) for row in rows]
    whole = merged(parts or [nothing])
    _profile.warn(whole, type)
    return whole


def ship(spark: SparkSession) -> None:
    """Sends this package and its program to the executors of a cluster on which the wheel is not installed.

    The program is that of this machine, so the executors need the same operating system and processor.
    """
    context = spark.sparkContext
    package = Path(__file__).parent
    archive = os.path.join(tempfile.mkdtemp(prefix="protune-"), "protune-package.zip")
    with zipfile.ZipFile(archive, "w") as out:
        for file in sorted(package.glob("*.py")):
            out.write(file, f"protune/{file.name}")
    context.addPyFile(archive)
    context.addFile(binary())


def _count(
    batches: Iterator[pyarrow.RecordBatch],
    schema: Schema,
    type: str,
    strip: Strip,
    on_error: OnError,
    count_values: Optional[bytes],
) -> Iterator[pyarrow.RecordBatch]:
    """Counts a partition with one process, however many batches and rows it has."""
    first = next((batch for batch in batches if batch.num_rows), None)
    if first is None:
        return
    _find_program()
    messages = (value for batch in _chain(first, batches) for value in batch.column(0).to_pylist())
    # As many tasks run on a machine as it has cores.
    counted = _profile.count(
        messages, schema, type, strip=strip, on_error=on_error, count_values=count_values, threads=1
    )
    yield _batch([counted])


def _merge(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    parts: List[Profile] = []
    for batch in batches:
        for row in batch.to_pylist():
            parts.append(Profile(row["profile"], row["nulls"], row["damaged"]))
        if len(parts) >= _profile.MOST:
            _find_program()
            parts = [merged(parts)]
    if parts:
        _find_program()
        yield _batch([merged(parts)])


def _chain(first: Any, rest: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _batch(profiles: List[Profile]) -> pyarrow.RecordBatch:
    import pyarrow

    columns = [
        pyarrow.array([profile.data for profile in profiles], pyarrow.binary()),
        pyarrow.array([profile.nulls for profile in profiles], pyarrow.int64()),
        pyarrow.array([profile.damaged for profile in profiles], pyarrow.int64()),
    ]
    return pyarrow.RecordBatch.from_arrays(columns, ["profile", "nulls", "damaged"])


def _find_program() -> None:
    """Uses the program that `ship` has sent, if none is installed."""
    try:
        binary()
    except FileNotFoundError:
        from pyspark import SparkFiles

        path = SparkFiles.get("protune")
        if not os.path.isfile(path):
            raise
        # Files that are sent may arrive without their permissions.
        if not os.access(path, os.X_OK):
            os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        os.environ["PROTUNE_BINARY"] = path
