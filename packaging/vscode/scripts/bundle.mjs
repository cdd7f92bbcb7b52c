// Bundles the extension into dist/, with the licences of the packages inside. Fails for a licence that is not listed.

import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ALLOWED = ["MIT", "ISC", "BlueOak-1.0.0"];
const root = dirname(dirname(fileURLToPath(import.meta.url)));

rmSync(join(root, "dist"), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  legalComments: "none",
  metafile: true,
});

const folders = new Set();
for (const path of Object.keys(metafile.inputs)) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path);
  if (found) folders.add(found[1]);
}
const texts = [...folders].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
  if (!ALLOWED.includes(license)) throw new Error(`${name} ${version} has the licence ${license}`);
  const file = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
  if (file === undefined) throw new Error(`${name} ${version} has no text of its licence`);
  return `${name} ${version}: ${license}\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
});
writeFileSync(join(root, "dist/licenses.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
const bytes = Object.values(metafile.outputs).reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`dist/extension.js: ${bytes} bytes, with ${texts.length} packages`);
