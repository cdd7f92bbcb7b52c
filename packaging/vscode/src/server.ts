// The language server: started, watched, and started again when its settings change.

import { commands, env, Uri, window, type Disposable, type LogOutputChannel } from "vscode";
import { LanguageClient, RevealOutputChannelOn, State as ClientState } from "vscode-languageclient/node";
import { find, inspect, ProgramError, type Program } from "./binary.ts";
import * as settings from "./settings.ts";
import { Status } from "./status.ts";

const INSTALLATION = "https://github.com/protune/protune/blob/main/docs/start.md";

/** Schemas, also where another extension defines their language. */
const SCHEMAS = [{ language: "proto" }, { language: "proto3" }];

/** Configurations have the language of their format: the server decides by their names. */
const CONFIGURATIONS = [{ scheme: "file", pattern: "**/{protune.toml,buf.yaml,buf.work.yaml}" }];

export class Server implements Disposable {
  readonly output: LogOutputChannel;
  readonly #extension: string;
  readonly #status = new Status(SCHEMAS);
  #client: LanguageClient | undefined;
  #program: Program | undefined;
  /** Starts and stops wait for each other. */
  #last: Promise<void> = Promise.resolve();

  constructor(extension: string) {
    this.#extension = extension;
    this.output = window.createOutputChannel("protune", { log: true });
  }

  get program(): Program | undefined {
    return this.#program;
  }

  start(): Promise<void> {
    return this.#then(() => this.#start());
  }

  stop(): Promise<void> {
    return this.#then(() => this.#stop());
  }

  restart(): Promise<void> {
    return this.#then(async () => {
      await this.#stop();
      await this.#start();
    });
  }

  /** Runs a command of the server. */
  async execute<T>(command: string, ...args: unknown[]): Promise<T> {
    await this.#last;
    if (this.#client === undefined) throw new ProgramError("the server does not run");
    return await this.#client.sendRequest<T>("workspace/executeCommand", { command, arguments: args });
  }

  dispose(): void {
    this.#status.dispose();
    this.output.dispose();
  }

  #then(next: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(next);
    return this.#last;
  }

  async #start(): Promise<void> {
    this.#status.show({ kind: "starting" });
    try {
      const places = {
        setting: settings.path(),
        extension: this.#extension,
        folder: settings.folder(),
        path: process.env["PATH"] ?? "",
        platform: process.platform,
      };
      const program = await inspect(await find(places));
      this.output.info(`protune ${program.version}: ${program.path} (${program.origin})`);
      const client = this.#launch(program);
      this.#client = client;
      this.#program = program;
      await client.start();
    } catch (error) {
      this.#client = undefined;
      this.#program = undefined;
      this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  #launch(program: Program): LanguageClient {
    const server = { command: program.path, args: settings.args(), options: { cwd: settings.folder() } };
    const client = new LanguageClient("protune", "protune", server, {
      documentSelector: [
        ...SCHEMAS,
        ...CONFIGURATIONS,
        ...settings.deployedFiles().map((pattern) => ({ scheme: "file", pattern })),
      ],
      initializationOptions: { settings: settings.initial() },
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // Reported below, with what can be done.
      initializationFailedHandler: () => false,
      middleware: {
        workspace: {
          configuration: async (params, token, next) => {
            const sections: unknown = await next(params, token);
            if (!Array.isArray(sections)) return [];
            return params.items.map(({ section }, at) => {
              const found: unknown = sections[at];
              const isOurs = section === "protune" && typeof found === "object" && found !== null;
              return isOurs ? settings.forServer(found) : found;
            });
          },
        },
      },
    });
    client.onDidChangeState(({ newState }) => {
      if (newState === ClientState.Running) this.#status.show({ kind: "running", program });
      if (newState === ClientState.Starting) this.#status.show({ kind: "starting" });
      if (newState === ClientState.Stopped) this.#status.show({ kind: "stopped" });
    });
    return client;
  }

  async #stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#program = undefined;
    if (client === undefined) return;
    try {
      await client.dispose(5_000);
    } catch (error) {
      this.output.warn(`the server did not end in order: ${String(error)}`);
    }
  }

  #fail(reason: string): void {
    this.output.error(reason);
    this.#status.show({ kind: "failed", reason });
    const choices = ["Set Path", "How to Install", "Show Output"];
    void window.showErrorMessage(`protune: ${reason}.`, ...choices).then((choice) => {
      if (choice === choices[0]) void commands.executeCommand("workbench.action.openSettings", "protune.path");
      if (choice === choices[1]) void env.openExternal(Uri.parse(INSTALLATION));
      if (choice === choices[2]) this.output.show();
    });
  }
}
