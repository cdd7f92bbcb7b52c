"""Message types of a schema, by way of the descriptors that protune makes."""

import subprocess
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def type_of(protune, schema, name):
    """The class of a message type, by way of the descriptors that protune makes."""
    built = subprocess.run([protune, "build", "--include-imports", schema, "-o", "-"], capture_output=True, cwd=schema.parent)
    if built.returncode != 0:
        sys.exit(f"{schema} does not compile: {built.stderr.decode()}")
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(built.stdout).file:
        pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
