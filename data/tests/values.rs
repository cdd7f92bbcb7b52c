//! Odd notations and what they mean: each value of a file, and the bytes that it was written with.

use protune_data::{Kind, Language, Language::*, Node, parse};

/// A value in one line: text in quotes, everything else as its kind and its digits.
fn shown(node: &Node) -> String {
    let scalar = node.scalar().unwrap_or_default();
    match node.kind() {
        Kind::Null => "null".to_owned(),
        Kind::Text => format!("{scalar:?}"),
        Kind::Flag => scalar.to_lowercase(),
        Kind::Integer => node.integer().map_or_else(|| scalar.to_owned(), |number| number.to_string()),
        Kind::Float => format!("{:?}", node.number().unwrap_or_default()),
        Kind::Date => format!("date {scalar}"),
        Kind::List => format!("[{}]", node.items().iter().map(shown).collect::<Vec<_>>().join(", ")),
        Kind::Table => {
            let entries =
                node.entries().iter().map(|entry| format!("{}: {}", entry.key, shown(&entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[test]
fn notations_have_the_values_of_their_specifications() {
    let table: &[(Language, &str, &str)] = &[
        (
            Yaml,
            "[1e3, 0x10, .5, ~, 12:30, -.inf, 0o17, 1_000]",
            r#"[1000.0, 16, 0.5, null, "12:30", -inf, 15, "1_000"]"#,
        ),
        (Yaml, "[true, True, yes, No, on]", r#"[true, true, "yes", "No", "on"]"#),
        (Yaml, "a: !!str 1\nb: !own {c: d}\nc: !!int '7'", r#"{a: "1", b: {c: "d"}, c: 7}"#),
        (Yaml, "a: &x [1]\nb: *x", "{a: [1], b: [1]}"),
        (Yaml, "a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}", "{a: {k: 1, l: 2}, b: {l: 3, k: 1}}"),
        (Yaml, "a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n", r#"{a: "x\n y\n", b: "x y\nz"}"#),
        (Yaml, "a: |2\n    x\n  y\nb: |+\n  z\n\n", r#"{a: "  x\ny\n", b: "z\n\n"}"#),
        (Yaml, "a: [b,\n  c, {d: e,\n  f: }]", r#"{a: ["b", "c", {d: "e", f: null}]}"#),
        (Yaml, "a: b\r\nc:\r\n- d\r\n", r#"{a: "b", c: ["d"]}"#),
        (Yaml, "\u{feff}a: é\n", r#"{a: "é"}"#),
        (Yaml, "a:\tb\n", r#"{a: "b"}"#),
        (Yaml, "a: 'it''s'\nb: \"\\u00e9\\x41\\\n  c\"", r#"{a: "it's", b: "éAc"}"#),
        (Yaml, "a: b # c\nd: e#f\ng: h:i\n", r#"{a: "b", d: "e#f", g: "h:i"}"#),
        (Yaml, "a:\n  b c\n  d\n", r#"{a: "b c d"}"#),
        (
            Json,
            "{\"a\": [1e3, -0, 1.50, null, \"\\ud83d\\ude00\\/\"]}",
            r#"{a: [1000.0, 0, 1.5, null, "😀/"]}"#,
        ),
        (JsonWithComments, "{/* a */ \"a\": [1, 2,], // b\n}", "{a: [1, 2]}"),
        (Toml, "a.b = 1\na.'c d' = 0x1F\n[e.f]\ng = 1_000\n", "{a: {b: 1, c d: 31}, e: {f: {g: 1000}}}"),
        (
            Toml,
            "[[a]]\nb = {c = [1, {d = 'e'}]}\n[[a]]\n[a.f]\n",
            r#"{a: [{b: {c: [1, {d: "e"}]}}, {f: {}}]}"#,
        ),
        (
            Toml,
            "a = [1979-05-27, 07:32:00, 1979-05-27T07:32:00Z]",
            "{a: [date 1979-05-27, date 07:32:00, date 1979-05-27T07:32:00Z]}",
        ),
        (
            Toml,
            "a = \"\"\"\nx\\\n   y\"\"\"\nb = '''\n\\z'''\nc = 1e3\nd = -inf\n",
            r#"{a: "xy", b: "\\z", c: 1000.0, d: -inf}"#,
        ),
    ];
    for (language, text, expected) in table {
        let file = parse(*language, *text);
        assert_eq!(file.problems, [], "{text:?}");
        assert_eq!(shown(file.root()), *expected, "{text:?}");
        check_spans(*language, text, file.root());
    }
}

/// A scalar that is read again from its span alone has the same text. Block scalars have their header before it.
fn check_spans(language: Language, text: &str, node: &Node) {
    node.entries().iter().for_each(|entry| check_spans(language, text, &entry.value));
    node.items().iter().for_each(|item| check_spans(language, text, item));
    let Some(value) =
        node.scalar().filter(|_| text.as_bytes().get(node.defined.start as usize) != Some(&b' '))
    else {
        return;
    };
    let raw = node.defined.of(text);
    if matches!(node.style(), Some(protune_data::Style::Literal | protune_data::Style::Folded)) {
        assert!(value.starts_with(raw.lines().next().unwrap_or_default().trim()), "{raw:?} of {text:?}");
        return;
    }
    let again = parse(language, if language == Toml { format!("a = {raw}") } else { raw.to_owned() });
    let read = if language == Toml { again.root().get("a") } else { Some(again.root()) };
    assert_eq!(read.and_then(Node::scalar).unwrap_or_default(), value, "{raw:?} of {text:?}");
}

#[test]
fn what_is_no_value_is_a_problem_in_its_place() {
    let table: &[(Language, &str, &str, &str)] = &[
        (Yaml, "a: 1\na: 2", "a", "duplicate key `a`"),
        (Yaml, "a:\n\t- b", "\t", "YAML does not allow a tab as indentation"),
        (Yaml, "a: *b", "*b", "no anchor precedes the alias `*b`"),
        (Json, "{\"a\": 1,}", ",", "JSON does not allow a trailing comma"),
        (Json, "[1 /* b */]", "/* b */", "JSON does not allow comments"),
        (Json, "[012]", "012", "`012` is not a JSON number"),
        (Toml, "a = 1\na.b = 2", "a", "`a` has a value and cannot have keys"),
        (Toml, "[a]\n[a]", "a", "duplicate key `a`"),
        (Toml, "a = 1979-02-30", "1979-02-30", "`1979-02-30` is not a date or time"),
    ];
    for (language, text, place, message) in table {
        let problems = parse(*language, *text).problems;
        let found: Vec<_> = problems.iter().map(|it| (it.span.of(text), it.message.as_str())).collect();
        assert_eq!(found, [(*place, *message)], "{text:?}");
    }
}
