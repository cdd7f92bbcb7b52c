//! Properties of expressions that slips of the keyboard, repetition and chance make.

mod invariants;

use invariants::{checks, parses, runs};
use protune_cel::{Env, Inputs, Syntax};

/// Holes: {i} an integer, {u} an unsigned one, {d} a double, {s} a string, {b} a boolean, {l} a list of integers.
const TEMPLATES: [(char, &[&str]); 6] = [
    (
        'i',
        &[
            "1",
            "i",
            "{i} + {i}",
            "{i} * 3",
            "-({i})",
            "size({s})",
            "{l}[0]",
            "int({u})",
            "math.greatest({i}, {i})",
            "{s}.indexOf({s})",
            "order.totals[{s}]",
            "{b} ? {i} : {i}",
            "t.getHours()",
            "{l}.size()",
            "{i} % 7",
            "order.kind",
            "cel.bind(v, {i}, v + v)",
        ],
    ),
    ('u', &["1u", "u", "{u} + {u}", "order.count", "uint({i})", "{u} / 2u"]),
    ('d', &["0.5", "d", "{d} / {d}", "double({i})", "order.price", "math.ceil({d})", "m['k'][0]"]),
    (
        's',
        &[
            "'a'",
            "s",
            "{s} + {s}",
            "order.id",
            "string({i})",
            "{s}.replace({s}, 'b')",
            "{s}.substring(0)",
            "'%s %d'.format([{s}, {i}])",
            "field.name",
            "proto.getExt(order, shop.note)",
            "string({d})",
            "{s}.split('a').join('-')",
        ],
    ),
    (
        'b',
        &[
            "true",
            "b",
            "{i} < {i}",
            "{s} == {s}",
            "{b} && {b}",
            "{b} || {b}",
            "!({b})",
            "{i} in {l}",
            "has(order.at)",
            "{l}.all(e, e < {i})",
            "{l}.exists(e, {b})",
            "{s}.matches('^a+')",
            "{d} > {i}",
            "order.children.exists(o, o.id == {s})",
            "field.siblings.exists_one(f, f.name == {s})",
            "{s}.isEmail()",
            "{l}.unique()",
            "type({i}) == int",
            "order.limit == {i}",
            "dyn({s}) == {i}",
            "{s}.startsWith({s})",
            "order == order",
            "{u} >= {d}",
        ],
    ),
    (
        'l',
        &[
            "[1, 2]",
            "l",
            "{l} + {l}",
            "{l}.map(e, e + {i})",
            "{l}.filter(e, {b})",
            "[{i}, {i}]",
            "[]",
            "{l}.map(e, {b}, {i})",
        ],
    ),
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    /// An expression of a type, whose holes are filled down to a depth.
    fn expression(&mut self, ty: char, depth: usize) -> String {
        let (_, templates) =
            TEMPLATES.iter().find(|(known, _)| *known == ty).expect("there are templates of the type");
        let template = templates[self.below(if depth == 0 { 2 } else { templates.len() })];
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('{') {
            out.push_str(&rest[..at]);
            let inner = self.expression(char::from(rest.as_bytes()[at + 1]), depth.saturating_sub(1));
            out.push_str(&format!("({inner})"));
            rest = &rest[at + 3..];
        }
        out + rest
    }
}

#[test]
fn expressions_that_fit_are_accepted_and_run() {
    let mut random = Random(1);
    for round in 0..3_000 {
        let ty = TEMPLATES[round % TEMPLATES.len()].0;
        let text = random.expression(ty, 1 + round % 4);
        parses(&text);
        assert!(checks(&text), "{text}");
        runs(&text);
    }
}

#[test]
fn slips_are_problems_or_run() {
    let bits: Vec<char> = "()[]{}.,:?!-+*/%<>=&|'\"`\\ \n1ué😀_\u{0}xbr".chars().collect();
    let mut random = Random(2);
    for round in 0..4_000 {
        let mut text: Vec<char> =
            random.expression(TEMPLATES[round % TEMPLATES.len()].0, 3).chars().collect();
        for _ in 0..=random.below(3) {
            let at = random.below(text.len());
            match random.below(4) {
                0 => text[at] = bits[random.below(bits.len())],
                1 => text.insert(at, bits[random.below(bits.len())]),
                2 => drop(text.remove(at)),
                _ => drop(text.drain(at..(at + random.below(12)).min(text.len()))),
            }
            if text.is_empty() {
                break;
            }
        }
        let text: String = text.into_iter().collect();
        parses(&text);
        checks(&text);
        runs(&text);
    }
}

/// Would exhaust the stack, or take minutes, if depth or cost were not bounded.
#[test]
fn repetitions_are_bounded() {
    let pieces = [
        "(",
        "[",
        "{",
        "!",
        "-",
        "a.",
        "a[",
        "f(",
        "{1:",
        "A{a:",
        "1 + ",
        "1 < ",
        "a && ",
        "a || ",
        "a ? ",
        "a ? b : ",
        "'",
        "x.all(x, ",
        "[].map(a, [a] + ",
        "cel.bind(a, [a, a], ",
        "has(",
        "a.b",
        "1 in ",
        "`",
        "\\",
        "r'",
        "b\"",
        "'''",
        "//",
        "1.e",
        "0x",
        "-1 - ",
        "{x: x}.map(x, {x: x}, ",
        "[].map(x, {x: x}) + ",
        "'a'.format([",
    ];
    for piece in pieces {
        for length in [200, 60_000] {
            let text = piece.repeat(length / piece.len());
            parses(&text);
            checks(&text);
        }
    }
    let chain = format!("1{}", " + 1".repeat(100));
    assert!(checks(&chain));
    runs(&chain);
    let nested = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    assert!(checks(&nested));
    runs(&nested);
}

/// The deepest expressions that a caller can ask for, on the stack of a thread.
#[test]
fn the_deepest_expressions_fit_the_stack() {
    let mut env = Env::standard();
    env.syntax.max_depth = Syntax::DEEPEST;
    let shapes = [
        ("[", "1", "]"),
        ("(", "1", ")"),
        ("-(", "1", ")"),
        ("[1].map(x, ", "x", ")"),
        ("true ? 1 : ", "2", ""),
    ];
    for (open, inner, close) in shapes {
        let nested = |depth| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        let mut depths = (1..=usize::from(Syntax::DEEPEST)).rev().map(nested);
        let text = depths.find(|text| env.check(text).is_ok()).expect("one is not too deep");
        assert!(text.len() > 39 * open.len(), "{text}");
        let program = env.compile(&text).expect("it is checked");
        assert!(program.run(&Inputs::default()).is_ok(), "{text}");
    }
}

/// Types that would be exponentially large.
#[test]
fn types_stay_small() {
    let doubled = (0..30)
        .fold("1".to_owned(), |inner, at| format!("[{inner}].map(v{at}, {{'k': v{at}, 'l': [v{at}]}})"));
    checks(&doubled);
    let mut text = "[]".to_owned();
    for at in 0..24 {
        text = format!("{text}.map(a{at}, [{{a{at}: a{at}}}, {{[]: []}}][0])");
    }
    checks(&text);
    let pairs =
        (0..20).fold("[[]]".to_owned(), |inner, at| format!("cel.bind(p{at}, {inner}, [p{at}, p{at}])"));
    checks(&pairs);
    runs(&pairs);
}

/// Values that would be exponentially large.
#[test]
fn memory_is_bounded() {
    let doubled =
        (0..40).fold("s".to_owned(), |inner, at| format!("cel.bind(p{at}, {inner}, p{at} + p{at})"));
    runs(&doubled);
    let nested =
        (0..40).fold("[1]".to_owned(), |inner, at| format!("cel.bind(p{at}, {inner}, [p{at}, p{at}])"));
    runs(&format!("'%s'.format([{nested}])"));
    runs(&format!("{nested} == {nested}"));
    runs("l.map(a, l.map(b, l.map(c, l.map(d, l.map(e, l.map(f, s + s + s + s)))))).size() > 0");
}
