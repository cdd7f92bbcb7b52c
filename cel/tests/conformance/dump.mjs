// Writes the tests of @bufbuild/cel-spec as JSON, for cel/examples/conformance.rs: node dump.mjs FOLDER-OF-NODE-MODULES OUT.
// Types become texts, and messages their encoded bytes, so that the reader needs no JSON form of Protobuf.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, out] = process.argv.slice(2);
const require = createRequire(`${modules}/here.js`);
const load = (name) => import(pathToFileURL(require.resolve(name).replace("/cjs/", "/esm/")));
const { toBinary } = await load("@bufbuild/protobuf");
const { FileDescriptorProtoSchema } = await load("@bufbuild/protobuf/wkt");
const { getTestRegistry } = await load("@bufbuild/cel-spec/testdata/registry.js");
const suites = await load("@bufbuild/cel-spec/testdata/tests.js");

const PRIMITIVES = ["", "bool", "int", "uint", "double", "string", "bytes"];
const WELL_KNOWN = ["", "any", "timestamp", "duration"];

function type(it) {
  const { case: kind, value } = it?.typeKind ?? {};
  switch (kind) {
    case "primitive": return PRIMITIVES[value];
    case "wrapper": return `wrapper(${PRIMITIVES[value]})`;
    case "wellKnown": return WELL_KNOWN[value];
    case "listType": return `list(${type(value.elemType)})`;
    case "mapType": return `map(${type(value.keyType)}, ${type(value.valueType)})`;
    case "messageType": case "typeParam": return value;
    case "abstractType": return `${value.name}(${value.parameterTypes.map(type).join(", ")})`;
    case "type": return value.typeKind.case ? `type(${type(value)})` : "type";
    case "null": return "null";
    default: return "dyn";
  }
}

function value(it) {
  const { case: kind, value: inner } = it.kind;
  switch (kind) {
    case "nullValue": return { null: true };
    case "boolValue": return { bool: inner };
    case "int64Value": return { int: String(inner) };
    case "uint64Value": return { uint: String(inner) };
    case "doubleValue": return { double: Object.is(inner, -0) ? "-0" : String(inner) };
    case "stringValue": return { string: inner };
    case "bytesValue": return { bytes: Buffer.from(inner).toString("hex") };
    case "enumValue": return { int: String(inner.value) };
    case "objectValue": return { message: inner.typeUrl.split("/").pop(), bytes: Buffer.from(inner.value).toString("hex") };
    case "listValue": return { list: inner.values.map(value) };
    case "mapValue": return { map: inner.entries.map((entry) => [value(entry.key), value(entry.value)]) };
    case "typeValue": return { type: inner };
    default: throw new Error(`unexpected value: ${kind}`);
  }
}

function signature(name, overload) {
  const params = overload.params.map(type);
  const receiver = overload.isInstanceFunction ? `${params.shift()}.` : "";
  return `${receiver}${name}(${params.join(", ")}) -> ${type(overload.resultType)}`;
}

function test(suite, { name, original, ast, checkedAst, type: checked, error }) {
  const result = original.resultMatcher;
  const declared = original.typeEnv.map(({ name, declKind: { case: kind, value } }) =>
    kind === "ident" ? { name, type: type(value.type) } : { signatures: value.overloads.map((it) => signature(name, it)) });
  return {
    suite, name, expr: original.expr, container: original.container, disableCheck: original.disableCheck, declared,
    checkOnly: original.checkOnly, ast, checkedAst, type: checked, error,
    bindings: Object.entries(original.bindings).map(([name, it]) => [name, value(it.kind.value)]),
    value: result.case === "value" ? value(result.value)
      : result.case === "typedResult" && result.value.result ? value(result.value.result)
      // Without another result, it is `true`.
      : result.case === undefined && suite.startsWith("conformance") ? { bool: true } : undefined,
    evalError: result.case === "evalError",
  };
}

const tests = [];
function walk(suite, path) {
  for (const inner of suite.suites) walk(inner, `${path}/${inner.name}`);
  for (const it of suite.tests) tests.push(test(path, it));
}
for (const get of ["getConformanceSuite", "getParsingSuite", "getCheckingSuite", "getComprehensionSuite"]) {
  const suite = suites[get]();
  walk(suite, suite.name);
}
const files = new Map();
for (const { file } of [...getTestRegistry()].filter((it) => it.kind !== "file")) {
  files.set(file.proto.name, Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)).toString("hex"));
}
writeFileSync(out, JSON.stringify({ files: [...files.values()], tests }));
console.log(`${tests.length} tests, ${files.size} files`);
