// The item beside the name of the language, with the state of the server.

import { languages, LanguageStatusSeverity, type Disposable, type DocumentSelector, type LanguageStatusItem } from "vscode";
import type { Program } from "./binary.ts";

export type State =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly program: Program }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly reason: string };

export class Status implements Disposable {
  readonly #item: LanguageStatusItem;

  constructor(documents: DocumentSelector) {
    this.#item = languages.createLanguageStatusItem("protune", documents);
    this.#item.name = "protune";
    this.show({ kind: "starting" });
  }

  show(state: State): void {
    const item = this.#item;
    item.busy = state.kind === "starting";
    item.severity = LanguageStatusSeverity.Information;
    item.command = { command: "protune.restartServer", title: "Restart" };
    switch (state.kind) {
      case "starting":
        item.text = "protune";
        item.detail = "starting";
        break;
      case "running":
        item.text = `protune ${state.program.version}`;
        item.detail = state.program.path;
        break;
      case "stopped":
        item.text = "protune";
        item.detail = "the server has ended";
        item.severity = LanguageStatusSeverity.Warning;
        break;
      case "failed":
        item.text = "protune does not run";
        item.detail = state.reason;
        item.severity = LanguageStatusSeverity.Error;
        break;
    }
  }

  dispose(): void {
    this.#item.dispose();
  }
}
