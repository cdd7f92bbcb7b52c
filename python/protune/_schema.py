"""The schema that messages are read with, as bytes that go to other machines."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Union

from ._program import run


@dataclass(frozen=True)
class Schema:
    """A schema as the bytes of a `google.protobuf.FileDescriptorSet`. It can be pickled, and needs no file."""

    descriptor_set: bytes = field(repr=False)

    @classmethod
    def from_descriptor_set(cls, descriptor_set: bytes) -> Schema:
        """Takes a descriptor set that `protune build`, `protoc --include_imports` or `buf build` has written."""
        return cls(bytes(descriptor_set))

    @classmethod
    def from_folder(cls, path: Union[str, os.PathLike[str]]) -> Schema:
        """Compiles the .proto files of a folder, with their imports. Raises `Error` with the errors in them."""
        folder = os.fspath(path)
        if not os.path.isdir(folder):
            raise NotADirectoryError(f"{folder} is not a folder")
        # In the folder, so that its configuration is found as on the command line.
        return cls(run(["build", "--include-imports", "-o", "-"], folder=folder))
