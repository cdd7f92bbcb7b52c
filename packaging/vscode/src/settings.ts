// Settings: those of the extension, and those that the server reads.

import { workspace } from "vscode";
import { expand } from "./binary.ts";

/** Settings that only the extension reads. The server would report them as unknown. */
const OWN = new Set(["path", "args", "deployedFiles", "trace"]);

/** Settings that hold from the start of a server. */
export const AT_START = ["protune.path", "protune.args", "protune.deployedFiles"];

export function folder(): string | undefined {
  return workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file")?.uri.fsPath;
}

export function path(): string {
  return expand(workspace.getConfiguration("protune").get("path", ""), folder());
}

export function args(): string[] {
  return workspace.getConfiguration("protune").get<string[]>("args", ["lsp"]);
}

/** Globs of configuration files that are deployed with schemas. */
export function deployedFiles(): string[] {
  const globs = workspace.getConfiguration("protune").get<string[]>("deployedFiles", []);
  return globs.map((glob) => (glob.startsWith("/") || glob.startsWith("**/") ? glob : `**/${glob}`));
}

/** The settings of the server, of what the editor has in the section `protune`. */
export function forServer(section: object): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(section)) {
    if (!OWN.has(key)) settings[key] = value;
  }
  if (typeof settings["configuration"] === "string") {
    settings["configuration"] = expand(settings["configuration"], folder());
  }
  return settings;
}

export function initial(): Record<string, unknown> {
  // A configuration of the editor is a proxy, with methods beside its values.
  return forServer(JSON.parse(JSON.stringify(workspace.getConfiguration("protune"))) as object);
}
