//! Hostile input: bounded depth, bounded aliases, and linear cost.

use protune_data::{Language, MAX_DEPTH, parse};
use std::time::{Duration, Instant};

fn messages(language: Language, text: &str) -> Vec<String> {
    parse(language, text).problems.into_iter().map(|problem| problem.message).collect()
}

#[test]
fn depth_is_bounded() {
    let deep = ["nested more than 128 levels deep"];
    for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "[\n".repeat(1000)] {
        assert_eq!(messages(Language::Yaml, &text), deep);
    }
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000)] {
        assert_eq!(messages(Language::Json, &text), deep);
    }
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = {}", "{a = ".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        format!("[{0}a]\n{0}a = {{{0}a = 1}}", "a.".repeat(MAX_DEPTH / 2)),
    ] {
        assert!(messages(Language::Toml, &text).iter().any(|message| message == deep[0]));
    }
    let allowed = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(parse(Language::Yaml, allowed.as_str()).problems.is_empty());
    assert!(parse(Language::Json, allowed.as_str()).problems.is_empty());
    assert!(parse(Language::Toml, format!("a = {}", &allowed[1..2 * MAX_DEPTH - 1])).problems.is_empty());
}

#[test]
fn aliases_are_bounded() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..40 {
        let before = level - 1;
        text += &format!("a{level}: &a{level} [{}]\n", vec![format!("*a{before}"); 10].join(", "));
    }
    assert_eq!(messages(Language::Yaml, &text), ["the aliases up to here stand for more than 20000 values"]);

    let mut text = "m0: &m0 {k: v}\n".to_owned();
    for level in 1..1000 {
        text += &format!("m{level}: &m{level} {{k{level}: v, <<: *m{}}}\n", level - 1);
    }
    assert_eq!(messages(Language::Yaml, &text), ["the aliases up to here stand for more than 20000 values"]);
}

#[test]
fn numbers_of_any_length_are_read() {
    let digits = "9".repeat(1_000_000);
    for (language, text) in [
        (Language::Yaml, format!("a: {digits}")),
        (Language::Json, format!("{{\"a\": {digits}}}")),
        (Language::Toml, format!("a = {digits}")),
    ] {
        let file = parse(language, text);
        let number = file.root().get("a").expect("a value");
        assert_eq!(number.scalar().map(str::len), Some(digits.len()));
        assert_eq!(number.integer(), None);
        assert_eq!(number.number(), Some(f64::INFINITY));
    }
}

/// Eight times the text takes about eight times as long: a quadratic part would make it 64 times. Caches and other
/// processes account for the rest.
const MOST: f64 = 24.0;

/// One of five measurements is enough.
#[test]
fn cost_is_linear() {
    let inputs: [(Language, &str, &str, &str); 13] = [
        (Language::Yaml, "", "key: value # comment\n", ""),
        (Language::Yaml, "a: ", "é ", ""),
        (Language::Yaml, "a: \"", "\\u00e9 ", "\""),
        (Language::Yaml, "a: |\n", "  line\n", ""),
        (Language::Yaml, "[", "x, ", "]"),
        (Language::Yaml, "", "# c\n", "a: 1"),
        (Language::Yaml, "", "- a\n- [b\n---\n", ""),
        (Language::Yaml, "- &a x\n", "- *a\n", ""),
        (Language::Json, "[", "{\"a\": \"\\n\"},", "1]"),
        (Language::JsonWithComments, "[", "/* c */ 1,", "]"),
        (Language::Json, "[", "1 ", "]"),
        (Language::Toml, "", "[[a]]\nb.c = 'é' # c\n", ""),
        (Language::Toml, "a = [", "1, ", "]"),
    ];
    for (language, head, part, tail) in inputs {
        let text = |bytes: usize| format!("{head}{}{tail}", part.repeat(bytes / part.len()));
        let (one, eight) = (text(100_000), text(800_000));
        let ratio = || cost(language, &eight).as_secs_f64() / cost(language, &one).as_secs_f64();
        let ratios: Vec<f64> = (0..5).map(|_| ratio()).take_while(|&ratio| ratio >= MOST).collect();
        assert!(ratios.len() < 5, "{language:?} {part:?}: {ratios:.1?}");
    }
}

#[expect(clippy::disallowed_methods, reason = "a test measures; the crate itself knows no clock")]
fn cost(language: Language, text: &str) -> Duration {
    let best = |_| {
        let start = Instant::now();
        std::hint::black_box(parse(language, text));
        start.elapsed()
    };
    (0..3).map(best).min().unwrap_or_default()
}
