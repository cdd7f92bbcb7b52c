//! Patterns that RE2 and the `regex` crate read differently, and those that RE2 refuses.

use super::*;

#[test]
fn patterns_mean_what_they_mean_in_re2() {
    let cases = [
        (r"^a{,5}$", "a{,5}", "aaa"),
        (r"^[a&&b]+$", "a&b", "c"),
        (r"^[[a]b]$", "[b]", "ab"),
        (r"^\d$", "7", "٣"),
        (r"^\w\b", "a", "é"),
        (r"^[\w-z]+$", "a-z", "é"),
        (r"^\Qa.b\E$", "a.b", "axb"),
        (r"^\101\x41\x{1F600}$", "AA😀", "A"),
        (r"^\p{Greek}\PL$", "α1", "a1"),
        (r"^\p{^Lu}$", "a", "A"),
        (r"^[[:^alpha:]]$", "1", "a"),
        (r"(?i)^k$", "K", "j"),
        (r"(?P<a>x)(?P<a>y)(?<1>z)", "xyz", "xy"),
        (r"^[]a]$", "]", "b"),
        (r"^[^]a]$", "b", "]"),
        (r"(?ii-s)(?)a", "A", "b"),
        (r"^\S\D\W$", "aa-", "a1-"),
    ];
    for (pattern, yes, no) in cases {
        let regex = compile(pattern).unwrap_or_else(|fault| panic!("{pattern}: {fault}"));
        assert!(regex.is_match(yes), "{pattern} {yes}");
        assert!(!regex.is_match(no), "{pattern} {no}");
    }
}

#[test]
fn patterns_that_re2_refuses_are_faults() {
    let refused = [
        "a**",
        "a*+",
        "a++",
        "a?+",
        "a{2}{3}",
        "a{1001}",
        "(a{100}){11}",
        "(?x)a",
        "(?u)a",
        r"\u0041",
        r"\u{41}",
        r"\p{Script=Greek}",
        r"\p{sc=Han}",
        r"\p{IsGreek}",
        r"\p{Alphabetic}",
        r"\p{Emoji}",
        "[[:foo:]]",
        "[a--b]",
        "(?P<é>a)",
        r"\Z",
        r"\h",
        r"\e",
        r"\C",
        r"\G",
        r"\K",
        r"\R",
        r"\X",
        r"\i",
        r"\y",
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        r"(a)\1",
        "(?#a)",
        "(?>a)",
        "(",
        ")",
        "[a",
        "*",
        "a|*",
        "{2}",
        r"\",
        "[z-a]",
        r"\x{110000}",
        "(?i-)a",
        "[",
        r"\p{",
        "(?",
        "(?P<",
        r"[\",
        r"\xé",
    ];
    for pattern in refused {
        assert!(compile(pattern).is_err(), "{pattern}");
    }
    assert_eq!(compile("ab(c").unwrap_err().start, 2);
}
