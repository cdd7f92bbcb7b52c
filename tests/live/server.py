"""A gRPC server that answers reflection for the services of a descriptor set, and nothing else.

    server.py SET [--cert FILE --key FILE [--ca FILE]] [--token TOKEN] [--host NAME]

Prints its port. With --ca it asks clients for a certificate, with --token for `authorization: Bearer TOKEN`.
"""

import argparse
import sys
from concurrent import futures

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool
from grpc_reflection.v1alpha import reflection

MESSAGE_SIZE = 256 << 20


class Token(grpc.ServerInterceptor):
    """Refuses calls without the token."""

    def __init__(self, token):
        self.expected = ("authorization", f"Bearer {token}")

        def abort(_requests, context):
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "the token is missing or wrong")

        self.refusal = grpc.stream_stream_rpc_method_handler(abort)

    def intercept_service(self, proceed, details):
        return proceed(details) if self.expected in details.invocation_metadata else self.refusal


def pool_of(files):
    """Returns a pool with the files, and the names of their services. Imports are added before what imports them."""
    pool, waiting, added = descriptor_pool.DescriptorPool(), {file.name: file for file in files}, set()

    def add(name):
        if name in added or name not in waiting:
            return
        added.add(name)
        for imported in waiting[name].dependency:
            add(imported)
        pool.Add(waiting[name])

    for file in files:
        add(file.name)
    names = [
        ".".join(part for part in (file.package, service.name) if part)
        for file in files
        for service in file.service
    ]
    return pool, names


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("set")
    parser.add_argument("--cert")
    parser.add_argument("--key")
    parser.add_argument("--ca")
    parser.add_argument("--token")
    parser.add_argument("--address", default="127.0.0.1:0")
    args = parser.parse_args()
    with open(args.set, "rb") as file:
        files = descriptor_pb2.FileDescriptorSet.FromString(file.read()).file
    pool, names = pool_of(files)
    server = grpc.server(
        futures.ThreadPoolExecutor(4),
        interceptors=[Token(args.token)] if args.token else [],
        options=[("grpc.max_send_message_length", MESSAGE_SIZE)],
    )
    reflection.enable_server_reflection([*names, reflection.SERVICE_NAME], server, pool=pool)
    if args.cert:
        read = lambda path: open(path, "rb").read()
        ca = read(args.ca) if args.ca else None
        credentials = grpc.ssl_server_credentials([(read(args.key), read(args.cert))], ca, bool(ca))
        port = server.add_secure_port(args.address, credentials)
    else:
        port = server.add_insecure_port(args.address)
    server.start()
    print(port, flush=True)
    # The script that started the server holds the other end.
    sys.stdin.read()
    server.stop(None)


main()
