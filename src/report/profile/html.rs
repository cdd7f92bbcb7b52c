//! One page: a treemap that opens where it is clicked, proposals if there are some, and the greatest rows. Nothing is loaded from
//! anywhere.

use super::notes::{distinct, notes};
use super::rows::{self, Row, Rows, Weight};
use super::{Look, ProfileFormat, Proposed};
use protune_wire::profile::{Counts, Field, Node, Profile};
use serde::Serialize;
use std::io::{self, Write};

/// The page, with two places for what is particular.
const PAGE: &str = include_str!("page.html");
const NAME: &str = "{{name}}";
const DATA: &str = "{{data}}";

#[derive(Serialize)]
struct Data<'p> {
    messages: u64,
    bytes: u64,
    tree: Tree<'p>,
    rows: Vec<(&'p str, Parts, String)>,
    proposals: &'p [Proposed],
}

/// Tags, lengths, payload, unknown and records.
type Parts = [u64; 5];

/// A field, or the root, and what is inside.
#[derive(Serialize)]
struct Tree<'p> {
    name: String,
    /// The message type, or what else the field is.
    of: &'p str,
    own: Parts,
    /// Number of different values, and what they are like.
    values: Vec<String>,
    inside: Vec<Tree<'p>>,
}

/// So many rows are listed.
const ROWS: usize = 200;
pub(super) static FORMAT: ProfileFormat = ProfileFormat {
    name: "html",
    doc: "A page with a treemap and proposals, which needs no network",
    rows: None,
    has_proposals: true,
    is_binary: false,
    write,
};

fn write(rows: &Rows<'_>, _: Option<usize>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let profile = rows.profile;
    let shown = rows.shown(Some(ROWS)).iter();
    let data = Data {
        messages: profile.messages,
        bytes: profile.bytes,
        tree: tree(profile),
        rows: shown.map(|row| (&*row.name, parts(row.weight), shown_distinct(row))).collect(),
        proposals: rows.proposals,
    };
    // A text must not be able to end the script that it stands in.
    let data = serde_json::to_string(&data)?.replace('<', "\\u003c");
    let name = profile.root().name.replace('&', "&amp;").replace('<', "&lt;");
    let (before, rest) = PAGE.split_once(DATA).unwrap_or((PAGE, ""));
    write!(out, "{}{data}{rest}", before.replace(NAME, &name))
}

fn tree(profile: &Profile) -> Tree<'_> {
    let mut trees: Vec<Option<Tree<'_>>> = profile.nodes.iter().map(|_| None).collect();
    // Nodes stand behind those around them, so that from the end each is whole when its turn comes.
    for (at, node) in profile.nodes.iter().enumerate().rev() {
        let mut inside: Vec<Tree<'_>> = Vec::new();
        for (field, counts) in rows::fields(profile, node) {
            let within = profile.nodes.iter().enumerate().skip(at + 1);
            let within = within.filter(|(_, it)| it.parent == Some(at as u32) && it.field == field.number);
            let of = field.kind().map_or("", |kind| kind.name());
            let mut tree = Tree {
                name: rows::label(field),
                of,
                own: parts(Weight::of(field, counts)),
                values: values(profile, node, field, counts),
                inside: Vec::new(),
            };
            for (at, it) in within {
                tree.of = &profile.ty(it).name;
                tree.inside.extend(trees[at].take().into_iter().flat_map(|tree| tree.inside));
            }
            inside.push(tree);
        }
        inside.extend(node.unknown.iter().map(|unknown| Tree {
            name: rows::unknown_label(unknown),
            of: "not in the schema",
            own: parts(Weight::unknown(unknown)),
            values: Vec::new(),
            inside: Vec::new(),
        }));
        let name = profile.ty(node).name.clone();
        trees[at] = Some(Tree { name, of: "", own: [0; 5], values: Vec::new(), inside });
    }
    let empty = || Tree { name: String::new(), of: "", own: [0; 5], values: Vec::new(), inside: Vec::new() };
    trees.swap_remove(0).unwrap_or_else(empty)
}

fn shown_distinct(row: &Row<'_>) -> String {
    row.field.map_or_else(String::new, |_| distinct(&row.counts))
}

fn values(profile: &Profile, node: &Node, field: &Field, counts: &Counts) -> Vec<String> {
    let distinct = Some(distinct(counts)).filter(|distinct| !distinct.is_empty());
    let distinct = distinct.map(|distinct| format!("different values: {distinct}"));
    distinct.into_iter().chain(notes(profile, [node], field, counts)).collect()
}

fn parts(weight: Weight) -> Parts {
    [weight.tag, weight.length, weight.payload, weight.unknown, weight.records]
}
