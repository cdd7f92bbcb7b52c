//! Slips of the keyboard: whatever they make of a file, it is a tree or a problem, and other parsers agree about which.

mod invariants;

use protune_data::{Language, parse};

const SEEDS: &[&str] = &[
    "version: v2\nlint: &a {use: [A, \"b\"], x: 'é'}\nb:\n  - |\n    c\n  - *a\n? d\n: !e f # g\n---\n- - 1\n  - >-\n    x\n    y\n- \n",
    "# top\na:\n- b: 1 # one\n  c: \"x\\\n    y\"\n- <<: &m {k: v}\n  d: ~\ne: &l\n  f: g\nh: *l\ni: [j: k, {l: , m}, &n o, !p q]\n? &r s\n: t\n&u v: w\n",
    "{\"a\": [1, -2.5e3, true, null], \"b\": {\"c\\u00e9\": \"x\\\"\\\\\", \"d\": {}}, \"e\": \"\"}",
    "{\n  // c\n  \"a\": 1, /* é */\n  \"b\": [\n    \"x\", // y\n    2\n  ],\n}\n",
    "a = 1\nb.c = 'x' # é\n[t]\nd = [1, 2,\n 3]\ne = {f = \"\\u00e9\", g.h = true}\n[[u]]\nk = 1979-05-27T07:32:00Z\n[[u]]\n[u.v]\nw = \"\"\"\na\\\n  b\"\"\"\n",
];

/// Mutates the seeds, always in the same way.
fn mutants(rounds: usize, mut use_text: impl FnMut(&str)) {
    let bits: Vec<char> = "\n\t -:[]{}*&!|>'\"%@`#?,=.~é\r\u{feff}\0\\/19a".chars().collect();
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for round in 0..rounds {
        let mut text: Vec<char> = SEEDS[round % SEEDS.len()].chars().collect();
        for _ in 0..random(4) {
            let at = random(text.len());
            match random(4) {
                0 => text[at] = bits[random(bits.len())],
                1 => text.insert(at, bits[random(bits.len())]),
                2 => drop(text.remove(at)),
                _ => drop(text.drain(at..(at + random(20)).min(text.len()))),
            }
            if text.is_empty() {
                break;
            }
        }
        use_text(&text.into_iter().collect::<String>());
    }
}

#[test]
fn invariants_hold() {
    SEEDS.iter().for_each(|seed| invariants::check(seed));
    mutants(2000, invariants::check);
}

#[test]
fn toml_is_what_the_toml_crate_accepts() {
    mutants(20_000, |text| {
        let ours = parse(Language::Toml, text).problems;
        let theirs = toml::de::DeTable::parse(text);
        assert_eq!(ours.is_empty(), theirs.is_ok(), "{text:?}: {ours:?}, {theirs:?}");
    });
}

#[test]
fn json_is_what_serde_json_accepts() {
    mutants(20_000, |text| {
        let ours = parse(Language::Json, text).problems;
        let is_ours = ours.iter().all(|problem| problem.message.starts_with("duplicate key"));
        let theirs = serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}'));
        let is_theirs =
            theirs.as_ref().map_or_else(|error| error.to_string().contains("number out of range"), |_| true);
        assert_eq!(is_ours, is_theirs, "{text:?}: {ours:?}, {theirs:?}");
    });
}
