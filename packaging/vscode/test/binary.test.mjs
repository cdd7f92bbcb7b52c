// Search for the program, in folders with files that pretend to be one.

import assert from "node:assert/strict";
import { build } from "esbuild";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), "protune-"));
after(() => rmSync(scratch, { recursive: true }));

const bundle = await build({
  entryPoints: [join(root, "src/binary.ts")],
  outfile: join(scratch, "binary.mjs"),
  bundle: true,
  platform: "node",
  format: "esm",
});
assert.deepEqual(bundle.errors, []);
const { expand, find, inspect, ProgramError } = await import(join(scratch, "binary.mjs"));

/** A program that prints a text. */
function program(path, text = "protune 1.2.3", mode = 0o755) {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), `#!/bin/sh\necho '${text}'\n`);
  chmodSync(join(scratch, path), mode);
  return join(scratch, path);
}

function places(more) {
  return { setting: "", extension: join(scratch, "none"), folder: scratch, path: "", platform: "linux", ...more };
}

test("the setting is first, then the extension, then PATH", async () => {
  const set = program("set/protune");
  const own = program("extension/bin/protune");
  const onPath = program("path/protune");
  const all = places({ setting: set, extension: join(scratch, "extension"), path: `/nowhere:${join(scratch, "path")}` });
  assert.deepEqual(await find(all), { path: set, origin: "setting" });
  assert.deepEqual(await find({ ...all, setting: "set/protune" }), { path: set, origin: "setting" });
  assert.deepEqual(await find({ ...all, setting: "" }), { path: own, origin: "extension" });
  assert.deepEqual(await find({ ...all, setting: "", extension: "/nowhere" }), { path: onPath, origin: "PATH" });
});

test("a setting that leads nowhere is an error, also where another program is", async () => {
  const path = program("plain/protune", "", 0o644);
  const all = places({ extension: join(scratch, "extension") });
  for (const setting of ["/nowhere/protune", path, join(scratch, "plain")]) {
    await assert.rejects(find({ ...all, setting }), (error) => error instanceof ProgramError && error.message.includes(setting));
  }
});

test("without a program the error names the places", async () => {
  // A relative folder of PATH depends on where the editor was started.
  await assert.rejects(find(places({ path: "path:." })), /`PATH` has none/);
  program("windows/protune");
  await assert.rejects(find(places({ path: join(scratch, "windows"), platform: "win32" })), ProgramError);
  const path = program("windows/protune.exe");
  assert.deepEqual(await find(places({ path: `;${join(scratch, "windows")}`, platform: "win32" })), { path, origin: "PATH" });
});

test("a program that is not protune, or does not run, is an error", async () => {
  const found = (path) => ({ path, origin: "setting" });
  assert.equal((await inspect(found(program("good/protune")))).version, "1.2.3");
  await assert.rejects(inspect(found(program("other/protune", "buf 1.75.0"))), /is not protune: `--version` printed `buf 1.75.0`/);
  writeFileSync(join(scratch, "other/wrong"), "\x7fELF of another machine");
  chmodSync(join(scratch, "other/wrong"), 0o755);
  await assert.rejects(inspect(found(join(scratch, "other/wrong"))), ProgramError);
});

test("variables of settings are replaced", () => {
  process.env["PROTUNE_TEST"] = "x";
  assert.equal(expand(" ~/bin/protune ", "/w"), `${homedir()}/bin/protune`);
  assert.equal(expand("${workspaceFolder}/node_modules/.bin/protune", "/w"), "/w/node_modules/.bin/protune");
  assert.equal(expand("${userHome}/${env:PROTUNE_TEST}/a~b", undefined), `${homedir()}/x/a~b`);
});
