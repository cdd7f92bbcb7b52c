"""Finds the program, and runs it with data on its standard input."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import threading
from typing import IO, Dict, Iterable, List, Optional


class Error(Exception):
    """The program refused its input. The text is that of the program; `code` is its exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message, code)
        self.message = message
        self.code = code

    def __str__(self) -> str:
        return self.message


def binary() -> str:
    """Returns the path of the program: `PROTUNE_BINARY`, or that of the installed wheel, or one of `PATH`."""
    name = "protune.exe" if os.name == "nt" else "protune"
    chosen = os.environ.get("PROTUNE_BINARY")
    if chosen:
        if not os.path.isfile(chosen):
            raise FileNotFoundError(f"PROTUNE_BINARY names {chosen}, which is missing")
        return os.path.abspath(chosen)
    # The list of the wheel's files is right for every way to install it: venv, user, prefix and target.
    try:
        files = importlib.metadata.files("protune") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        # `protune` is also the folder of this package.
        if file.name == name:
            path = os.path.realpath(str(file.locate()))
            if os.path.isfile(path):
                return path
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError("the program protune is missing: install the wheel, or set PROTUNE_BINARY to its path")
    return os.path.abspath(found)


def run(
    arguments: Iterable[str],
    chunks: Iterable[bytes] = (),
    folder: Optional[str] = None,
    threads: Optional[int] = None,
    codes: Iterable[int] = (0,),
) -> bytes:
    """Runs the program with `chunks` on its standard input, and returns its output.

    Raises `Error` with its message unless it ends with one of `codes`.
    """
    environment: Optional[Dict[str, str]] = None
    if threads is not None:
        environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    process = subprocess.Popen(
        [binary(), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
    )
    assert process.stdin and process.stdout and process.stderr
    # Both are read while the input is written: a full pipe would stop the program, and then this process.
    output, errors = _Reader(process.stdout), _Reader(process.stderr)
    try:
        is_whole = _feed(process.stdin, chunks)
    except BaseException:
        process.kill()
        raise
    finally:
        # Fails with what is still in its buffer if the program has ended.
        try:
            process.stdin.close()
        except OSError:
            pass
        output.join()
        errors.join()
        process.wait()
        process.stdout.close()
        process.stderr.close()
    if process.returncode not in codes or not is_whole:
        notes = errors.content.decode("utf-8", "replace").splitlines()
        raise Error(_message(notes, process.returncode), process.returncode)
    return output.content


def _feed(stdin: IO[bytes], chunks: Iterable[bytes]) -> bool:
    """Writes all chunks. Returns whether the program read them."""
    for chunk in chunks:
        try:
            stdin.write(chunk)
        except OSError:
            # The program has ended, and its message says why.
            return False
    try:
        stdin.close()
    except OSError:
        return False
    return True


def _message(notes: List[str], code: int) -> str:
    if not notes:
        return f"protune ended with {code} and no message"
    text = "\n".join(notes)
    return text[len("error: ") :] if text.startswith("error: ") else text


class _Reader(threading.Thread):
    """Reads a pipe to its end."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.content = b""
        self._pipe = pipe
        self.start()

    def run(self) -> None:
        self.content = self._pipe.read()
