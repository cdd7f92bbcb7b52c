// Finds the program of this platform and becomes it, as far as node can.
"use strict";

const { spawnSync } = require("node:child_process");
const { constants } = require("node:os");
const path = require("node:path");

/** Runs a program with the arguments of this process, and ends as it does. */
exports.run = function run(name) {
  const answer = spawnSync(find(name), process.argv.slice(2), { stdio: "inherit" });
  if (answer.error) {
    fail(`cannot run ${name}: ${answer.error.message}`);
  }
  process.exitCode = answer.status ?? 128 + (constants.signals[answer.signal] ?? 0);
};

/** PROTUNE_BINARY names a protune of one's own; other programs lie beside it. */
function find(name) {
  const file = process.platform === "win32" ? `${name}.exe` : name;
  const own = process.env.PROTUNE_BINARY;
  if (own) {
    return name === "protune" ? own : path.join(path.dirname(own), file);
  }
  for (const platform of platforms()) {
    try {
      return require.resolve(`@protune/${platform}/bin/${file}`);
    } catch {
      // Not installed: npm leaves out what is for another platform.
    }
  }
  return fail(
    `there is no protune for ${platforms().join(" or ")} here. If there is one for it, it was left out when ` +
      "installing: run npm install without --omit=optional, or name a protune with PROTUNE_BINARY.",
  );
}

/** What the platform may be called. What is linked with musl is static, and runs on any Linux. */
function platforms() {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== "linux") {
    return [platform];
  }
  const hasGlibc = Boolean(process.report?.getReport().header.glibcVersionRuntime);
  return hasGlibc ? [platform, `${platform}-musl`] : [`${platform}-musl`];
}

function fail(why) {
  process.stderr.write(`error: ${why}\n`);
  process.exit(2);
}
