//! Expressions in files, each with its type and value, or with what is wrong with it. `BLESS=1` writes the answers.

use protune_cel::{Env, Failure, Host, Inputs, Keys, Library, Messages, Object, Type, Value, Views};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/expressions");

#[test]
fn files_have_their_answers() {
    let mut count = 0;
    for entry in std::fs::read_dir(FOLDER).expect("a folder") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let answered = answered(&path, &text);
        count += 1;
        if answered != text && std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &answered).expect("the file can be written");
            continue;
        }
        assert_eq!(answered, text, "{}", path.display());
    }
    assert_eq!(count, 5, "each file has an environment below");
}

/// A file with the answers to its expressions, which stand behind `> `. A line with `#` is a comment.
fn answered(path: &Path, text: &str) -> String {
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or("");
    let (env, inputs) = environment(name);
    let mut out = String::new();
    for line in text.lines() {
        if line.starts_with('#') {
            let _ = writeln!(out, "{line}");
        }
        if let Some(expression) = line.strip_prefix("> ") {
            let _ = write!(out, "\n{line}\n{}\n", answer(&env, &inputs, expression));
        }
    }
    out
}

fn answer(env: &Env, inputs: &Inputs<'_>, expression: &str) -> String {
    match env.compile(expression) {
        Ok(program) => {
            let program: &'static _ = Box::leak(Box::new(program));
            match program.run(inputs) {
                Ok(value) => format!("{}: {value}", program.ty()),
                Err(failure) => match failure.span() {
                    Some(span) => format!("{}: fails at `{}`: {failure}", program.ty(), span.of(expression)),
                    None => format!("{}: fails: {failure}", program.ty()),
                },
            }
        }
        Err(problems) => {
            problems.iter().map(|problem| problem.show(expression)).collect::<Vec<_>>().join("\n")
        }
    }
}

fn environment(name: &str) -> (Env, Inputs<'static>) {
    let mut inputs = Inputs::default();
    let mut env = if name == "protovalidate" { Env::protovalidate() } else { Env::standard() };
    env.variable("name", Type::String).variable("number", Type::Int);
    inputs.set("name", Value::from("Tom")).set("number", Value::Int(7));
    match name {
        "standard" | "syntax" | "protovalidate" => {}
        "messages" => {
            let schema = protune_compiler::compile([("pets.proto", PETS)], |_| None);
            assert!(schema.problems().is_empty());
            env.messages(Messages::of(&schema)).container("pets");
            env.variable("cat", Type::message("pets.Cat"));
            let cat = env
                .compile("Cat{name: 'Tom', lives: 9u, kittens: [Cat{name: 'Tim'}], weights: {'2024': 4.5}}");
            let cat: &'static _ = Box::leak(Box::new(cat.expect("the expression is right")));
            inputs.set("cat", cat.run(&Inputs::default()).expect("the fields fit"));
        }
        "views" => {
            let mut views = Views::default();
            let field = views.declare("field");
            let options = views.declare("options");
            views.member(field, "name", Type::String);
            views.member(field, "type", Type::String);
            views.member(field, "parent", views.ty(field));
            views.member(field, "options", views.ty(options));
            views.keys(options, Arc::new(Options));
            env.library(Library::Strings).only_literal_patterns();
            env.variable("this", views.ty(field)).views(views);
            inputs.set("this", Value::Object(Object { view: field, key: 0 }));
            let host: &'static Fields = Box::leak(Box::new(Fields { field, options }));
            inputs.host(host);
        }
        other => panic!("there is no environment for {other}"),
    }
    (env, inputs)
}

const PETS: &str = r#"
    edition = "2023";
    package pets;
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    message Cat {
      string name = 1;
      uint32 lives = 2;
      repeated Cat kittens = 3;
      map<string, double> weights = 4;
      Mood mood = 5;
      google.protobuf.Timestamp born = 6;
      google.protobuf.Int64Value chip = 7;
      extensions 100;
    }
    extend Cat { string owner = 100; }
    enum Mood { UNKNOWN = 0; HUNGRY = 3; }
"#;

struct Options;

impl Keys for Options {
    fn type_of(&self, key: &str) -> Option<Type> {
        (key == "acme.owner").then_some(Type::String)
    }

    fn known(&self, _: &str) -> Vec<String> {
        vec!["acme.owner".into()]
    }
}

struct Fields {
    field: protune_cel::ViewId,
    options: protune_cel::ViewId,
}

impl Host for Fields {
    fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure> {
        Ok(match member {
            0 => Value::from("create_time"),
            1 => Value::from("google.protobuf.Timestamp"),
            2 if object.key > 0 => Value::Null,
            2 => Value::Object(Object { view: self.field, key: object.key + 1 }),
            _ => Value::Object(Object { view: self.options, key: object.key }),
        })
    }

    fn key<'h>(&'h self, object: Object, _: &str) -> Result<Option<Value<'h>>, Failure> {
        Ok((object.key == 0).then(|| Value::from("pets-team")))
    }
}
