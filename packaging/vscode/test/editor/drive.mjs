// Drives VS Code in a browser. Each step is what a user does, and then looks at a file or at the screen.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({
  options: {
    tools: { type: "string" },
    package: { type: "string" },
    workspace: { type: "string" },
    page: { type: "string" },
    scratch: { type: "string" },
    shots: { type: "string" },
    chromium: { type: "string", default: process.env["CHROMIUM"] ?? "/usr/bin/chromium" },
  },
});
const { chromium } = createRequire(join(given.tools, "package.json"))("playwright-core");
const entry = join(given.tools, "node_modules/code-server/out/node/entry.js");
const shots = given.shots ?? join(given.scratch, "shots");
mkdirSync(shots, { recursive: true });

// The settings that the page recommends are those that are tried.
const manual = readFileSync(given.page, "utf8");
const recommended = JSON.parse(/^## Visual Studio Code\n.*?^```json\n(.*?)^```$/ms.exec(manual)[1]);

const profile = join(given.scratch, "profile");
const SETTINGS = {
  "workbench.startupEditor": "none",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "editor.minimap.enabled": false,
  "editor.fontSize": 14,
  "files.autoSave": "off",
  "window.commandCenter": false,
  "extensions.ignoreRecommendations": true,
  "protune.deployedFiles": ["deploy/**/*.json"],
  ...recommended,
};
/** Writes settings of the user, or of the machine, which choose programs. */
function configure(scope, settings) {
  mkdirSync(join(profile, scope), { recursive: true });
  writeFileSync(join(profile, scope, "settings.json"), JSON.stringify(settings, null, 2));
}

const flags = ["--user-data-dir", profile, "--extensions-dir", join(given.scratch, "extensions")];
const environment = { ...process.env, HOME: given.scratch, XDG_CONFIG_HOME: join(given.scratch, "config"), XDG_CACHE_HOME: join(given.scratch, "cache") };
configure("User", SETTINGS);
const before = Date.now();
const installed = spawnSync(process.execPath, [entry, ...flags, "--install-extension", given.package], { env: environment, encoding: "utf8" });
assert.equal(installed.status, 0, installed.stdout + installed.stderr);
console.log(`ok: the package is installed (${Date.now() - before} ms)`);

const port = await new Promise((resolve) => {
  const server = createServer().listen(0, "127.0.0.1", () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const server = spawn(
  process.execPath,
  [entry, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, ...flags, "--disable-workspace-trust", "--disable-telemetry", "--disable-update-check", given.workspace],
  { env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
);
let log = "";
for (const stream of [server.stdout, server.stderr]) stream.on("data", (data) => (log += data));

const browser = await chromium.launch({ executablePath: given.chromium, args: ["--no-sandbox", "--force-device-scale-factor=1"] });
const page = await browser.newPage({ viewport: { width: 1080, height: 660 } });
page.setDefaultTimeout(30_000);
const keys = page.keyboard;
const failures = [];
const began = Date.now();

async function step(what, run) {
  const from = Date.now();
  try {
    await run();
    console.log(`ok: ${what} (${Date.now() - from} ms)`);
  } catch (error) {
    failures.push(what);
    console.log(`failed: ${what}: ${String(error.message ?? error).split("\n").slice(0, 12).join("\n  ")}`);
    await shot(`failed-${failures.length}`);
    await keys.press("Escape");
    await keys.press("Escape");
  }
}
async function shot(name) {
  await page.screenshot({ path: join(shots, `${name}.png`) });
}
const read = (name) => readFileSync(join(given.workspace, name), "utf8");
/** Waits until something holds. */
async function until(what, holds) {
  const end = Date.now() + 20_000;
  let last;
  while (Date.now() < end) {
    last = await holds();
    if (last === true) return;
    await sleep(50);
  }
  throw new Error(`${what} did not become true; last was ${JSON.stringify(last)}`);
}
async function run(command) {
  await keys.press("F1");
  await page.locator(".quick-input-widget input").first().waitFor();
  await keys.type(command);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: command.replace(/^.*: /, "") }).first().waitFor();
  await sleep(150);
  await keys.press("Enter");
}
async function open(name) {
  await keys.press("Control+p");
  await page.locator(".quick-input-widget input").first().waitFor();
  await keys.type(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name.split("/").at(-1) }).first().waitFor();
  await sleep(150);
  await keys.press("Enter");
  await page.locator(".tab.active", { hasText: name.split("/").at(-1) }).waitFor();
  await focus();
}
/** Gives the keys to the editor. */
async function focus() {
  await keys.press("Control+1");
  await page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
}
/** Puts the cursor at a line and a column, from 1. */
async function go(line, column) {
  await keys.press("Control+g");
  await page.locator(".quick-input-widget input").first().waitFor();
  await keys.type(`${line}:${column}`);
  await sleep(100);
  await keys.press("Enter");
  await sleep(100);
}
/** Line and column of a text in a file, from 1. */
function place(text, needle, within = 0) {
  const before = text.slice(0, text.indexOf(needle)).split("\n");
  assert.ok(text.includes(needle), `no ${needle}`);
  return [before.length, before.at(-1).length + 1 + within];
}
async function save() {
  await keys.press("Control+s");
  await until("the file is saved", async () => (await page.locator(".tab.active.dirty").count()) === 0);
  await sleep(200);
}
const rows = (selector) => page.locator(selector).allInnerTexts();

const ORDER = "bakery/v1/order.proto";
try {
  await until("code-server listens", () => fetch(`http://127.0.0.1:${port}/healthz`).then(() => true, () => false));
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(given.workspace)}`);
  await page.locator(".monaco-workbench").waitFor();

  await step("a schema opens with its findings", async () => {
    await open("order.proto");
    await page.locator(".squiggly-error").first().waitFor();
    await run("Problems: Focus on Problems View");
    const problems = page.locator(".markers-panel .monaco-list-row");
    await problems.filter({ hasText: "FIELD_LOWER_SNAKE_CASE" }).waitFor();
    await problems.filter({ hasText: "IMPORT_USED" }).waitFor();
    assert.match(await problems.filter({ hasText: "noteText" }).innerText(), /should be named `note_text`/);
    // The colors come from the grammar and the server.
    const colors = await page.locator(".editor-instance .view-line span span").evaluateAll((all) => all.map((it) => it.className));
    assert.ok(new Set(colors).size >= 5, `only ${new Set(colors).size} colors`);
    await shot("findings");
    await keys.press("Control+j");
  });

  await step("the status item has the version", async () => {
    const version = spawnSync(join(environment.HOME, "programs/protune"), ["--version"], { encoding: "utf8" }).stdout.trim();
    await page.locator("#status\\.languageStatus").hover();
    await page.locator(".hover-language-status", { hasText: version }).first().waitFor();
    await shot("status");
    await page.mouse.move(500, 300);
    await sleep(500);
  });

  await step("a hover shows the field and its bytes", async () => {
    await focus();
    await go(...place(read(ORDER), "total", 1));
    await keys.press("Control+k");
    await keys.press("Control+i");
    const hover = page.locator(".monaco-hover:visible", { hasText: "bakery.v1.Order.total" }).first();
    await hover.waitFor();
    await sleep(400);
    await shot("hover");
    await keys.press("Escape");
  });

  await step("a finding is fixed by its code action", async () => {
    await go(...place(read(ORDER), "noteText", 2));
    await keys.press("Control+b");
    await sleep(200);
    await keys.press("Control+.");
    const menu = page.locator(".action-widget .monaco-list-row");
    await menu.first().waitFor();
    await sleep(300);
    await shot("fix");
    const titles = await rows(".action-widget .monaco-list-row");
    const fix = menu.filter({ hasText: "note_text" }).first();
    assert.ok(await fix.count(), titles.join(" | "));
    await fix.click();
    await menu.first().waitFor({ state: "hidden" });
    await sleep(500);
    await save();
    await until("note_text is in the file", () => read(ORDER).includes("string note_text = 4;") || read(ORDER));
  });

  await step("saving applies safe fixes", async () => {
    assert.ok(!read(ORDER).includes("duration.proto"), read(ORDER));
  });

  for (const command of ["Organize Imports", "Fix All Findings in File"]) {
    await step(`${command} removes an import that is not used`, async () => {
      await go(...place(read(ORDER), 'import "bakery'));
      await keys.type('import "google/protobuf/any.proto";\n');
      await page.locator(".squiggly-error").first().waitFor();
      await run(`protune: ${command}`);
      await until("no error is left", async () => (await page.locator(".squiggly-error").count()) === 0);
      assert.ok(!(await page.locator(".editor-instance .view-lines").innerText()).includes("any.proto"));
      await save();
    });
  }

  await step("a field is completed, with its number", async () => {
    const [line] = place(read(ORDER), "string note_text");
    await go(line, 100);
    await keys.press("Enter");
    await keys.type("OrderSt", { delay: 40 });
    const suggestion = page.locator(".suggest-widget.visible .monaco-list-row");
    await suggestion.filter({ hasText: "OrderState" }).first().waitFor();
    await sleep(400);
    await shot("completion");
    await keys.press("Tab");
    await keys.type(" state =", { delay: 40 });
    await suggestion.filter({ hasText: "5" }).first().waitFor();
    await sleep(300);
    await shot("number");
    await keys.press("Tab");
    await sleep(200);
    await keys.type(";");
    await save();
    await until("the field is in the file", () => read(ORDER).includes("  OrderState state = 5;\n") || read(ORDER));
  });

  await step("a message is renamed in all files", async () => {
    await go(...place(read(ORDER), "message LineItem", 10));
    await keys.press("F2");
    const box = page.locator(".rename-box input:focus");
    await box.waitFor();
    assert.equal(await box.inputValue(), "LineItem");
    await keys.press("Control+a");
    await keys.type("OrderItem");
    await sleep(300);
    await shot("rename");
    await keys.press("Enter");
    await box.waitFor({ state: "hidden" });
    await sleep(500);
    await run("File: Save All Files");
    await until("the invoice uses the new name", () => read("bakery/v1/invoice.proto").includes("map<string, bakery.v1.OrderItem> gifts = 2;") || read("bakery/v1/invoice.proto"));
    await until("the order does", () => (read(ORDER).includes("repeated OrderItem items = 2;") && !read(ORDER).includes("LineItem")) || read(ORDER));
  });

  await step("a rename that is refused says why", async () => {
    await go(...place(read(ORDER), "message OrderItem", 10));
    await keys.press("F2");
    await page.locator(".rename-box input:focus").waitFor();
    await keys.press("Control+a");
    await keys.type("Order");
    await keys.press("Enter");
    const said = page.locator(".notification-toast, .monaco-editor-overlaymessage", { hasText: "Order" }).first();
    await said.waitFor();
    await sleep(600);
    console.log(`    ${(await said.innerText()).replace(/\s+/g, " ")}`);
    await shot("refused");
    await keys.press("Escape");
    await run("Notifications: Clear All Notifications");
    assert.ok(read(ORDER).includes("message OrderItem {"));
  });

  await step("imports follow a file that is renamed", async () => {
    await open("price.proto");
    await run("File: Reveal Active File in Explorer View");
    const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "price.proto" });
    await row.click();
    await keys.press("F2");
    await page.locator(".explorer-folders-view input:focus").waitFor();
    await keys.press("Control+a");
    await keys.type("money.proto");
    await keys.press("Enter");
    // VS Code asks before an extension changes other files.
    await page.locator(".monaco-dialog-box", { hasText: "protune" }).getByRole("button", { name: "OK" }).click();
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: "money.proto" }).waitFor();
    await open("order.proto");
    await run("File: Save All Files");
    await until("the import has the new name", () => read(ORDER).includes('import "bakery/v1/money.proto";') || read(ORDER));
    await until("no error is left", async () => (await page.locator(".squiggly-error").count()) === 0);
    await keys.press("Control+b");
  });

  await step("a file that is deployed is checked with the schemas, and fixed", async () => {
    const CONFIG = "deploy/client.json";
    await open("client.json");
    await page.locator(".squiggly-error").first().waitFor();
    await go(...place(read(CONFIG), "InvoiceServices", 2));
    await keys.press("Control+.");
    const fix = page.locator(".action-widget .monaco-list-row", { hasText: "InvoiceService" }).first();
    await fix.waitFor();
    await sleep(300);
    await shot("deployed");
    await fix.click();
    await until("no error is left", async () => (await page.locator(".squiggly-error").count()) === 0);
    await save();
    await until("the name is right", () => read(CONFIG).includes('"bakery.v1.InvoiceService"') || read(CONFIG));
    await open("order.proto");
  });

  await step("saving formats", async () => {
    const [line] = place(read(ORDER), "ORDER_STATE_BAKED");
    await go(line, 100);
    await keys.press("Enter");
    await keys.type("  ORDER_STATE_SOLD   =2  ; // Gone.");
    await save();
    await until("the line is formatted", () => read(ORDER).includes("  ORDER_STATE_SOLD = 2; // Gone.\n") || read(ORDER));
  });

  await step("an error shows while it is typed, and goes", async () => {
    await go(...place(read(ORDER), "Price total"));
    await keys.type("X");
    await page.locator(".squiggly-error").first().waitFor();
    await keys.press("Backspace");
    await until("no error is left", async () => (await page.locator(".squiggly-error").count()) === 0);
  });

  await step("the page of a rule opens", async () => {
    await run("protune: Explain Rule");
    await page.getByPlaceholder("Rule to explain").waitFor();
    await keys.type("ENUM_ZERO_VALUE_SUFFIX");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "ENUM_ZERO_VALUE_SUFFIX" }).first().waitFor();
    await sleep(200);
    await keys.press("Enter");
    await page.locator(".tab.active", { hasText: "ENUM_ZERO_VALUE_SUFFIX" }).waitFor();
    const preview = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await preview.locator("h1", { hasText: "ENUM_ZERO_VALUE_SUFFIX" }).waitFor();
    await sleep(300);
    await shot("rule");
    // A page keeps the keys for itself.
    await page.locator(".tab.active .tab-actions .action-label").first().click();
    await focus();
  });

  await step("the version is shown", async () => {
    await run("protune: Show Version");
    await page.locator(".notification-toast", { hasText: /protune \d+\.\d+\.\d+, .*\(extension\)/ }).waitFor();
    await run("Notifications: Clear All Notifications");
  });

  await step("a path that leads nowhere is a clear error, and repairing it heals", async () => {
    configure("Machine", { "protune.path": "/nowhere/protune" });
    const toast = page.locator(".notification-toast", { hasText: "/nowhere/protune" });
    await toast.waitFor();
    await sleep(600);
    await shot("missing");
    configure("Machine", {});
    await run("Notifications: Clear All Notifications");
    await open("invoice.proto");
    await go(1, 1);
    await keys.type("x");
    await page.locator(".squiggly-error").first().waitFor();
    await keys.press("Control+z");
    await until("no error is left", async () => (await page.locator(".squiggly-error").count()) === 0);
  });
} catch (error) {
  failures.push(String(error));
  console.log(error);
  await shot("failed").catch(() => {});
} finally {
  await browser.close();
  // With the processes of the extensions.
  process.kill(-server.pid, "SIGTERM");
}
if (failures.length) console.log(log.slice(-2000));
console.log(`${failures.length} failed, in ${Math.round((Date.now() - began) / 1000)} s`);
if (given.shots) console.log(`pictures: ${shots}`);
process.exit(failures.length ? 1 : 0);
