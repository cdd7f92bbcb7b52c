"""Targets of a release, and the programs that were built for them."""

import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Names that npm has for each target. The launcher of the npm package composes the same ones.
PLATFORMS = {
    "x86_64-unknown-linux-gnu": ("linux", "x64", "glibc"),
    "aarch64-unknown-linux-gnu": ("linux", "arm64", "glibc"),
    "x86_64-unknown-linux-musl": ("linux", "x64", "musl"),
    "aarch64-unknown-linux-musl": ("linux", "arm64", "musl"),
    "x86_64-apple-darwin": ("darwin", "x64", None),
    "aarch64-apple-darwin": ("darwin", "arm64", None),
    "x86_64-pc-windows-msvc": ("win32", "x64", None),
}


def locate(given: str, version: str, scratch: Path) -> tuple[str, Path]:
    """Target and folder with its programs, of an archive `protune-VERSION-TARGET.tar.gz` or of `TARGET=FOLDER`."""
    if "=" in given:
        target, folder = given.split("=", 1)
        return target, Path(folder)
    name = Path(given).name
    stem = name.removesuffix(".tar.gz").removesuffix(".zip")
    prefix = f"protune-{version}-"
    if not stem.startswith(prefix):
        sys.exit(f"{given}: its name is not {prefix}TARGET")
    if name.endswith(".zip"):
        with zipfile.ZipFile(given) as archive:
            archive.extractall(scratch)
    else:
        with tarfile.open(given) as archive:
            archive.extractall(scratch, filter="data")
    return stem.removeprefix(prefix), scratch / stem
