//! Names of a whole tree, many at once: each gets a new one of the same length that nothing else has. So
//! descriptors stay as long as they were, and differ just where a name stands.

use super::agreement::{Renamed, differences, entry_name, symbols};
use super::sources::{Sources, apply, below, compile};
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Edit, Named, Rename};
use protune_compiler::schema::rename::{References, Refusal, Workspace, rename, rename_all};
use protune_compiler::schema::{FileView, Global, Schema, Symbol, json_name};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

/// Each round takes every so manieth name.
const ROUNDS: usize = 7;

/// So many packages are enough.
const PACKAGES: usize = 100;

#[test]
#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn corpus() {
    let Some(root) = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from) else { return };
    let sources = below(&root);
    let schema = compile(&sources);
    let start = Instant::now();
    let references = References::of(&schema);
    println!("{} files indexed in {:?}", sources.len(), start.elapsed());
    let mut words = Words::of(&sources);
    let mut wrong = Vec::new();
    for round in 0..ROUNDS {
        wrong.extend(one_round(&schema, &references, &sources, &mut words, round));
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Names that others near by have already: what is not refused means what it meant.
#[test]
#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn corpus_with_names_of_others() {
    let Some(root) = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from) else { return };
    let sources = below(&root);
    let schema = compile(&sources);
    let references = References::of(&schema);
    let mut wrong = Vec::new();
    for round in 0..ROUNDS {
        let symbols: Vec<Global<Symbol>> = symbols_of(&schema, &sources).collect();
        let name = |symbol: Global<Symbol>| schema.file(symbol.file).data().symbol_name(symbol.id).to_owned();
        // How far away the others are changes from symbol to symbol.
        let distance = |at: usize| [1, 3, 10, 40, 150, 1000][(at + round) % 6];
        let wishes: Vec<_> = (round..symbols.len())
            .step_by(ROUNDS)
            .map(|at| (symbols[at], name(symbols[(at + distance(at)) % symbols.len()])))
            .collect();
        let Done { edits, renamed, report } = run(&schema, &references, &sources, &wishes);
        println!("{report}");
        wrong.extend(differences(&schema, &compile(&apply(&schema, &sources, &edits)), &renamed));
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Packages one by one.
#[test]
#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn corpus_of_packages() {
    let Some(root) = std::env::var_os("PROTUNE_CORPUS").map(PathBuf::from) else { return };
    let sources = below(&root);
    let schema = compile(&sources);
    let references = References::of(&schema);
    let mut words = Words::of(&sources);
    let may_edit = |file| sources.contains_key(schema.file(file).name());
    let workspace = Workspace { schema: &schema, references: &references, may_edit: &may_edit };
    let names: BTreeSet<&str> = schema.files().flat_map(|file| prefixes(file.package())).collect();
    let (mut wrong, mut refusals) = (Vec::new(), BTreeMap::<String, usize>::new());
    for name in names.iter().step_by(names.len().div_ceil(PACKAGES)) {
        let old = name.rsplit('.').next().unwrap_or_default();
        let Some(to) = words.instead_of(old) else { continue };
        match rename(workspace, &Rename { what: Named::Package((*name).to_owned()), to: to.clone() }) {
            // What does not parse as a package is none.
            Err(Refusal::NoPackage { .. }) => {}
            Err(refusal) => *refusals.entry(kind(&refusal)).or_default() += 1,
            Ok(edits) => {
                let pairs = forms(&to).into_iter().zip(forms(old)).collect();
                let new = compile(&apply(&schema, &sources, &edits));
                wrong.extend(differences(&schema, &new, &Renamed::new()));
                wrong.extend(other_descriptors(&schema, &new, &pairs));
            }
        }
    }
    println!("{} packages; refused: {refusals:?}", names.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// `a.b.c` gives `a`, `a.b` and `a.b.c`.
fn prefixes(package: &str) -> impl Iterator<Item = &str> {
    let ends = package.match_indices('.').map(|(at, _)| at).chain([package.len()]);
    ends.map(|end| &package[..end]).filter(|prefix| !prefix.is_empty())
}

fn symbols_of<'s>(schema: &'s Schema, sources: &'s Sources) -> impl Iterator<Item = Global<Symbol>> + 's {
    let own = schema.files().filter(|file| sources.contains_key(file.name()));
    own.flat_map(|file| symbols(file).map(move |id| Global { file: file.id, id }))
}

/// Results of many renames.
struct Done {
    edits: Vec<Edit>,
    renamed: Renamed,
    report: String,
}

fn run(
    schema: &Schema,
    references: &References,
    sources: &Sources,
    wishes: &[(Global<Symbol>, String)],
) -> Done {
    let rename = |(symbol, to): &(_, String)| Rename { what: Named::Symbol(*symbol), to: to.clone() };
    let renames: Vec<Rename> = wishes.iter().map(rename).collect();
    let asked: Vec<&Rename> = renames.iter().collect();
    let may_edit = |file| sources.contains_key(schema.file(file).name());
    let start = Instant::now();
    let results = rename_all(Workspace { schema, references, may_edit: &may_edit }, &asked);
    let time = start.elapsed();
    let mut refusals: BTreeMap<String, usize> = BTreeMap::new();
    let (mut edits, mut renamed) = (Vec::new(), Renamed::new());
    for ((symbol, to), result) in wishes.iter().zip(results) {
        match result {
            Ok(more) => {
                edits.extend(more);
                renamed.insert(*symbol, to.clone());
            }
            Err(refusal) => *refusals.entry(kind(&refusal)).or_default() += 1,
        }
    }
    edits.sort_by_key(|edit| (edit.file, edit.span));
    let (names, all, count) = (renamed.len(), wishes.len(), edits.len());
    let report = format!("{names} of {all} renamed with {count} edits in {time:?}; refused: {refusals:?}");
    Done { edits, renamed, report }
}

#[expect(clippy::print_stdout, reason = "figures, shown with `--nocapture`")]
fn one_round(
    schema: &Schema,
    references: &References,
    sources: &Sources,
    words: &mut Words,
    round: usize,
) -> Vec<String> {
    let name = |symbol: Global<Symbol>| schema.file(symbol.file).data().symbol_name(symbol.id);
    let wishes: Vec<(Global<Symbol>, String)> = symbols_of(schema, sources)
        .skip(round)
        .step_by(ROUNDS)
        .filter_map(|symbol| Some((symbol, words.instead_of(name(symbol))?)))
        .collect();
    let Done { edits, renamed, report } = run(schema, references, sources, &wishes);
    println!("{report}");
    let pairs: HashMap<String, String> =
        renamed.iter().flat_map(|(&symbol, to)| forms(to).into_iter().zip(forms(name(symbol)))).collect();
    let new = compile(&apply(schema, sources, &edits));
    let mut wrong = differences(schema, &new, &renamed);
    wrong.extend(other_descriptors(schema, &new, &pairs));
    wrong
}

/// Returns the descriptors that differ in more than names.
fn other_descriptors(old: &Schema, new: &Schema, pairs: &HashMap<String, String>) -> Vec<String> {
    let difference = |(old_file, new_file): (FileView<'_>, FileView<'_>)| {
        let include = Include { source_info: true, source_options: true };
        let before = descriptor::file(old, old_file.id, include);
        let after = descriptor::file(new, new_file.id, include);
        let at = substitute(&after, &before, pairs)?;
        let around = |bytes: &[u8]| {
            bytes[at.saturating_sub(20)..(at + 40).min(bytes.len())].escape_ascii().to_string()
        };
        Some(format!("{}: {} became {}", old_file.name(), around(&before), around(&after)))
    };
    old.files().zip(new.files()).filter_map(difference).collect()
}

/// A name, and what is made of it in descriptors.
fn forms(name: &str) -> [String; 5] {
    let lower = name.to_ascii_lowercase();
    [name.to_owned(), json_name(name), entry_name(name), json_name(&lower), lower]
}

fn kind(refusal: &Refusal) -> String {
    let text = format!("{refusal:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

/// The first place where two descriptors differ in more than a name of `pairs`, new and old.
fn substitute(new: &[u8], old: &[u8], pairs: &HashMap<String, String>) -> Option<usize> {
    if new.len() != old.len() {
        return Some(0);
    }
    let mut at = 0;
    while let Some(next) = (at..new.len()).find(|&at| new[at] != old[at]) {
        // What stays the same of a name is what stands before its first letter.
        let starts = (0..8).map_while(|back| next.checked_sub(back));
        let end = starts
            .filter_map(|start| end_of_name(&new[start..], &old[start..], pairs).map(|len| start + len));
        let end = end.max().filter(|&end| end > next);
        match end {
            Some(end) => at = end,
            None => return Some(next),
        }
    }
    None
}

/// The length of the longest name of `pairs` that two texts begin with.
fn end_of_name(new: &[u8], old: &[u8], pairs: &HashMap<String, String>) -> Option<usize> {
    let run = new.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let is_pair = |len: &usize| {
        let pair = std::str::from_utf8(&new[..*len]).ok().and_then(|name| pairs.get(name));
        pair.is_some_and(|name| name.as_bytes() == &old[..*len])
    };
    (1..=run).rev().find(is_pair)
}

/// The words that texts have in them.
struct Words {
    taken: HashSet<String>,
}

impl Words {
    fn of(sources: &Sources) -> Words {
        let is_of_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let texts = sources.values().flat_map(|text| text.split(move |c| !is_of_word(c)));
        let words: HashSet<&str> = texts.collect();
        let mut taken: HashSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
        taken.extend(words.iter().flat_map(|word| forms(word)));
        Words { taken }
    }

    /// Returns an unused word of the same shape, with every letter changed.
    fn instead_of(&mut self, name: &str) -> Option<String> {
        let turn = |by: [u8; 3]| {
            let mut letters = 0;
            let turned = name.bytes().map(|byte| {
                let base = match byte {
                    b'a'..=b'z' => b'a',
                    b'A'..=b'Z' => b'A',
                    _ => return byte,
                };
                letters += 1;
                base + (byte - base + by[letters % 3]) % 26
            });
            String::from_utf8(turned.collect()).unwrap_or_default()
        };
        let turns = (1..26).flat_map(|a| (1..26).flat_map(move |b| (1..26).map(move |c| [a, b, c])));
        let new = turns
            .map(turn)
            .find(|new| *new != name && forms(new).iter().all(|form| !self.taken.contains(form)))?;
        self.taken.extend(forms(&new));
        Some(new)
    }
}
