#!/usr/bin/env python3
"""A plugin of buf for the comparison of protune with buf: rules that use every part of a request.

The messages are declared below, as far as the plugin needs them, with Python's protobuf.
"""
import sys

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message_factory

KINDS = descriptor_pb2.FieldDescriptorProto
OTHERS = {"any": ".google.protobuf.Any", "file": ".google.protobuf.FileDescriptorProto"}
# Full name of a message: its fields, as (name, number, type), with `*` before the type of a repeated field. A type that is
# no scalar is another message of the table.
MESSAGES = {
    "pluginrpc.v1.Procedure": [("path", 1, "string"), ("args", 2, "*string")],
    "pluginrpc.v1.Spec": [("procedures", 1, "*pluginrpc.v1.Procedure")],
    "pluginrpc.v1.Request": [("value", 1, "any")],
    "pluginrpc.v1.Response": [("value", 1, "any")],
    "buf.plugin.descriptor.v1.FileDescriptor": [
        ("file_descriptor_proto", 1, "file"), ("is_import", 2, "bool"),
        ("is_syntax_unspecified", 3, "bool"), ("unused_dependency", 4, "*int32")],
    "buf.plugin.descriptor.v1.FileLocation": [("file_name", 1, "string"), ("source_path", 2, "*int32")],
    "buf.plugin.option.v1.ListValue": [("values", 1, "*buf.plugin.option.v1.Value")],
    "buf.plugin.option.v1.Value": [
        ("bool_value", 1, "bool"), ("int64_value", 2, "int64"), ("double_value", 3, "double"),
        ("string_value", 4, "string"), ("bytes_value", 5, "bytes"), ("list_value", 6, "buf.plugin.option.v1.ListValue")],
    "buf.plugin.option.v1.Option": [("key", 1, "string"), ("value", 2, "buf.plugin.option.v1.Value")],
    "buf.plugin.check.v1.Rule": [
        ("id", 1, "string"), ("category_ids", 2, "*string"), ("default", 3, "bool"), ("purpose", 4, "string"),
        ("type", 5, "int32"), ("deprecated", 6, "bool"), ("replacement_ids", 7, "*string")],
    "buf.plugin.check.v1.Category": [("id", 1, "string"), ("purpose", 2, "string")],
    "buf.plugin.check.v1.ListRulesResponse": [("next_page_token", 1, "string"), ("rules", 2, "*buf.plugin.check.v1.Rule")],
    "buf.plugin.check.v1.ListCategoriesResponse": [
        ("next_page_token", 1, "string"), ("categories", 2, "*buf.plugin.check.v1.Category")],
    "buf.plugin.check.v1.CheckRequest": [
        ("file_descriptors", 1, "*buf.plugin.descriptor.v1.FileDescriptor"),
        ("against_file_descriptors", 2, "*buf.plugin.descriptor.v1.FileDescriptor"),
        ("options", 3, "*buf.plugin.option.v1.Option"), ("rule_ids", 4, "*string")],
    "buf.plugin.check.v1.Annotation": [
        ("rule_id", 1, "string"), ("message", 2, "string"),
        ("file_location", 3, "buf.plugin.descriptor.v1.FileLocation"),
        ("against_file_location", 4, "buf.plugin.descriptor.v1.FileLocation")],
    "buf.plugin.check.v1.CheckResponse": [("annotations", 1, "*buf.plugin.check.v1.Annotation")],
}


def classes():
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(descriptor_pb2.DESCRIPTOR.serialized_pb)
    pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
    # Packages refer to each other, so that one file holds the messages under names of its own.
    file = descriptor_pb2.FileDescriptorProto(name="plugin.proto", package="p", syntax="proto3")
    file.dependency.extend(["google/protobuf/descriptor.proto", "google/protobuf/any.proto"])
    for full, fields in MESSAGES.items():
        message = file.message_type.add(name=full.replace(".", "_"))
        for name, number, kind in fields:
            field = message.field.add(name=name, number=number, label=KINDS.LABEL_OPTIONAL)
            if kind.startswith("*"):
                field.label, kind = KINDS.LABEL_REPEATED, kind[1:]
            if "." in kind or kind in OTHERS:
                field.type = KINDS.TYPE_MESSAGE
                field.type_name = OTHERS.get(kind) or ".p." + kind.replace(".", "_")
            else:
                field.type = getattr(KINDS, "TYPE_" + kind.upper())
        oneof = full == "buf.plugin.option.v1.Value"
        if oneof:
            message.oneof_decl.add(name="kind")
            for field in message.field:
                field.oneof_index = 0
    pool.Add(file)
    get = lambda full: message_factory.GetMessageClass(pool.FindMessageTypeByName("p." + full.replace(".", "_")))
    return {full.rsplit(".", 1)[1]: get(full) for full in MESSAGES}


M = classes()
SERVICE = "/buf.plugin.check.v1.CheckService/"
LINT, BREAKING = 1, 2
UINT64, MAP = KINDS.TYPE_UINT64, "map_entry"
RULES = {
    "ACME_DEPENDENCY_USED": (LINT, False, "Imports are used."),
    "ACME_FIELD_NO_UINT64": (LINT, True, "Fields are not of type uint64."),
    "ACME_FILE_HAS_MESSAGE": (LINT, True, "Files have messages."),
    "ACME_MESSAGE_COMMENT": (LINT, True, "Messages have comments."),
    "ACME_MESSAGE_NAME": (LINT, False, "Messages do not have the names of the option."),
    "ACME_PROJECT": (LINT, False, "The project has a file that is named like the option."),
    "ACME_SYNTAX": (LINT, False, "Files have a syntax."),
    "ACME_FIELD_NAME_KEPT": (BREAKING, True, "Fields keep their names."),
    "ACME_FILE_KEPT": (BREAKING, True, "Files are not deleted."),
    "ACME_MESSAGE_KEPT": (BREAKING, True, "Messages are not deleted."),
}
OLD = {"ACME_NO_UINT64": "ACME_FIELD_NO_UINT64"}
CATEGORIES = {"ACME": "Rules of the plugin.", "ACME_MESSAGES": "Rules about messages."}


def messages(file):
    """All messages of a file but the entries of maps, with their paths."""
    stack = [(message, [4, at]) for at, message in enumerate(file.message_type)]
    while stack:
        message, path = stack.pop()
        if message.options.map_entry:
            continue
        yield message, path
        stack.extend((inner, path + [3, at]) for at, inner in enumerate(message.nested_type))


def check(request):
    options = {option.key: option.value for option in request.options}
    files = {it.file_descriptor_proto.name: it for it in request.file_descriptors if not it.is_import}
    before = {it.file_descriptor_proto.name: it for it in request.against_file_descriptors if not it.is_import}

    def annotation(rule, message, file=None, path=(), old=None, old_path=()):
        if rule not in request.rule_ids:
            return
        out = response.annotations.add(rule_id=rule, message=message)
        if file is not None:
            out.file_location.file_name = file
            out.file_location.source_path.extend(path)
        if old is not None:
            out.against_file_location.file_name = old
            out.against_file_location.source_path.extend(old_path)

    response = M["CheckResponse"]()
    banned = [value.string_value for value in options["names"].list_value.values] if "names" in options else []
    for name, sent in files.items():
        file = sent.file_descriptor_proto
        comments = {tuple(it.path): it.leading_comments for it in file.source_code_info.location}
        if not file.message_type:
            annotation("ACME_FILE_HAS_MESSAGE", f"{name} has no message", name)
        if sent.is_syntax_unspecified:
            annotation("ACME_SYNTAX", "there is no syntax", name)
        for at in sent.unused_dependency:
            annotation("ACME_DEPENDENCY_USED", f"{file.dependency[at]} is not used", name, [3, at])
        for message, path in messages(file):
            if not comments.get(tuple(path)):
                annotation("ACME_MESSAGE_COMMENT", f"{message.name} has no comment", name, path)
            if message.name in banned:
                annotation("ACME_MESSAGE_NAME", f"{message.name} is banned", name, path + [1])
            for at, field in enumerate(message.field):
                if field.type == UINT64:
                    annotation("ACME_FIELD_NO_UINT64", f"{field.name} is a uint64", name, path + [2, at, 5])
    wanted = options["file"].string_value if "file" in options else ""
    if wanted and wanted not in files:
        annotation("ACME_PROJECT", f"there is no {wanted}")
    for name, sent in before.items():
        if name not in files:
            annotation("ACME_FILE_KEPT", f"{name} is gone", old=name)
            continue
        now = {message.name: (message, path) for message, path in messages(files[name].file_descriptor_proto)}
        for message, path in messages(sent.file_descriptor_proto):
            if message.name not in now:
                annotation("ACME_MESSAGE_KEPT", f"{message.name} is gone", name, [], name, path)
                continue
            kept, kept_path = now[message.name]
            numbers = {field.number: (field, at) for at, field in enumerate(kept.field)}
            for at, field in enumerate(message.field):
                other, other_at = numbers.get(field.number, (field, 0))
                if other.name != field.name:
                    text = f"{field.name} became {other.name}"
                    annotation("ACME_FIELD_NAME_KEPT", text, name, kept_path + [2, other_at, 1], name, path + [2, at, 1])
    return response


def list_rules(_):
    response = M["ListRulesResponse"]()
    for id, (kind, default, purpose) in RULES.items():
        categories = ["ACME"] + (["ACME_MESSAGES"] if "MESSAGE" in id else [])
        response.rules.add(id=id, category_ids=categories, default=default, purpose=purpose, type=kind)
    for id, by in OLD.items():
        response.rules.add(id=id, purpose="Old.", type=LINT, deprecated=True, replacement_ids=[by])
    return response


def list_categories(_):
    response = M["ListCategoriesResponse"]()
    for id, purpose in CATEGORIES.items():
        response.categories.add(id=id, purpose=purpose)
    return response


CALLS = {
    "Check": ("CheckRequest", "buf.plugin.check.v1.CheckResponse", check, ["check"]),
    "ListRules": (None, "buf.plugin.check.v1.ListRulesResponse", list_rules, ["list-rules"]),
    "ListCategories": (None, "buf.plugin.check.v1.ListCategoriesResponse", list_categories, []),
}


def main(args):
    if args == ["--protocol"]:
        print("1")
        return
    out = sys.stdout.buffer
    if args[:1] == ["--spec"]:
        spec = M["Spec"]()
        for name, (_, _, _, words) in CALLS.items():
            spec.procedures.add(path=SERVICE + name, args=words)
        out.write(spec.SerializeToString())
        return
    for name, (request, response, call, words) in CALLS.items():
        if args[:1] == words[:1] or args[:1] == [SERVICE + name]:
            envelope = M["Request"].FromString(sys.stdin.buffer.read())
            answer = M["Response"]()
            sent = M[request].FromString(envelope.value.value) if request else None
            answer.value.type_url = "type.googleapis.com/" + response
            answer.value.value = call(sent).SerializeToString()
            out.write(answer.SerializeToString())
            return
    sys.exit(f"there is no call {args}")


# Whatever follows the first argument `base` is a call.
main(sys.argv[2:] if sys.argv[1:2] == ["base"] else sys.argv[1:])
