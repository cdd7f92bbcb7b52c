//! Measures how long it takes to check many expressions, and to run rules over many declarations:
//! `cargo run --release -p protune-cel --example speed`.

use protune_cel::{Env, Failure, Host, Inputs, Messages, Object, Program, Type, Value, Views};
use std::io::Write as _;
use std::time::Instant;

const COUNT: usize = 10_000;

const SCHEMA: &str = r#"
    syntax = "proto3";
    package shop.v1;
    message Order { string id = 1; repeated Item items = 2; map<string, int64> totals = 3; }
    message Item { string name = 1; int32 count = 2; double price = 3; }
"#;

/// Shapes of expressions; `#` is another number in each.
const SHAPES: [&str; 8] = [
    "this.id.size() > # && this.id.startsWith('order-#')",
    "this.items.all(item, item.count >= # && item.price < #.5)",
    "this.items.exists(item, item.name == 'item #') || has(this.totals.net#)",
    "this.totals.all(key, this.totals[key] != # && key.matches('^[a-z]+#$'))",
    "size(this.items.filter(item, item.count % 2 == 0).map(item, item.name + '#')) <= #",
    "this.id in ['a#', 'b#', 'c#'] ? this.items.size() == # : !this.id.contains('#')",
    "this.items.map(item, item.count * #).exists_one(total, total > # + 1)",
    "shop.v1.Order{id: 'x#', items: [shop.v1.Item{count: #}]} != this",
];

/// Rules about fields, as teams write them.
const RULES: [&str; 6] = [
    "!(this.type in ['uint64', 'google.protobuf.Any', 'google.protobuf.Struct'])",
    "this.type != 'google.protobuf.Timestamp' || this.name.endsWith('_time')",
    "!parent.name.endsWith('Request') || this.number < 50",
    "!this.deprecated || this.comment.contains('use ')",
    "this.number < 100 || this.name.startsWith('x_')",
    "this.name.matches('^[a-z][a-z0-9_]*$')",
];

struct Fields(Vec<[String; 3]>);

impl Host for Fields {
    fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure> {
        let [name, ty, comment] = &self.0[object.key as usize];
        Ok(match member {
            0 => Value::from(name.as_str()),
            1 => Value::from(ty.as_str()),
            2 => Value::from(comment.as_str()),
            3 => Value::Int(object.key as i64 % 60),
            _ => Value::Bool(object.key.is_multiple_of(40)),
        })
    }
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    let schema = protune_compiler::compile([("shop.proto", SCHEMA)], |_| None);
    let mut env = Env::protovalidate();
    env.messages(Messages::of(&schema));
    env.variable("this", Type::message("shop.v1.Order"));
    let texts: Vec<String> =
        (0..COUNT).map(|at| SHAPES[at % SHAPES.len()].replace('#', &at.to_string())).collect();
    env.check(&texts[0]).map_err(|problems| std::io::Error::other(problems[0].show(&texts[0])))?;

    let start = Instant::now();
    let parsed = texts.iter().filter(|text| protune_cel::parse(text).is_ok()).count();
    writeln!(out, "parsed {parsed} expressions in {:.1?}", start.elapsed())?;
    let start = Instant::now();
    let checked = texts.iter().filter(|text| env.check(text).is_ok()).count();
    writeln!(out, "parsed and checked {checked} expressions in {:.1?}", start.elapsed())?;
    let start = Instant::now();
    let compiled = texts.iter().filter(|text| env.compile(text).is_ok()).count();
    writeln!(out, "compiled {compiled} expressions in {:.1?}", start.elapsed())?;
    rules(&mut out)
}

fn rules(out: &mut impl std::io::Write) -> std::io::Result<()> {
    let mut views = Views::default();
    let field = views.declare("field");
    for (name, ty) in
        [("name", Type::String), ("type", Type::String), ("comment", Type::String), ("number", Type::Int)]
    {
        views.member(field, name, ty);
    }
    views.member(field, "deprecated", Type::Bool);
    let mut env = Env::standard();
    env.variable("this", views.ty(field)).variable("parent", views.ty(field)).views(views);
    let programs: Vec<Program> = RULES
        .iter()
        .map(|rule| env.compile(rule).map_err(|problems| std::io::Error::other(problems[0].show(rule))))
        .collect::<Result<_, _>>()?;
    let fields = Fields(
        (0..COUNT)
            .map(|at| [format!("field_{at}"), "string".to_owned(), format!("use field {at}")])
            .collect(),
    );
    let mut inputs = Inputs::default();
    inputs.host(&fields);
    inputs.set("parent", Value::Object(Object { view: field, key: 0 }));
    let (start, mut passed) = (Instant::now(), 0);
    for key in 0..COUNT as u64 {
        inputs.set("this", Value::Object(Object { view: field, key }));
        for program in &programs {
            passed += usize::from(program.run(&inputs) == Ok(Value::Bool(true)));
        }
    }
    let each = start.elapsed() / COUNT as u32;
    writeln!(out, "{} rules take {each:.0?} for each of {COUNT} fields; {passed} passed", RULES.len())
}
