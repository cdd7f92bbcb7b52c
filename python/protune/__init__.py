"""Profiles of Protobuf messages: counts of their bytes, field by field, and no value of any field.

The work is done by the program `protune`, which this package contains. `protune.spark` and `protune.beam` profile messages
on a cluster; docs/fleet.md of the repository describes them.
"""

from __future__ import annotations

from ._profile import Profile, profile
from ._program import Error, binary
from ._schema import Schema

__all__ = ["Error", "Profile", "Schema", "binary", "profile"]
