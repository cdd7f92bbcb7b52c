//! Names with a long word that has a usual abbreviation.

use crate::aip::checks::names;
use crate::aip::element::Element;
use crate::aip::visit::Cx;
use crate::aip::words::snake;

crate::aip::row!(AIP_0140_ABBREVIATIONS, "core::0140::abbreviations", "abbreviations.md", Elements(check));

const ABBREVIATIONS: &[(&str, &str)] = &[
    ("configuration", "config"),
    ("identifier", "id"),
    ("information", "info"),
    ("specification", "spec"),
    ("statistics", "stats"),
];

fn check<'s>(cx: &mut Cx<'_, 's>, element: Element<'s>) {
    let name = element.name();
    // All of the words have this in them, and nearly all names do not.
    if !(name.contains("ti") || name.contains("TI")) {
        return;
    }
    for word in snake(name).split('_') {
        let Some((_, short)) = ABBREVIATIONS.iter().find(|(long, _)| *long == word) else { continue };
        let want = abbreviated(name);
        let message = format!("{} `{name}` should write `{word}` as `{short}`", element.kind());
        cx.report(element, element.name_place(), message).fix(|| names::rename(element, &want));
    }
}

/// The name with all long words replaced, in their case.
fn abbreviated(name: &str) -> String {
    let mut name = name.to_owned();
    for (long, short) in ABBREVIATIONS {
        let title = |word: &str| word[..1].to_uppercase() + &word[1..];
        name = name.replace(&long.to_uppercase(), &short.to_uppercase());
        name = name.replace(&title(long), &title(short)).replace(long, short);
    }
    name
}
