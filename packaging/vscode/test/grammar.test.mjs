// Colors of schemas: fixtures with expected scopes, and the schemas of the repository.
//
// A line of carets in a fixture names scopes that the text above the carets has; `// <---` counts from the start of the
// line. A scope that begins with `-` must not be there.

import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const here = dirname(fileURLToPath(import.meta.url));
const extension = dirname(here);
const repository = dirname(dirname(extension));
const require = createRequire(import.meta.url);

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    if (scope !== "source.proto") return null;
    const path = join(extension, "syntaxes/proto.tmLanguage.json");
    return textmate.parseRawGrammar(readFileSync(path, "utf8"), path);
  },
});
const grammar = await registry.loadGrammar("source.proto");

/** Tokens of each line, and the state behind the last one. */
function tokenize(text) {
  let state = textmate.INITIAL;
  const lines = text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return { line, tokens };
  });
  return { lines, state };
}

function scopesAt(tokens, column) {
  return tokens.find(({ startIndex, endIndex }) => startIndex <= column && column < endIndex)?.scopes ?? [];
}

const EXPECTATION = /^\s*\/\/ ?(?:(?<carets>\s*\^+)|<(?<dashes>-+)) (?<scopes>[\w.\- ]+)$/;

for (const file of readdirSync(join(here, "grammar")).filter((name) => name.endsWith(".proto"))) {
  test(`scopes of ${file}`, () => {
    const { lines } = tokenize(readFileSync(join(here, "grammar", file), "utf8"));
    const wrong = [];
    let subject, count = 0;
    lines.forEach(({ line, tokens }, at) => {
      const found = EXPECTATION.exec(line);
      if (found === null) return void (subject = tokens);
      const { dashes, scopes } = found.groups;
      const start = dashes ? 0 : line.indexOf("^");
      const end = dashes ? dashes.length : line.lastIndexOf("^") + 1;
      for (const scope of scopes.split(" ")) {
        const name = scope.replace(/^-/, "");
        for (let column = start; column < end; column++) {
          const has = scopesAt(subject, column);
          const isThere = has.some((it) => it === name || it.startsWith(`${name}.`));
          if (isThere === scope.startsWith("-")) {
            wrong.push(`${file}:${at + 1}: \`${scope}\` at column ${column + 1}, which has ${has.join(" ")}`);
            break;
          }
        }
        count++;
      }
    });
    assert.deepEqual(wrong, []);
    assert.ok(count > 0, `${file} expects nothing`);
  });
}

/** Schemas below a folder. */
function* schemas(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !/^(node_modules|target|\..*)$/.test(entry.name)) yield* schemas(path);
    else if (entry.isFile() && entry.name.endsWith(".proto") && statSync(path).size < 1 << 20) yield path;
  }
}

/** Words that the grammar does not know, and whether all blocks, strings and comments have ended. */
function defects(text) {
  const { lines, state } = tokenize(text);
  const unknown = [];
  lines.forEach(({ line, tokens }, at) => {
    for (const { startIndex, endIndex, scopes } of tokens) {
      const word = line.slice(startIndex, endIndex).trim();
      const inner = scopes.at(-1);
      if (/\w/.test(word) && (inner === "source.proto" || inner.startsWith("meta."))) unknown.push(`${at + 1}: ${word}`);
      if (inner.startsWith("invalid.")) unknown.push(`${at + 1}: ${word} is ${inner}`);
    }
  });
  return { unknown, isOpen: state.depth !== 1 };
}

// Valid schemas: of the fixtures those that others lint, and the corpora next to the repository, if they are there.
const trees = ["fixtures/sample", "fixtures/tutorial", "fixtures/monorepo", "fixtures/fmt", "../shared/corpora/opentelemetry"];
const named = process.env["PROTUNE_GRAMMAR_TREES"];
for (const tree of named ? named.split(":") : trees.map((tree) => join(repository, tree))) {
  if (!statSync(tree, { throwIfNoEntry: false })) continue;
  test(`every word of ${basename(tree)} has a color`, () => {
    const wrong = [];
    let count = 0;
    for (const path of schemas(tree)) {
      const { unknown, isOpen } = defects(readFileSync(path, "utf8"));
      wrong.push(...unknown.map((what) => `${relative(tree, path)}:${what}`));
      if (isOpen) wrong.push(`${relative(tree, path)}: a block does not end`);
      count++;
    }
    assert.ok(count > 0, "no schema");
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} in ${count} files`);
  });
}
