//! Names of elements and packages.

use crate::aip::element::Element;
use crate::aip::visit::Cx;
use crate::aip::words;
use crate::renames;
use protune_compiler::diagnostic::Fix;
use protune_compiler::schema::Symbol;

/// Fix that renames an element.
pub(crate) fn rename(element: Element<'_>, to: &str) -> Option<Fix> {
    match element {
        Element::File(_) => None,
        Element::Service(it) => renames::rename(it, Symbol::Service, to),
        Element::Method(it) => renames::rename(it, Symbol::Method, to),
        Element::Message(it) => renames::rename(it, Symbol::Message, to),
        Element::Field(it) => renames::rename(it, Symbol::Field, to).filter(|_| it.group().is_none()),
        Element::Enum(it) => renames::rename(it, Symbol::Enum, to),
        Element::Value(it) => renames::rename(it, Symbol::Value, to),
    }
}

/// Returns whether a package is common to all APIs.
pub(crate) fn is_common(package: &str) -> bool {
    ["google.api", "google.protobuf", "google.rpc", "google.longrunning"]
        .iter()
        .any(|common| package.starts_with(common))
}

/// Terms with words of a single letter.
const TERMS: &[&str] = &[
    "ABTest",
    "AStar",
    "BTree",
    "CName",
    "DPad",
    "ETag",
    "FScore",
    "FTest",
    "HIndex",
    "IFrame",
    "INode",
    "KMeans",
    "KWay",
    "LValue",
    "MTree",
    "NAry",
    "NGram",
    "NWay",
    "OAuth",
    "PCode",
    "PValue",
    "PlanA",
    "PlanB",
    "QLearning",
    "QName",
    "QTree",
    "RTree",
    "RValue",
    "SExpression",
    "TTest",
    "TValue",
    "TypeIError",
    "TypeIIError",
    "VCard",
    "VNode",
    "XAxis",
    "XRay",
    "YAxis",
    "ZAxis",
    "ZBuffer",
    "ZIndex",
    "ZOrder",
    "ZScore",
];

/// The name of an element is a row of words, each with one capital at its start.
pub(crate) fn words<'s>(cx: &mut Cx<'_, 's>, element: Element<'s>) {
    let name = element.name();
    if is_words(name) {
        return;
    }
    let want = words::upper_camel(name);
    let message = match is_words(&want) {
        true => format!("{} `{name}` should be named `{want}`", element.kind()),
        false => format!("the name of the {} `{name}` should be a row of words", element.kind()),
    };
    cx.report(element, element.place(), message)
        .fix(|| if is_words(&want) { rename(element, &want) } else { None });
}

fn is_words(name: &str) -> bool {
    let bytes = name.as_bytes();
    let is_word = |pair: &[u8]| !(pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase());
    let is_plain = bytes.iter().all(u8::is_ascii_alphanumeric)
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.last().is_some_and(|b| !b.is_ascii_uppercase());
    // Nearly all names are without terms.
    if is_plain && bytes.windows(2).all(is_word) {
        return true;
    }
    let is_small = |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    // Whether words can end at each byte.
    let mut ends = vec![false; bytes.len() + 1];
    ends[0] = true;
    for at in 0..bytes.len() {
        if !ends[at] {
            continue;
        }
        let word = (bytes[at].is_ascii_uppercase() && is_small(at + 1)).then_some(at + 2);
        let terms = TERMS.iter().filter(|term| name[at..].starts_with(**term)).map(|term| at + term.len());
        for mut end in word.into_iter().chain(terms) {
            ends[end] = true;
            while is_small(end) {
                end += 1;
                ends[end] = true;
            }
        }
    }
    ends[bytes.len()] && !name.is_empty()
}
