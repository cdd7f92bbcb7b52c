// Pages of rules, shown as Markdown.

import { commands, languages, Uri, window, workspace, type Disposable, type QuickPickItem } from "vscode";
import { run } from "./binary.ts";
import type { Server } from "./server.ts";

const SCHEME = "protune-rule";

/** A rule, as `protune rules --format json` lists it. */
interface Rule {
  readonly id: string;
  readonly summary?: string;
}

export function register(server: Server): Disposable[] {
  const pages = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => server.execute<string>("protune.explain", uri.path.replace(/^\/|\.md$/g, "")),
  });
  return [pages, commands.registerCommand("protune.explainRule", (rule?: unknown) => explain(server, rule))];
}

async function explain(server: Server, given: unknown): Promise<void> {
  const rule = typeof given === "string" ? given : await choose(server);
  if (rule === undefined) return;
  await commands.executeCommand("markdown.showPreview", Uri.from({ scheme: SCHEME, path: `/${rule}.md` }));
}

/** Lets the user choose a rule, those with findings at the cursor first. */
async function choose(server: Server): Promise<string | undefined> {
  const program = server.program;
  if (program === undefined) {
    void window.showErrorMessage("protune: the server does not run.");
    return undefined;
  }
  const rules = JSON.parse(await run(program.path, ["rules", "--format", "json"])) as Rule[];
  const here = new Set(findingsAtCursor());
  const items: QuickPickItem[] = rules.map(({ id, summary = "" }) => ({
    label: id,
    description: here.has(id) ? "at the cursor" : "",
    detail: summary,
  }));
  items.sort((a, b) => Number(here.has(b.label)) - Number(here.has(a.label)));
  const picked = await window.showQuickPick(items, { placeHolder: "Rule to explain", matchOnDetail: true });
  return picked?.label;
}

function findingsAtCursor(): string[] {
  const editor = window.activeTextEditor;
  if (editor === undefined) return [];
  return languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "protune" && range.intersection(editor.selection) !== undefined)
    .map(({ code }) => String(typeof code === "object" ? code.value : code));
}
