// Where the program comes from. Knows nothing of the editor, so that it is tested without one.

import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

export type Origin = "setting" | "extension" | "PATH";

export interface Program {
  readonly path: string;
  readonly origin: Origin;
  readonly version: string;
}

/** Places where a program may be. */
export interface Places {
  /** The setting `protune.path`, with its variables replaced. */
  readonly setting: string;
  /** The folder of the extension. */
  readonly extension: string;
  /** The first folder of the workspace. */
  readonly folder: string | undefined;
  /** The variable `PATH`. */
  readonly path: string;
  readonly platform: NodeJS.Platform;
}

/** No program was found, or it does not run. The message says what to do. */
export class ProgramError extends Error {}

/** Replaces `~` and the variables that settings may contain. */
export function expand(text: string, folder: string | undefined): string {
  return text
    .trim()
    .replace(/^~(?=$|[/\\])/, () => homedir())
    .replaceAll("${userHome}", homedir())
    .replaceAll("${workspaceFolder}", folder ?? "")
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => process.env[name] ?? "");
}

/** Finds the program. A setting is an order: there is no other choice if it leads nowhere. */
export async function find(places: Places): Promise<Omit<Program, "version">> {
  const { setting, folder, platform } = places;
  const name = platform === "win32" ? "protune.exe" : "protune";
  if (setting !== "") {
    const path = isAbsolute(setting) || folder === undefined ? setting : join(folder, setting);
    if (await isProgram(path)) return { path, origin: "setting" };
    throw new ProgramError(`the setting \`protune.path\` names \`${path}\`, which is not a program that can be run`);
  }
  const own = join(places.extension, "bin", name);
  if (await isProgram(own)) return { path: own, origin: "extension" };
  for (const entry of places.path.split(platform === "win32" ? ";" : delimiter)) {
    const path = join(entry, name);
    if (isAbsolute(entry) && (await isProgram(path))) return { path, origin: "PATH" };
  }
  throw new ProgramError(
    "`protune` is not installed: this package of the extension has no program for your platform, and `PATH` has none",
  );
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Runs the program for its version, which shows that it is one for this machine. */
export async function inspect(found: Omit<Program, "version">): Promise<Program> {
  const said = await run(found.path, ["--version"]);
  const version = /^protune (\S+)/.exec(said)?.[1];
  if (version === undefined) {
    throw new ProgramError(`\`${found.path}\` is not protune: \`--version\` printed \`${said.trim().slice(0, 80)}\``);
  }
  return { ...found, version };
}

/** Runs a command, and returns its standard output. */
export function run(path: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(path, args, { timeout: 20_000, maxBuffer: 1 << 24, windowsHide: true }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const reason = stderr.trim().split("\n")[0] || error.message;
      reject(new ProgramError(`\`${path} ${args.join(" ")}\` failed: ${reason}`));
    });
  });
}
