//! Judgements of routes, on texts.

use super::{Shape, covers, is_method, rest_before_end, syntax};

#[test]
fn a_route_covers_narrower_ones() {
    let covers = |wide, narrow| {
        let shape = |path| Shape::of("GET", path).expect("a template");
        covers(&shape(wide), &shape(narrow))
    };
    assert!(covers("/v1/{name}", "/v1/all"));
    assert!(covers("/v1/{name=cats/*}", "/v1/cats/all"));
    assert!(covers("/v1/**", "/v1/cats/{name}"));
    assert!(covers("/v1/**/toys", "/v1/cats/{name}/toys"));
    assert!(covers("/v1/**", "/v1"));
    assert!(!covers("/v1/{name}", "/v1/{other}"), "they are the same");
    assert!(!covers("/v1/all", "/v1/{name}"));
    assert!(!covers("/v1/*", "/v1/**"));
    assert!(!covers("/v1/*", "/v1/cats/*"));
    assert!(!covers("/v1/{name}", "/v1/all:feed"));
}

#[test]
fn flaws_of_paths_have_places() {
    let at = |path| syntax(path).map(|flaw| flaw.at);
    assert_eq!(at("/v1//cats"), Some(4..5));
    assert_eq!(at(""), Some(0..0));
    assert_eq!(at("/v1/{name=cats/*}:feed"), None);
    assert_eq!(rest_before_end("/v1/{name=**}/toys").map(|flaw| flaw.at), Some(10..12));
    assert!(rest_before_end("/v1/{name=**}:feed").is_none());
}

#[test]
fn methods_are_in_upper_case() {
    assert!(is_method("HEAD") && is_method("M-SEARCH"));
    assert!(!is_method("") && !is_method("*") && !is_method("head") && !is_method("Head"));
}
