// Starts the language server, and offers its commands.

import { commands, env, window, workspace, type ExtensionContext } from "vscode";
import * as rules from "./rules.ts";
import { Server } from "./server.ts";
import { AT_START } from "./settings.ts";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const running = new Server(context.extensionPath);
  server = running;
  const extension = String((context.extension.packageJSON as { version: unknown }).version);
  context.subscriptions.push(
    running,
    ...rules.register(running),
    commands.registerCommand("protune.fixAll", () => act("source.fixAll.protune")),
    commands.registerCommand("protune.organizeImports", () => act("source.organizeImports.protune")),
    commands.registerCommand("protune.restartServer", () => running.restart()),
    commands.registerCommand("protune.showOutput", () => running.output.show()),
    commands.registerCommand("protune.showVersion", () => showVersion(running, extension)),
    workspace.onDidChangeConfiguration((change) => {
      if (AT_START.some((key) => change.affectsConfiguration(key))) void running.restart();
    }),
    workspace.onDidGrantWorkspaceTrust(() => void running.restart()),
  );
  await running.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Applies the one action of a kind to the file in the editor. */
async function act(kind: string): Promise<void> {
  await commands.executeCommand("editor.action.sourceAction", { kind, apply: "first" });
}

async function showVersion(server: Server, extension: string): Promise<void> {
  const { program } = server;
  const running = program === undefined ? "no server runs" : `protune ${program.version}, ${program.path} (${program.origin})`;
  const text = `${running}; extension ${extension}`;
  if ((await window.showInformationMessage(text, "Copy")) === "Copy") await env.clipboard.writeText(text);
}
