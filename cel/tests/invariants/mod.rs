//! Properties of any expression, which the tests and the fuzz targets check.

use protune_cel::{
    Env, Failure, Host, Inputs, Library, Limits, Map, Messages, Node, NodeId, Object, Problem, Program,
    Syntax, Type, Value, Views,
};
use std::sync::LazyLock;

const SCHEMA: &str = r#"
    edition = "2023";
    package shop;
    import "google/protobuf/any.proto";
    import "google/protobuf/duration.proto";
    import "google/protobuf/struct.proto";
    import "google/protobuf/timestamp.proto";
    import "google/protobuf/wrappers.proto";
    message Order {
      string id = 1;
      repeated Order children = 2;
      map<string, int64> totals = 3;
      uint32 count = 4 [features.field_presence = IMPLICIT];
      Kind kind = 5;
      google.protobuf.Timestamp at = 6;
      google.protobuf.Duration lasts = 7;
      google.protobuf.Any detail = 8;
      google.protobuf.Struct data = 9;
      google.protobuf.Int32Value limit = 10;
      bytes key = 11;
      double price = 12;
      map<bool, Order> map = 13;
      extensions 100 to 200;
    }
    extend Order { string note = 100; }
    enum Kind { UNKNOWN = 0; SMALL = 1; }
"#;

static ENV: LazyLock<Env> = LazyLock::new(|| {
    let schema = protune_compiler::compile([("shop.proto", SCHEMA)], |_| None);
    assert!(schema.problems().is_empty());
    let mut views = Views::default();
    let field = views.declare("field");
    views.member(field, "name", Type::String);
    views.member(field, "parent", views.ty(field));
    views.member(field, "siblings", Type::list(views.ty(field)));
    let mut env = Env::protovalidate();
    (env.syntax.has_bind, env.syntax.has_extensions) = (true, true);
    env.library(Library::Math).library(Library::Encoders).library(Library::Optionals);
    env.messages(Messages::of(&schema));
    env.variable("order", Type::message("shop.Order"));
    env.variable("field", views.ty(field));
    env.variable("i", Type::Int)
        .variable("u", Type::Uint)
        .variable("d", Type::Double)
        .variable("b", Type::Bool);
    env.variable("s", Type::String).variable("x", Type::Dyn).variable("t", Type::Timestamp);
    env.variable("l", Type::list(Type::Int)).variable("m", Type::map(Type::String, Type::list(Type::Double)));
    env.views(views);
    env
});

static ORDER: LazyLock<Program> = LazyLock::new(|| {
    let text =
        "shop.Order{id: 'a', children: [shop.Order{count: 3u, map: {true: shop.Order{}}}], totals: {'x': 1},
        kind: shop.Kind.SMALL, data: {'k': [1, 'two', null]}, limit: 7, key: b'\\xff', price: 1.5}";
    ENV.compile(text).unwrap_or_else(|problems| panic!("{}", problems[0].show(text)))
});

/// Parses a text and checks its tree, or its problem.
pub(crate) fn parses(text: &str) {
    let ast = match protune_cel::parse(text) {
        Ok(ast) => ast,
        Err(problem) => return problem_is_within(&problem, text),
    };
    let syntax = Syntax::default();
    assert!(ast.len() <= syntax.max_nodes);
    let mut depths = Vec::new();
    visit(&ast, ast.root(), text, 1, &mut depths);
    assert!(depths.into_iter().max() <= Some(usize::from(syntax.max_depth)));
}

fn visit(ast: &protune_cel::Ast, id: NodeId, text: &str, depth: usize, depths: &mut Vec<usize>) {
    depths.push(depth);
    let span = ast.span(id);
    assert!(text.get(span.range()).is_some(), "{span:?} of {text:?}");
    assert!(text.get(ast.point(id).range()).is_some(), "{text:?}");
    let mut children: Vec<NodeId> = Vec::new();
    match ast.node(id) {
        Node::Select { operand, .. } | Node::Extension { operand, .. } | Node::Unary(_, operand) => {
            children.push(*operand)
        }
        Node::Binary(_, left, right) | Node::Logic(_, left, right) => children.extend([*left, *right]),
        Node::Conditional(a, b, c) => children.extend([*a, *b, *c]),
        Node::Call { target, args, .. } => {
            children.extend(*target);
            children.extend(ast.list(*args));
        }
        Node::List(nodes) | Node::Map(nodes) => children.extend(ast.list(*nodes)),
        Node::Message { fields, .. } => children.extend(ast.fields(*fields).iter().map(|field| field.value)),
        Node::Fold { range, condition, body, .. } => {
            children.push(*range);
            children.extend(*condition);
            children.push(*body);
        }
        Node::Bind { value, body, .. } => children.extend([*value, *body]),
        _ => {}
    }
    for child in children {
        assert!(child < id, "children stand before their parents");
        visit(ast, child, text, depth + 1, depths);
    }
}

fn problem_is_within(problem: &Problem, text: &str) {
    assert!(text.get(problem.span.range()).is_some(), "{problem:?} of {text:?}");
    assert!(!problem.message.is_empty() && problem.show(text).contains(&problem.message));
}

/// Checks a text: problems lie within it, and types are complete.
pub(crate) fn checks(text: &str) -> bool {
    match ENV.check(text) {
        Ok(checked) => {
            assert!(is_complete(checked.ty()), "{} of {text:?}", checked.ty());
            assert!(checked.ty().to_string().len() < 20_000);
            true
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            problems.iter().for_each(|problem| problem_is_within(problem, text));
            false
        }
    }
}

fn is_complete(ty: &Type) -> bool {
    !matches!(ty, Type::Variable(_) | Type::Error)
}

/// Provider of a field whose parent and siblings are fields.
struct Fields;

impl Host for Fields {
    fn member<'h>(&'h self, object: Object, member: u32) -> Result<Value<'h>, Failure> {
        let other = |key| Value::Object(Object { key, ..object });
        Ok(match member {
            0 => Value::from("name"),
            1 if object.key > 3 => Value::Null,
            1 => other(object.key + 1),
            _ => Value::list((0..3).map(other)),
        })
    }
}

/// Runs a text: the value has the type that was found, is the same in each run, and limits hold.
pub(crate) fn runs(text: &str) {
    let program = match ENV.compile(text) {
        Ok(program) => program,
        // What does not fit fails when it is reached, and not otherwise.
        Err(_) => match ENV.compile_unchecked(text) {
            Ok(program) => program,
            Err(_) => return,
        },
    };
    let is_checked = ENV.check(text).is_ok();
    let mut inputs = inputs();
    let first = program.run(&inputs);
    if let (Ok(value), true) = (&first, is_checked) {
        assert!(is_of(value, program.ty()), "{value} is not of type {}: {text:?}", program.ty());
    }
    let second = program.run(&inputs);
    match (&first, &second) {
        (Ok(first), Ok(second)) => assert_eq!(first.to_string(), second.to_string(), "{text:?}"),
        _ => assert_eq!(first.is_err(), second.is_err(), "{text:?}"),
    }
    inputs.limits.steps = 10;
    let limited = program.run(&inputs);
    assert!(
        limited.is_ok() || first.is_err() || limited.is_err_and(|failure| failure.is_limit()),
        "{text:?}"
    );
}

fn inputs() -> Inputs<'static> {
    static HOST: Fields = Fields;
    let field = match ENV.type_named("field") {
        Some(Type::View(view, _)) => view,
        other => panic!("{other:?}"),
    };
    let mut inputs = Inputs::default();
    let mut limits = Limits::default();
    (limits.steps, limits.memory) = (20_000, 1 << 20);
    inputs.limits = limits;
    inputs.host(&HOST);
    inputs.set("field", Value::Object(Object { view: field, key: 0 }));
    inputs.set("order", ORDER.run(&Inputs::default()).expect("the fields fit"));
    inputs
        .set("i", Value::Int(-3))
        .set("u", Value::Uint(5))
        .set("d", Value::Double(0.5))
        .set("b", Value::Bool(true));
    inputs.set("s", Value::from("aé😀")).set("x", Value::from("any"));
    inputs.set("t", Value::Timestamp(protune_cel::Timestamp::new(1_700_000_000, 5).expect("in range")));
    inputs.set("l", Value::list((0..4).map(Value::Int)));
    let entries = [(Value::from("k"), Value::list([Value::Double(1.0)]))];
    inputs.set("m", Value::Map(Map::new(entries).expect("one key")));
    inputs
}

/// Returns whether a value is one of a type.
fn is_of(value: &Value<'_>, ty: &Type) -> bool {
    match (ty, value) {
        (ty, _) if ty.is_dyn() => true,
        (
            Type::Wrapper(_)
            | Type::Message(_)
            | Type::View(..)
            | Type::Duration
            | Type::Timestamp
            | Type::Opaque(_),
            Value::Null,
        ) => true,
        (Type::Wrapper(_), value) => format!("wrapper({})", value.ty()) == ty.to_string(),
        (Type::List(_), Value::List(_)) | (Type::Map(_), Value::Map(_)) | (Type::Type(_), Value::Type(_)) => {
            true
        }
        (Type::Opaque(_), Value::Optional(_)) | (Type::View(..), Value::Object(_)) => true,
        (ty, value) => *ty == value.ty(),
    }
}
