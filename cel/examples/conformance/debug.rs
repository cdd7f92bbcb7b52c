//! Trees in the form that cel-go prints them in, macros expanded, and the types in it.

use protune_cel::{Ast, Checked, Logic, Macro, Node, NodeId, Type};
use regex::Regex;
use std::fmt::Write;
use std::sync::LazyLock;

/// The tree, with the kind of each node.
pub(super) fn tree(ast: &Ast) -> String {
    let mut printer = Printer { ast, out: String::new(), indent: 0, is_line_start: true };
    printer.node(ast.root());
    printer.out
}

struct Printer<'a> {
    ast: &'a Ast,
    out: String,
    indent: usize,
    is_line_start: bool,
}

impl Printer<'_> {
    fn write(&mut self, text: &str) {
        if std::mem::take(&mut self.is_line_start) {
            self.out.push_str(&"  ".repeat(self.indent));
        }
        self.out.push_str(text);
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.is_line_start = true;
    }

    fn kind(&mut self, kind: &str) {
        self.write(&format!("^#*expr.{kind}#"));
    }

    fn node(&mut self, id: NodeId) {
        let ast = self.ast;
        match ast.node(id) {
            Node::Name(name) => self.name(ast.name(*name)),
            Node::Select { operand, field, is_test } => {
                self.node(*operand);
                let test = if *is_test { "~test-only~" } else { "" };
                self.write(&format!(".{}{test}", ast.name(*field)));
                self.kind("Expr_SelectExpr");
            }
            Node::Unary(operator, operand) => self.call(operator.function(), &[*operand]),
            Node::Binary(operator, left, right) => self.call(operator.function(), &[*left, *right]),
            Node::Logic(logic, left, right) => {
                self.call(if *logic == Logic::And { "_&&_" } else { "_||_" }, &[*left, *right]);
            }
            Node::Conditional(condition, yes, no) => self.call("_?_:_", &[*condition, *yes, *no]),
            Node::Call { target, function, args } => {
                if let Some(target) = target {
                    self.node(*target);
                    self.write(".");
                }
                self.call(ast.name(*function), ast.list(*args));
            }
            Node::List(elements) => {
                let elements = ast.list(*elements);
                self.bracket("[", "]", elements.len(), |printer, at| printer.node(elements[at]));
                self.kind("Expr_ListExpr");
            }
            Node::Map(entries) => {
                let entries = ast.list(*entries);
                self.bracket("{", "}", entries.len() / 2, |printer, at| {
                    printer.node(entries[2 * at]);
                    printer.write(":");
                    printer.node(entries[2 * at + 1]);
                    printer.kind("Expr_CreateStruct_Entry");
                });
                self.kind("Expr_StructExpr");
            }
            Node::Message { name, fields } => {
                let fields = ast.fields(*fields);
                self.bracket(&format!("{}{{", ast.name(*name)), "}", fields.len(), |printer, at| {
                    printer.write(&format!("{}:", ast.name(fields[at].name)));
                    printer.node(fields[at].value);
                    printer.kind("Expr_CreateStruct_Entry");
                });
                self.kind("Expr_StructExpr");
            }
            Node::Fold { kind, range, variable, condition, body } => {
                self.fold(*kind, *range, ast.name(*variable), *condition, *body);
            }
            Node::Bind { variable, value, body } => {
                self.name("cel");
                self.write(".");
                self.calls("bind", 3, |printer, at| match at {
                    0 => printer.name(ast.name(*variable)),
                    1 => printer.node(*value),
                    _ => printer.node(*body),
                });
            }
            Node::Extension { operand, name, is_test } => {
                self.name("proto");
                self.write(".");
                self.calls(if *is_test { "hasExt" } else { "getExt" }, 2, |printer, at| match at {
                    0 => printer.node(*operand),
                    _ => printer.path(ast.name(*name)),
                });
            }
            literal => {
                let (text, kind) = constant(literal);
                self.write(&text);
                self.kind(&format!("Constant_{kind}Value"));
            }
        }
    }

    fn name(&mut self, name: &str) {
        self.write(name);
        self.kind("Expr_IdentExpr");
    }

    /// A name with dots as selections.
    fn path(&mut self, name: &str) {
        for (at, part) in name.split('.').enumerate() {
            if at == 0 {
                self.name(part);
            } else {
                self.write(&format!(".{part}"));
                self.kind("Expr_SelectExpr");
            }
        }
    }

    fn call(&mut self, function: &str, args: &[NodeId]) {
        self.calls(function, args.len(), |printer, at| printer.node(args[at]));
    }

    fn calls(&mut self, function: &str, count: usize, arg: impl FnMut(&mut Self, usize)) {
        self.bracket(&format!("{function}("), ")", count, arg);
        self.kind("Expr_CallExpr");
    }

    fn bracket(&mut self, open: &str, close: &str, count: usize, mut part: impl FnMut(&mut Self, usize)) {
        self.write(open);
        if count > 0 {
            self.indent += 1;
            self.line();
            for at in 0..count {
                if at > 0 {
                    self.write(",");
                    self.line();
                }
                part(self, at);
            }
            self.indent -= 1;
            self.line();
        }
        self.write(close);
    }

    fn fold(&mut self, kind: Macro, range: NodeId, variable: &str, condition: Option<NodeId>, body: NodeId) {
        self.write("__comprehension__(");
        self.indent += 1;
        self.part("Variable", |it| it.write(variable), ",");
        self.part("Target", |it| it.node(range), ",");
        self.part("Accumulator", |it| it.write("@result"), ",");
        let (init, init_kind) = match kind {
            Macro::All => ("true", "Constant_BoolValue"),
            Macro::Exists => ("false", "Constant_BoolValue"),
            Macro::ExistsOne => ("0", "Constant_Int64Value"),
            _ => ("[]", "Expr_ListExpr"),
        };
        self.part(
            "Init",
            |it| {
                it.write(init);
                it.kind(init_kind);
            },
            ",",
        );
        self.part(
            "LoopCondition",
            |it| match kind {
                Macro::All => it.calls("@not_strictly_false", 1, |it, _| it.name("@result")),
                Macro::Exists => {
                    it.calls("@not_strictly_false", 1, |it, _| it.calls("!_", 1, |it, _| it.name("@result")))
                }
                _ => {
                    it.write("true");
                    it.kind("Constant_BoolValue");
                }
            },
            ",",
        );
        self.part("LoopStep", |it| it.step(kind, variable, condition, body), ",");
        self.part(
            "Result",
            |it| match kind {
                Macro::ExistsOne => {
                    it.calls("_==_", 2, |it, at| if at == 0 { it.name("@result") } else { it.one() })
                }
                _ => it.name("@result"),
            },
            ")",
        );
        self.indent -= 1;
        self.kind("Expr_ComprehensionExpr");
    }

    fn part(&mut self, title: &str, content: impl FnOnce(&mut Self), end: &str) {
        self.line();
        self.write(&format!("// {title}"));
        self.line();
        content(self);
        self.write(end);
    }

    fn one(&mut self) {
        self.write("1");
        self.kind("Constant_Int64Value");
    }

    fn step(&mut self, kind: Macro, variable: &str, condition: Option<NodeId>, body: NodeId) {
        match kind {
            Macro::All | Macro::Exists => {
                let function = if kind == Macro::All { "_&&_" } else { "_||_" };
                self.calls(function, 2, |it, at| if at == 0 { it.name("@result") } else { it.node(body) });
            }
            Macro::ExistsOne => self.calls("_?_:_", 3, |it, at| match at {
                0 => it.node(body),
                1 => it.calls("_+_", 2, |it, at| if at == 0 { it.name("@result") } else { it.one() }),
                _ => it.name("@result"),
            }),
            Macro::Filter => self.calls("_?_:_", 3, |it, at| match at {
                0 => it.node(body),
                1 => it.append(|it| it.name(variable)),
                _ => it.name("@result"),
            }),
            _ => match condition {
                Some(condition) => self.calls("_?_:_", 3, |it, at| match at {
                    0 => it.node(condition),
                    1 => it.append(|it| it.node(body)),
                    _ => it.name("@result"),
                }),
                None => self.append(|it| it.node(body)),
            },
        }
    }

    fn append(&mut self, mut element: impl FnMut(&mut Self)) {
        self.calls("_+_", 2, |it, at| match at {
            0 => it.name("@result"),
            _ => {
                it.bracket("[", "]", 1, |it, _| element(it));
                it.kind("Expr_ListExpr");
            }
        });
    }
}

fn constant(node: &Node) -> (String, &'static str) {
    match node {
        Node::Bool(value) => (value.to_string(), "Bool"),
        Node::Int(value) => (value.to_string(), "Int64"),
        Node::Uint(value) => (format!("{value}u"), "Uint64"),
        Node::Double(value) => (double(*value), "Double"),
        Node::String(text) => (quoted(text), "String"),
        Node::Bytes(bytes) => (quoted_bytes(bytes), "Bytes"),
        _ => ("null".into(), "Null"),
    }
}

fn double(value: f64) -> String {
    if value.abs() < 1e6 && (value == 0.0 || value.abs() >= 1e-4) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) => match exponent.strip_prefix('-') {
            Some(exponent) => format!("{digits}e-{exponent:0>2}"),
            None => format!("{digits}e+{exponent:0>2}"),
        },
        None => text,
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match escaped(c) {
            Some(escaped) => out.push_str(&escaped),
            None if !is_printable(c) => match c as u32 {
                code @ 0..=0x7F => {
                    let _ = write!(out, "\\x{code:02x}");
                }
                code @ 0x80..=0xFFFF => {
                    let _ = write!(out, "\\u{code:04x}");
                }
                code => {
                    let _ = write!(out, "\\U{code:08x}");
                }
            },
            None => out.push(c),
        }
    }
    out.push('"');
    out
}

fn quoted_bytes(bytes: &[u8]) -> String {
    let mut out = String::from("b\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match escaped(c) {
                Some(escaped) => out.push_str(&escaped),
                None if !is_printable(c) => {
                    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                        let _ = write!(out, "\\x{byte:02x}");
                    }
                }
                None => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out.push('"');
    out
}

fn is_printable(c: char) -> bool {
    static PRINTABLE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}\p{S}\p{P} ]$").expect("valid"));
    PRINTABLE.is_match(c.encode_utf8(&mut [0; 4]))
}

fn escaped(c: char) -> Option<String> {
    Some(
        match c {
            '\x07' => "\\a",
            '\x08' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\x0B' => "\\v",
            '\x0C' => "\\f",
            '\r' => "\\r",
            '"' => "\\\"",
            '\\' => "\\\\",
            _ => return None,
        }
        .to_owned(),
    )
}

/// The types of the nodes, in the order in which cel-go prints them.
pub(super) fn types(checked: &Checked) -> Vec<String> {
    let mut out = Vec::new();
    collect(checked, checked.ast().root(), &mut out);
    out
}

fn collect(checked: &Checked, id: NodeId, out: &mut Vec<String>) {
    let ast = checked.ast();
    let ty = checked.type_of(id);
    // A part of a name with dots has no type of its own.
    if *ty == Type::Error {
        return;
    }
    let all = |ids: &[NodeId], out: &mut Vec<String>| ids.iter().for_each(|&id| collect(checked, id, out));
    match ast.node(id) {
        Node::Select { operand, .. } | Node::Extension { operand, .. } | Node::Unary(_, operand) => {
            all(&[*operand], out)
        }
        Node::Binary(_, left, right) | Node::Logic(_, left, right) => all(&[*left, *right], out),
        Node::Conditional(condition, yes, no) => all(&[*condition, *yes, *no], out),
        Node::Call { target, args, .. } => {
            all(target.as_slice(), out);
            all(ast.list(*args), out);
        }
        Node::List(nodes) | Node::Map(nodes) => all(ast.list(*nodes), out),
        Node::Message { fields, .. } => {
            ast.fields(*fields).iter().for_each(|field| collect(checked, field.value, out))
        }
        Node::Bind { value, body, .. } => {
            out.push("list(dyn)".into());
            collect(checked, *value, out);
            out.extend(["bool".into(), checked.type_of(*value).to_string()]);
            collect(checked, *body, out);
        }
        Node::Fold { kind, range, condition, body, .. } => {
            collect(checked, *range, out);
            fold(checked, id, *kind, *range, *condition, *body, out);
        }
        _ => {}
    }
    out.push(ty.to_string());
}

fn fold(
    checked: &Checked,
    id: NodeId,
    kind: Macro,
    range: NodeId,
    condition: Option<NodeId>,
    body: NodeId,
    out: &mut Vec<String>,
) {
    let accumulator =
        if kind == Macro::ExistsOne { "int".to_owned() } else { checked.type_of(id).to_string() };
    let push = |types: &[&str], out: &mut Vec<String>| out.extend(types.iter().map(|&ty| ty.to_owned()));
    let accumulator = accumulator.as_str();
    match kind {
        Macro::All => push(&["bool", "bool", "bool", "bool"], out),
        Macro::Exists => push(&["bool", "bool", "bool", "bool", "bool"], out),
        _ => push(&[accumulator, "bool"], out),
    }
    match (kind, condition) {
        (Macro::All | Macro::Exists, _) => {
            collect(checked, body, out);
            push(&["bool", "bool"], out);
        }
        (Macro::ExistsOne, _) => {
            collect(checked, body, out);
            push(&["int", "int", "int", "int", "int", "int", "int", "bool"], out);
        }
        (Macro::Filter, _) => {
            collect(checked, body, out);
            let element = match checked.type_of(range) {
                Type::List(_) | Type::Map(_) => element(checked.type_of(range)),
                other => other.to_string(),
            };
            push(
                &[
                    accumulator,
                    &element,
                    &format!("list({element})"),
                    accumulator,
                    accumulator,
                    accumulator,
                    accumulator,
                ],
                out,
            );
        }
        (_, condition) => {
            if let Some(condition) = condition {
                collect(checked, condition, out);
            }
            push(&[accumulator], out);
            collect(checked, body, out);
            push(&[&format!("list({})", checked.type_of(body)), accumulator], out);
            if condition.is_some() {
                push(&[accumulator, accumulator], out);
            }
            push(&[accumulator], out);
        }
    }
}

/// The type of the elements of a list, or of the keys of a map.
fn element(ty: &Type) -> String {
    let text = ty.to_string();
    let inner = text.split_once('(').map_or("dyn", |(_, inner)| &inner[..inner.len() - 1]);
    if !text.starts_with("map") {
        return inner.to_owned();
    }
    inner.split(", ").next().unwrap_or("dyn").to_owned()
}

/// Types with parameters.
const GENERIC: [&str; 7] = ["list", "map", "type", "wrapper", "set", "tuple", "optional_type"];

/// The types in a tree that cel-go printed.
pub(super) fn expected(tree: &str) -> Vec<String> {
    let mut out = Vec::new();
    let tree = tree.replace("~test-only~", "");
    let mut rest = &tree[..];
    while let Some(at) = rest.find('~') {
        rest = &rest[at + 1..];
        let (mut depth, mut was_closed) = (0, false);
        let end = rest.char_indices().find(|&(at, c)| {
            let is_generic = || GENERIC.iter().any(|name| rest[..at].ends_with(name));
            match c {
                '(' if !is_generic() => return true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            let is_end = depth < 0
                || c == '\n'
                || depth == 0 && (matches!(c, '^' | '~' | ':' | '{' | '[' | ',') || c == '.' && was_closed);
            was_closed = c == ')';
            is_end
        });
        let text = &rest[..end.map_or(rest.len(), |(at, _)| at)];
        rest = &rest[text.len()..];
        // The name of a field, or of a function, stands before the type of a selection or the arguments.
        let is_target = rest.starts_with(['~', '(']);
        out.push(if is_target { text.rsplit_once('.').map_or(text, |(of, _)| of) } else { text }.to_owned());
    }
    out
}
