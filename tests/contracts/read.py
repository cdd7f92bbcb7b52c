"""Reads values that one schema writes by another, with Python's protobuf.

Standard input is JSON: a list of examples, each with the sets of descriptors of both sides, the samples of both sides as
encoded messages, and how values are told apart. Standard output is JSON as well: of each example, for the wire and for
JSON, for old data and for new data, how many trials lost or kept what was written; see `trial.rs`."""

import functools
import json
import math
import sys
from base64 import b64decode

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf.internal import type_checkers

STRING, GROUP, MESSAGE, BYTES, ENUM, FLOAT, DOUBLE, BOOL = 9, 10, 11, 12, 14, 2, 1, 8


@functools.cache
def pool_of(encoded):
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(b64decode(encoded)).file:
        pool.Add(file)
    return pool


def class_of(pool, name="p.M"):
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


def attempt(call):
    try:
        return call()
    except Exception:
        return None


def is_whole(message):
    return message is not None and message.IsInitialized()


class Telling:
    """What is said of values, whatever types they have."""

    def __init__(self, example, axis):
        self.example, self.axis = example, axis

    def is_same(self, written, read, of):
        return all(self.is_field_same(written, read, field) for field in of.fields)

    def is_field_same(self, written, read, field):
        def find(message):
            fields = message.DESCRIPTOR.fields_by_name if self.example["by_name"] else message.DESCRIPTOR.fields_by_number
            return fields.get(field.name if self.example["by_name"] else field.number)

        was, now = find(written), find(read)
        if now is None:
            return True
        is_ = self.said(read, now, was)
        if was is None:
            return not self.example["all_of_old"] and is_[0] == "nothing"
        return is_like(self.said(written, was, now), is_)

    def said(self, message, field, other):
        value = getattr(message, field.name)
        if field.is_repeated:
            entry = field.message_type
            if entry is not None and entry.GetOptions().map_entry:
                return ("many", sorted(self.entry(entry, key, value[key], other) for key in value))
            return ("many", sorted(self.value(it, field, other) for it in value))
        if field.has_presence and not message.HasField(field.name):
            return ("nothing", self.value(value, field, other) if self.example["defaults"] else "")
        return ("one", self.value(value, field, other))

    def entry(self, entry, key, value, other):
        def part(number, value):
            inner = other.message_type.fields_by_number.get(number) if other and other.message_type else None
            return self.value(value, entry.fields_by_number[number], inner)

        return "{1:%s;2:%s;}" % (part(1, key), part(2, value))

    def value(self, value, field, other):
        is_json, kind = self.axis == "json", field.type
        if kind == BOOL:
            return str(value).lower() if is_json else str(int(value))
        if kind in (FLOAT, DOUBLE):
            if not math.isfinite(value):
                return str(value)
            value = type_checkers.ToShortestFloat(value) if kind == FLOAT else value
            return str(int(value)) if value == int(value) else repr(value)
        if kind == STRING:
            if self.example["spelled"]:
                return "bytes " + value
            if isinstance(value, bytes):
                return "bytes " + value.hex()
            return value if is_json else "bytes " + value.encode().hex()
        if kind == BYTES:
            return "bytes " + value.hex()
        if kind == ENUM:
            known = field.enum_type.values_by_number.get(value)
            is_named = self.example["values_by_name"] or is_json and other is not None and other.type == STRING
            return known.name if known and is_named else str(value)
        if kind in (MESSAGE, GROUP):
            return self.message(value, other)
        return str(value)

    def message(self, message, other):
        descriptor = message.DESCRIPTOR
        name = descriptor.full_name
        is_message = other is None or other.type in (MESSAGE, GROUP)
        if name == "google.protobuf.Any":
            return self.packed(message)
        if name.startswith("google.protobuf.") and name.endswith("Value"):
            return self.value(message.value, descriptor.fields_by_number[1], other)
        if not is_message and self.axis == "wire":
            return "bytes " + message.SerializeToString().hex()
        if not is_message and name.startswith("google.protobuf."):
            return str(attempt(lambda: json.loads(json_format.MessageToJson(message))))
        fields = sorted(descriptor.fields, key=lambda field: field.number)
        parts = []
        for field in fields:
            how, what = self.said(message, field, None)
            all_ = {"nothing": [], "one": [what], "many": what}[how]
            parts += ["%d:%s;" % (field.number, one) for one in all_]
        return "{%s}" % "".join(parts)

    def packed(self, message):
        pool = message.DESCRIPTOR.file.pool
        inner = attempt(lambda: class_of(pool, message.type_url.rsplit("/")[-1]).FromString(message.value))
        return "nobody knows " + message.type_url if inner is None else self.message(inner, None)


def is_like(was, is_):
    if was[0] == "one" and is_[0] == "many":
        return is_[1] == [was[1]]
    if was[0] == "many" and is_[0] == "one":
        return was[1] == [is_[1]]
    if (was[0], is_[0]) == ("nothing", "many"):
        return not is_[1]
    if (was[0], is_[0]) == ("many", "nothing"):
        return not was[1]
    return was == is_


def try_samples(example, writer, reader, old, samples):
    """Tallies of the wire and of JSON: lost and kept, of those that count and of the others."""
    tallies = {axis: {"main": [0, 0], "side": [0, 0]} for axis in ("wire", "json")}
    written, read = class_of(writer), class_of(reader)
    of = (class_of(old) if example["all_of_old"] else read).DESCRIPTOR

    def add(axis, is_main, again, message):
        is_kept = is_whole(again) and Telling(example, axis).is_same(message, again, of)
        tallies[axis]["main" if is_main else "side"][int(is_kept)] += 1

    for encoded, is_main, is_text in samples:
        message = written.FromString(b64decode(encoded))
        again = attempt(lambda: read.FromString(message.SerializeToString()))
        add("wire", is_main, again, message)
        if not is_text:
            continue
        # Names are those of the schema, but for rows about names.
        for has_schema_names in (False, True) if example["plain_readers"] else (False,):
            text = attempt(
                lambda: json_format.MessageToJson(
                    message, preserving_proto_field_name=has_schema_names, descriptor_pool=writer
                )
            )
            if text is None:
                continue
            for text, is_first in other_names(example, written.DESCRIPTOR, text):
                for ignores in (False, True):
                    again = attempt(lambda: json_format.Parse(text, read(), ignores, descriptor_pool=reader))
                    add("json", is_main and not has_schema_names and is_first, again, message)
        if example["plain_readers"]:
            keys = json.loads(json_format.MessageToJson(message, descriptor_pool=writer))
            is_known = not keys or all(field.json_name in keys for field in read.DESCRIPTOR.fields)
            tallies["json"]["side"][int(is_known)] += 1
    return [tallies["wire"], tallies["json"]]


def other_names(example, descriptor, text):
    all_ = [(text, True)]
    if example["value_names"]:
        values = [value.name for value in descriptor.fields[0].enum_type.values if value.number == 1]
        first = '"%s"' % values[0]
        all_ += [(text.replace(first, '"%s"' % name), False) for name in values[1:] if first in text]
    return all_


def calls(caller, server, names):
    tally = {"main": [0, 0], "side": [0, 0]}
    body = b"\n\x01s"
    for service, method in names:
        sent = caller.FindServiceByName(service).FindMethodByName(method)
        found = attempt(lambda: server.FindServiceByName(service).FindMethodByName(method))
        is_served = (
            found is not None
            and unframed(framed(body, sent.client_streaming), found.client_streaming) == body
            and unframed(framed(body, found.server_streaming), sent.server_streaming) == body
        )
        tally["main" if len(names) == 1 or method != "Kept" else "side"][int(is_served)] += 1
    return [tally, tally]


def framed(body, is_stream):
    return len(body).to_bytes(5, "big") + body if is_stream else body


def unframed(data, is_stream):
    if not is_stream:
        return data if data[0] != 0 else None
    return data[5:] if int.from_bytes(data[:5], "big") == len(data) - 5 else None


def run(example):
    before, after = attempt(lambda: pool_of(example["before"])), attempt(lambda: pool_of(example["after"]))
    if example["clashes"]:
        # No reader knows which of two fields a name means: there is none.
        assert before is None and after is None
        refused = {"main": [1, 0], "side": [0, 0]}
        ways = [[refused, refused], [refused, refused]]
    elif example["calls"] is not None:
        ways = [calls(before, after, example["calls"][0]), calls(after, before, example["calls"][1])]
    else:
        ways = [
            try_samples(example, before, after, before, example["samples"][0]),
            try_samples(example, after, before, before, example["samples"][1]),
        ]
    return [[ways[0][axis], ways[1][axis]] for axis in (0, 1)]


json.dump([run(example) for example in json.load(sys.stdin)], sys.stdout)
