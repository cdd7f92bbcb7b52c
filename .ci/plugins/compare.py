#!/usr/bin/env python3
"""Runs one plugin under buf and under protune, for lint and breaking over the two modules beside this file, and fails if
findings, places or order differ.

  compare.py BUF PROTUNE
"""
import json, os, shutil, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PLUGIN = [sys.executable, os.path.join(HERE, "plugin.py"), "base"]
OPTIONS = {"names": ["Banned", "Other"], "file": "none.proto"}
# Sections of buf.yaml for lint, each with a name. `both` modules have them, or one of its own.
LINTS = {
    "defaults": "lint: {}",
    "category": "lint: {use: [ACME]}",
    "ids": "lint: {use: [ACME_MESSAGE_NAME, ACME_FIELD_NO_UINT64, ACME_PROJECT, PACKAGE_DEFINED]}",
    "except": "lint: {use: [STANDARD, ACME], except: [ACME_MESSAGE_COMMENT, ACME_PROJECT]}",
    "only plugins": "lint: {disable_builtin: true}",
    "ignores": "lint: {use: [ACME], ignore: [one/acme/one/v1/more.proto], ignore_only: {ACME_MESSAGES: [two/acme]}}",
    "no comments": "lint: {use: [ACME], disallow_comment_ignores: true}",
    "deprecated": "lint: {use: [ACME_NO_UINT64]}",
}
BREAKINGS = {
    "defaults": "breaking: {}",
    "category": "breaking: {use: [ACME]}",
    "ids": "breaking: {use: [FIELD_SAME_TYPE, ACME_MESSAGE_KEPT]}",
    "except": "breaking: {use: [FILE, ACME], except: [ACME_FILE_KEPT]}",
    "ignores": "breaking: {use: [ACME], ignore_only: {ACME_FIELD_NAME_KEPT: [one/acme], ACME_MESSAGE_KEPT: [two/acme]}}",
}
OWN = {
    "lint of a module": "modules:\n  - {path: one}\n  - {path: two, lint: {use: [ACME_FIELD_NO_UINT64]}}\n",
}


def run(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def rows(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def write(folder, modules, section):
    plugins = json.dumps([{"plugin": PLUGIN, "options": OPTIONS}])
    with open(os.path.join(folder, "buf.yaml"), "w") as out:
        out.write(f"version: v2\n{modules}{section}\nplugins: {plugins}\n")


def compare(name, buf, protune, command, folder, is_lint):
    total = 0
    others = ["text", "msvs", "junit", "github-actions", *(["config-ignore-yaml"] if is_lint else [])]
    for form in ["json", *(others if name.endswith("category") else [])]:
        theirs = run([buf, *command, "--error-format", form], folder)
        ours = run([protune, *command, "--plugins", "--error-format", form], folder)
        if theirs[0] not in (0, 100) or ours[0] not in (0, 1):
            sys.exit(f"{name}: buf ended with {theirs[0]}: {theirs[2]}\nprotune ended with {ours[0]}: {ours[2]}")
        same = theirs[1] == ours[1]
        if form in ("json", "text", "msvs", "junit", "github-actions"):
            # The words of built-in rules are those of each tool; those of the plugin are the same.
            same = kept(theirs[1], form) == kept(ours[1], form)
        if not same:
            sys.exit(f"{name}, {form}: buf says\n{theirs[1]}\nprotune says\n{ours[1]}\n{ours[2]}")
        if form == "json":
            total = sum("plugin" in row for row in rows(theirs[1]))
    print(f"{name}: {total} findings of the plugin, and all others, in the same places and order")
    return total


def kept(text, form):
    """What must be the same: everything of the plugin, and places and rules of the rest, in order."""
    if form == "json":
        return [row if "plugin" in row else {**row, "message": ""} for row in rows(text)]
    if form == "text":
        return [line if line.endswith(")") and "(" in line else ":".join(line.split(":")[:3]) for line in text.splitlines()]
    return [line for line in text.splitlines() if "ACME_" in line]


def main(buf, protune):
    scratch = tempfile.mkdtemp()
    try:
        now, before = os.path.join(scratch, "now"), os.path.join(scratch, "before")
        shutil.copytree(os.path.join(HERE, "now"), now)
        shutil.copytree(os.path.join(HERE, "before"), before)
        modules = "modules:\n  - {path: one}\n  - {path: two}\n"
        total = 0
        for name, section in LINTS.items():
            write(now, modules, section)
            total += compare(f"lint, {name}", buf, protune, ["lint"], now, True)
        for name, own in OWN.items():
            write(now, own, "lint: {use: [ACME]}")
            total += compare(f"lint, {name}", buf, protune, ["lint"], now, True)
        write(now, modules, "lint: {use: [ACME]}")
        total += compare("lint, --path", buf, protune, ["lint", "--path", "one/acme/one/v1/more.proto"], now, True)
        for name, section in BREAKINGS.items():
            for folder in (now, before):
                write(folder, modules, section)
            total += compare(f"breaking, {name}", buf, protune, ["breaking", "--against", before], now, False)
        print(f"{total} findings of the plugin")
        if total < 60:
            sys.exit("there are fewer findings than there should be")
    finally:
        shutil.rmtree(scratch)


main(*map(os.path.abspath, sys.argv[1:3]))
