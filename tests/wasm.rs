//! A plugin of buf as a WebAssembly module, from the configuration to the finding. Its answers are encoded here by hand.

use crate::binary::protune;
use std::path::Path;

/// A field with bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let len = bytes.len();
    let mut out = vec![number << 3 | 2];
    // A varint of up to two bytes.
    out.extend(if len < 128 { vec![len as u8] } else { vec![len as u8 | 0x80, (len >> 7) as u8] });
    out.extend_from_slice(bytes);
    out
}

fn response(name: &str, message: &[u8]) -> Vec<u8> {
    let url = format!("type.googleapis.com/buf.plugin.check.v1.{name}Response");
    field(1, &[field(1, url.as_bytes()), field(2, message)].concat())
}

/// Answers by the third letter of the first argument.
fn answers() -> [(char, Vec<u8>); 5] {
    let procedure = |name: &str, arg: &str| {
        let path = format!("/buf.plugin.check.v1.CheckService/{name}");
        field(1, &[field(1, path.as_bytes()), field(2, arg.as_bytes())].concat())
    };
    let spec = [
        procedure("Check", "check"),
        procedure("ListRules", "rules"),
        procedure("ListCategories", "categories"),
    ];
    let rule = [field(1, b"WASM_NAME"), vec![3 << 3, 1], field(4, b"Names are nice."), vec![5 << 3, 1]];
    let place = [field(1, b"cat.proto"), field(2, &[4, 0, 1])].concat();
    let annotation = [field(1, b"WASM_NAME"), field(2, b"a name from a module"), field(3, &place)];
    [
        ('p', b"1\n".to_vec()),
        ('s', spec.concat()),
        ('l', response("ListRules", &field(2, &rule.concat()))),
        ('t', response("ListCategories", b"")),
        ('e', response("Check", &field(1, &annotation.concat()))),
    ]
}

/// A module that reads its input, and traps if a check has none.
fn module() -> Vec<u8> {
    let escaped = |bytes: &[u8]| bytes.iter().map(|byte| format!("\\{byte:02x}")).collect::<String>();
    let (mut data, mut branches, mut at) = (String::new(), String::new(), 4096);
    for (letter, answer) in answers() {
        data += &format!("(data (i32.const {at}) \"{}\")\n", escaped(&answer));
        branches += &format!(
            "(if (i32.eq (local.get $letter) (i32.const {})) (then (call $answer (i32.const {at}) (i32.const {}))))\n",
            letter as u32,
            answer.len()
        );
        at += 1024;
    }
    let text = format!(
        r#"(module
          (import "wasi_snapshot_preview1" "args_get" (func $args_get (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 2)
          (data (i32.const 0) "\00\80\00\00\00\40\00\00")
          {data}
          (func $answer (param $at i32) (param $len i32)
            (i32.store (i32.const 0) (local.get $at))
            (i32.store (i32.const 4) (local.get $len))
            (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
          (func (export "_start") (local $letter i32) (local $read i32)
            (drop (call $args_get (i32.const 16) (i32.const 512)))
            (local.set $letter (i32.load8_u offset=2 (i32.load (i32.const 20))))
            (loop $more
              (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
              (local.set $read (i32.add (local.get $read) (i32.load (i32.const 8))))
              (br_if $more (i32.load (i32.const 8))))
            (if (i32.and (i32.eq (local.get $letter) (i32.const 101)) (i32.lt_u (local.get $read) (i32.const 100)))
              (then unreachable))
            {branches}))"#
    );
    wat::parse_str(text).expect("a module")
}

#[test]
fn a_module_checks_schemas_with_consent() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("it is written");
    write("check.wasm", &module());
    write("cat.proto", b"syntax = \"proto3\";\npackage cats.v1;\nmessage Cat {}\n");
    write("buf.yaml", b"version: v2\nlint:\n  use: [WASM_NAME]\nplugins:\n  - plugin: ./check.wasm\n");
    let lint =
        |args: &[&str]| run(folder.path(), &[&["lint", "-q", "--error-format", "text"], args].concat());
    // Nothing of a checkout runs by itself.
    let (out, said) = lint(&[]);
    assert!(
        out.is_empty() && said.contains("`./check.wasm` is not run, since it is not trusted"),
        "{out}{said}"
    );
    let (out, said) = lint(&["--plugins"]);
    assert_eq!((out.as_str(), said.as_str()), ("cat.proto:3:9:a name from a module (./check.wasm)\n", ""));
    let (out, _) = run(folder.path(), &["trust"]);
    assert!(out.contains("trusted: ./check.wasm"), "{out}");
    assert_eq!(lint(&[]).0, "cat.proto:3:9:a name from a module (./check.wasm)\n");
    // Trust is for these bytes.
    write("check.wasm", b"");
    let (out, said) = lint(&[]);
    assert!(out.is_empty() && said.contains("it has changed after it was trusted"), "{out}{said}");
    let (_, said) = lint(&["--plugins"]);
    assert!(said.contains("it is not a WebAssembly module that runs here"), "{said}");
}

fn run(folder: &Path, args: &[&str]) -> (String, String) {
    let output =
        protune(folder).args(args).env("XDG_CONFIG_HOME", folder.join("home")).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr))
}
