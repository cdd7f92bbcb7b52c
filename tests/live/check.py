"""Compares schemas with servers that were built from them, and servers that refuse with what protune says of them.

    check.py PROTUNE TOOLS FIXTURES [CORPORA]

TOOLS is the folder that `.ci/live` installs the servers to. Prints figures, and stops at the first difference.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PROTUNE, TOOLS, FIXTURES = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), pathlib.Path(sys.argv[3]).resolve()
CORPORA = pathlib.Path(sys.argv[4]).resolve() if len(sys.argv) > 4 else None
HERE = pathlib.Path(__file__).resolve().parent
SERVERS = {
    "grpcio": [TOOLS / "py/bin/python", HERE / "server.py"],
    "grpc-js": ["node", HERE / "server.js"],
    "tonic": [TOOLS / "tonic/debug/live-server"],
}
CERTS = TOOLS / "certs"
SERVICE = re.compile(rb"^\s*service\s+\w+", re.M)
# A service without RPCs does not show what a server loses, so that it is not compared by itself.
PROTO3 = re.compile(rb'^\s*syntax\s*=\s*["\']proto3', re.M)
RPC = re.compile(rb"^\s*rpc\s", re.M)
DIRECTORIES = 40


def fail(words):
    sys.exit(f"failed: {words}")


def protune(*args, cwd=FIXTURES / "sample", env=None):
    command = [PROTUNE, *map(str, args)]
    return subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True)


class Server:
    """A server of a kind for a set, while the block runs. Its standard input is the sign that it is needed."""

    def __init__(self, kind, descriptors, *flags):
        self.command = [*SERVERS[kind], descriptors, *flags]

    def __enter__(self):
        env = {**os.environ, "NODE_PATH": str(TOOLS / "node_modules"), "GRPC_VERBOSITY": "NONE"}
        self.process = subprocess.Popen(
            list(map(str, self.command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True
        )
        line = self.process.stdout.readline()
        if not line.strip():
            # protobuf.js does not read each set.
            reason = next((line for line in self.process.stderr if "Error" in line), "nothing is told").strip()
            print(f"  {self.command[0]} cannot serve it: {reason}")
            return None
        return int(line)

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


def trees():
    """Names, folders, roots and paths of schemas that have services."""
    yield "fixtures/sample", FIXTURES / "sample", [], []
    yield "fixtures/live", FIXTURES / "live", [], []
    if CORPORA is None:
        return
    names = ["opentelemetry", "perfetto", "deployment/envoy", "deployment/grpc-gateway", "deployment/microservices-demo"]
    folders = [CORPORA / name for name in names]
    folders += sorted((CORPORA / "buf-lint").iterdir()) + sorted((CORPORA / "buf-breaking/current").iterdir())
    for folder in folders:
        if any(SERVICE.search(file.read_bytes()) for file in folder.rglob("*.proto")):
            yield str(folder.relative_to(CORPORA)), folder, [], []
    # The others hold many schemas: one folder with services of so many, and single files.
    google = CORPORA / "googleapis"
    with_services = sorted({f.parent for f in google.rglob("*.proto") if SERVICE.search(f.read_bytes())})
    step = max(1, len(with_services) // DIRECTORIES)
    for folder in with_services[::step]:
        path = folder.relative_to(google)
        yield f"googleapis/{path}", google, ["-I", "."], [path]
    for name, roots in [("protobuf", ["src", "."]), ("protocompile", ["internal/testdata", "."])]:
        folder = CORPORA / name
        texts = {file: file.read_bytes() for file in folder.rglob("*.proto")}
        files = sorted(file for file, text in texts.items() if SERVICE.search(text) and RPC.search(text))
        flags = [flag for root in roots for flag in ["-I", root]]
        for file in files:
            path = file.relative_to(folder)
            yield f"{name}/{path}", folder, flags, [path]


def built(folder, flags, paths, out):
    """Builds a set; some schemas of the corpora do not compile, or have no service after all."""
    done = protune("build", *flags, *paths, "--include-imports", "-o", out, cwd=folder)
    if "unexpected argument" in done.stderr:
        fail(done.stderr)
    return done.returncode == 0


def compare(kinds, scratch):
    counts = {}
    slowest = (0, "")
    taken_for_proto3 = 0
    for name, folder, flags, paths in trees():
        out = scratch / "tree.binpb"
        if not built(folder, flags, paths, out):
            print(f"  {name}: does not compile by itself")
            continue
        for kind in kinds:
            # grpc-js serves a single file of proto2 or an edition as proto3 under its own name. Nothing shows that, so that
            # presence and JSON differ.
            if kind == "grpc-js" and len(paths) == 1 and (folder / paths[0]).is_file():
                if not PROTO3.search((folder / paths[0]).read_bytes()):
                    taken_for_proto3 += 1
                    continue
            count = counts.setdefault(kind, [0, 0, 0])
            with Server(kind, out) as port:
                if port is None:
                    continue
                server = f"grpc://127.0.0.1:{port}"
                start = time.monotonic()
                for command in [["breaking"], ["breaking", "--select", "PACKAGE,WIRE_JSON"], ["drift"]]:
                    done = protune(*command, *flags, *paths, "--against", server, "--format", "text", cwd=folder)
                    lists_nothing = "lists no service" in done.stderr
                    told = [line for line in done.stdout.splitlines() if "[COMPILE]" not in line]
                    if lists_nothing and not re.search(r"service", out.read_bytes().decode("latin1")):
                        continue
                    if done.returncode == 0 and not told:
                        count[0] += 1
                        count[2] += "skipped" in done.stderr
                        continue
                    count[1] += 1
                    print(f"  {name} differs from {kind}: {' '.join(command)} ended with {done.returncode}")
                    print("   ", "\n    ".join((done.stdout + done.stderr).splitlines()[:8]))
                slowest = max(slowest, (time.monotonic() - start, f"{name} over {kind}"))
    for kind, (same, differing, degraded) in counts.items():
        print(f"{kind}: {same} comparisons without a difference, {degraded} of them degraded, {differing} with one")
    print(f"grpc-js: {taken_for_proto3} single files of proto2 or an edition are not compared: it serves them as proto3")
    print(f"slowest: {slowest[1]}, {slowest[0]:.1f} s")
    if any(differing for _, differing, _ in counts.values()):
        fail("a schema differs from the server that was built from it")


def says(port, flags, code, words, scheme="grpcs", env=None):
    """Runs `breaking` on the sample with a server, and compares the exit code and the only line about the server."""
    server = f"{scheme}://localhost:{port}"
    done = protune("breaking", "-q", "--format", "text", "--against", server, *flags, env=env)
    told = done.stderr.strip().replace(server, "SERVER")
    lines = [line for line in told.splitlines() if not line.startswith("warning: ")]
    if done.returncode != code or not re.fullmatch(words, "\n".join(lines)):
        fail(f"{' '.join(map(str, flags))} ended with {done.returncode}: {told}\nexpected: {words}")
    if env and any(value in done.stdout + done.stderr for value in env.values()):
        fail("a secret is printed")


def connect(kinds, scratch):
    sample = scratch / "sample.binpb"
    if not built(FIXTURES / "sample", [], [], sample):
        fail("the sample does not compile")
    cert = ["--cert", CERTS / "server.pem", "--key", CERTS / "server.key"]
    ca, name = ["--cacert", CERTS / "ca.pem"], ["--servername", "harbor.example"]
    client = ["--cert", CERTS / "client.pem", "--key", CERTS / "client.key"]
    stranger = ["--cert", CERTS / "stranger.pem", "--key", CERTS / "stranger.key"]
    token = ["-H", "authorization: Bearer ${LIVE_TOKEN}"]
    refused = "error: cannot compare with SERVER: "
    checks = 0
    for kind in kinds:
        with Server(kind, sample) as port:
            says(port, [], 0, "", scheme="grpc")
            says(port, ca, 2, refused + "it (does not answer with TLS|closes the connection when TLS begins); write `grpc://` .*")
        with Server(kind, sample, "--token", "t0ps3cret") as port:
            says(port, token, 0, "", scheme="grpc", env={"LIVE_TOKEN": "t0ps3cret"})
            wrong = refused + r"it asks for credentials \(UNAUTHENTICATED: the token is missing or wrong\); send them with --header"
            says(port, token, 2, wrong, scheme="grpc", env={"LIVE_TOKEN": "wr0ng"})
            says(port, [], 2, wrong, scheme="grpc")
        with Server(kind, sample, *cert) as port:
            says(port, [*ca, *name], 0, "")
            says(port, [*ca, "--authority", "harbor.example"], 0, "")
            says(port, ["--insecure"], 0, "")
            says(port, ca, 2, refused + "its certificate is not for `localhost`; --servername .*")
            says(port, name, 2, refused + "its certificate is not signed by an authority that is trusted; .*--cacert")
            says(port, [], 2, refused + "it (does not speak HTTP/2 without TLS|closes the connection without an answer); write `grpcs://` .*", scheme="grpc")
        with Server(kind, sample, *cert, "--ca", CERTS / "ca.pem") as port:
            says(port, [*ca, *name, *client], 0, "")
            says(port, [*ca, *name], 2, refused + ".*(asks for a certificate of the client|breaks off TLS).*")
            says(port, [*ca, *name, *stranger], 2, refused + ".*(refuses the certificate|closes the connection|breaks off TLS|a certificate of the client).*")
        checks += 14
    print(f"{checks} connections and refusals over plaintext, TLS, certificates of clients and tokens")


def large(kinds, scratch):
    """A message of more than 8 MiB is read whole, unless it is more than is allowed."""
    folder = scratch / "large"
    (folder / "large").mkdir(parents=True)
    # Few declarations with long names: protobuf.js takes minutes for many, and loses JSON names.
    fields = "".join(f"  string f{at}_{'x' * 4000} = {at + 1};\n" for at in range(110))
    messages = "".join(f"message M{at} {{\n{fields}}}\n" for at in range(20))
    head = 'syntax = "proto3";\npackage large;\nservice Large { rpc Get(M0) returns (M1); }\n'
    (folder / "large/a.proto").write_text(head + messages)
    out = scratch / "large.binpb"
    if not built(folder, [], [], out):
        fail("the large schema does not compile")
    size = out.stat().st_size
    if size < 8 << 20:
        fail(f"the large schema has only {size} bytes")
    for kind in kinds:
        with Server(kind, out) as port:
            server = f"grpc://127.0.0.1:{port}"
            done = protune("breaking", "-q", "--against", server, cwd=folder)
            if done.returncode != 0:
                fail(f"{kind}, {size} bytes: {done.stderr}")
            done = protune("breaking", "-q", "--against", server, "--max-msg-sz", 4 << 20, cwd=folder)
            if done.returncode != 2 or "--max-msg-sz allows 4194304" not in done.stderr:
                fail(f"{kind}, {size} bytes: {done.stderr}")
    print(f"a schema of {size} bytes is read from each server in one message, and refused by --max-msg-sz")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        connect(list(SERVERS), scratch)
        large(list(SERVERS), scratch)
        compare(list(SERVERS), scratch)
