"""Profiles with all frames of each sample written out. Functions, files and lines are those of the Python package Django,
and who calls whom is read from its source; which calls are sampled comes from a seed. The expert's form is pprof."""

import ast
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from random import Random

SEED = 20261129
NAIVE, EXPERT = ("stacks.proto", "stacks.v1.Profile"), ("stacks_expert.proto", "stacks.v2.Profile")
PROFILES, SAMPLES, DEEPEST, NANOS = 6, 1200, 40, 10_000_000
SITE, BINARY = "site-packages/", "/usr/bin/python3.13"


@dataclass(frozen=True)
class Function:
    name: str
    qualified: str
    file: str
    line: int
    # Line and name of each.
    calls: tuple


def source(folder, _protune, _type_of):
    wheels = folder / "wheels"
    pip = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "-d", wheels, "django==5.2.17"], check=True)
    functions = []
    with zipfile.ZipFile(next(wheels.glob("[Dd]jango-5.2.17-*.whl"))) as wheel:
        for path in sorted(wheel.namelist()):
            if path.endswith(".py") and path.startswith(("django/core/", "django/db/", "django/http/", "django/template/")):
                collect(ast.parse(wheel.read(path)), path.removesuffix(".py").replace("/", "."), path, functions)
    return functions


def collect(tree, scope, path, functions):
    for part in ast.iter_child_nodes(tree):
        if isinstance(part, ast.ClassDef):
            collect(part, f"{scope}.{part.name}", path, functions)
        elif isinstance(part, ast.FunctionDef):
            calls = [node for node in ast.walk(part) if isinstance(node, ast.Call)]
            names = tuple(sorted((call.lineno, called(call)) for call in calls if called(call)))
            functions.append(Function(part.name, f"{scope}.{part.name}", path, part.lineno, names))


def called(call):
    return getattr(call.func, "attr", None) or getattr(call.func, "id", None)


class Program:
    """Who can call whom, from which line, in an order that a seed determines: the first are called most."""

    def __init__(self, functions, random):
        named = defaultdict(list)
        for at, function in enumerate(functions):
            named[function.name].append(at)
        self.random, self.functions, self.calls = random, functions, []
        for function in functions:
            calls = [(line, random.choice(named[name])) for line, name in function.calls if 0 < len(named[name]) < 9]
            random.shuffle(calls)
            self.calls.append(calls)
        callers = [at for at, calls in enumerate(self.calls) if len(calls) > 3]
        self.roots = [random.choice(callers) for _ in range(12)]

    def skewed(self, choices):
        return choices[int(self.random.random() ** 2 * len(choices))]

    def stack(self):
        """Pairs of a function and a line, from the innermost."""
        at, stack = self.skewed(self.roots), []
        while self.calls[at] and len(stack) < DEEPEST and self.random.random() > 0.02:
            line, callee = self.skewed(self.calls[at])
            stack.append((at, line))
            at = callee
        stack.append((at, self.functions[at].line + 1))
        return tuple(reversed(stack))


def profiles(functions):
    program = Program(functions, Random(SEED))
    for _ in range(PROFILES):
        yield Counter(program.stack() for _ in range(SAMPLES))


def address(at, line):
    return 0x7F00_0000_0000 + at * 0x640 + line % 0x64 * 0x10


def stamped(message, number):
    message.time_nanos = 1_772_323_200_000_000_000 + number * 60_000_000_000
    message.duration_nanos = SAMPLES * NANOS
    return message


def naive(new, source):
    for number, stacks in enumerate(profiles(source)):
        message = stamped(new(), number)
        for stack, count in stacks.items():
            sample = message.samples.add(count=count, cpu_nanos=count * NANOS)
            for at, line in stack:
                function = source[at]
                frame = sample.frames.add(address=address(at, line), function=function.qualified, system_name=function.name)
                frame.file, frame.binary = SITE + function.file, BINARY
                frame.start_line, frame.line = function.line, line
        yield message


def expert(new, source):
    for number, stacks in enumerate(profiles(source)):
        message = stamped(new(), number)
        texts, locations, functions = {"": 0}, {}, {}
        message.mapping.add(id=1, filename=texts.setdefault(BINARY, len(texts)))
        for stack, count in stacks.items():
            sample = message.sample.add(value=[count, count * NANOS])
            sample.location_id.extend(locations.setdefault(frame, len(locations) + 1) for frame in stack)
        for (at, line), id_ in locations.items():
            location = message.location.add(id=id_, mapping_id=1, address=address(at, line))
            location.line.add(function_id=functions.setdefault(at, len(functions) + 1), line=line)
        for at, id_ in functions.items():
            function = source[at]
            name, system_name, file = (
                texts.setdefault(text, len(texts)) for text in (function.qualified, function.name, SITE + function.file)
            )
            written = message.function.add(id=id_, name=name, system_name=system_name)
            written.filename, written.start_line = file, function.line
        message.string_table.extend(texts)
        yield message
