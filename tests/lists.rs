//! The lists of rules, written from the folders of `rules/`: modules in each `mod.rs`, and `ROOMS` in `lib.rs`.
//! Reads no Rust but the lines that it writes.

use crate::rooms::folder::{RULES_FOLDER, Room, entries, has_rooms, rooms, stem};
use crate::transcript::expected;
use libtest_mimic::Trial;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(path, wanted): (PathBuf, String)| {
        let name = path.strip_prefix(RULES_FOLDER).expect("below").display().to_string().replace('\\', "/");
        Trial::test(format!("lists::{name}"), move || expected::hold(&path, &wanted))
    };
    lists().into_iter().map(trial).collect()
}

/// Writes the lists that are stale, and returns whether there were any.
pub(crate) fn write() -> bool {
    let mut stale = lists();
    stale.retain(|(path, wanted)| fs::read_to_string(path).ok().as_ref() != Some(wanted));
    stale.iter().for_each(|(path, wanted)| fs::write(path, wanted).expect("a list can be written"));
    !stale.is_empty()
}

/// Each file that holds a list, with its text.
fn lists() -> Vec<(PathBuf, String)> {
    let rules = Path::new(RULES_FOLDER);
    let mut lists = vec![(rules.join("lib.rs"), registry(&rules.join("lib.rs")))];
    for wing in entries(rules).into_iter().filter(|path| path.is_dir() && has_rooms(path)) {
        add_modules(&wing, &mut lists);
    }
    lists
}

/// `lib.rs`, with every room in `ROOMS`.
fn registry(path: &Path) -> String {
    const START: &str = "static ROOMS: &[(&str, &Room)] = &[\n";
    let text = fs::read_to_string(path).expect("a text");
    let (head, rest) = text.split_once(START).expect("lib.rs declares ROOMS");
    let (_, tail) = rest.split_once("];\n").expect("the list ends");
    let rows: String = rooms().iter().map(row).collect();
    format!("{head}{START}{rows}];\n{tail}")
}

fn row(room: &Room) -> String {
    let row = format!("    (\"{}\", &{}::RULE),\n", room.path(), module_path(room));
    // As the formatter breaks it.
    if row.len() <= 111 {
        row
    } else {
        format!("    (\n        \"{}\",\n        &{}::RULE,\n    ),\n", room.path(), module_path(room))
    }
}

fn module_path(room: &Room) -> String {
    let mut path = String::new();
    for (at, folder) in room.folders.iter().enumerate() {
        path += &module_name(folder, room.folders[..at].last());
        path += "::";
    }
    path + &room.stem
}

/// Name of the module of a file or folder. No module is named `0131`: in the folder `aip` it is `aip_0131`.
fn module_name(name: &str, parent: Option<&String>) -> String {
    match parent {
        Some(parent) if name.starts_with(|c: char| c.is_ascii_digit()) => format!("{parent}_{name}"),
        _ => name.to_owned(),
    }
}

/// The `mod.rs` of a folder and of those in it.
fn add_modules(folder: &Path, lists: &mut Vec<(PathBuf, String)>) {
    let parent = stem(folder);
    let mut modules: Vec<(String, String)> = Vec::new();
    for path in entries(folder) {
        let file = stem(&path);
        let name = module_name(&file, Some(&parent));
        let is_folder = path.is_dir();
        if is_folder && has_rooms(&path) {
            add_modules(&path, lists);
        }
        let is_module =
            is_folder || path.extension().is_some_and(|extension| extension == "rs") && file != "mod";
        if !is_module {
            continue;
        }
        // What rooms share has no page, and is not for others.
        let is_public = if is_folder { has_rooms(&path) } else { path.with_extension("md").is_file() };
        let place = match (name == file, is_folder) {
            (true, _) => String::new(),
            (false, true) => format!("#[path = \"{file}/mod.rs\"]\n"),
            (false, false) => format!("#[path = \"{file}.rs\"]\n"),
        };
        modules.push((name.clone(), format!("{place}{}mod {name};\n", if is_public { "pub " } else { "" })));
    }
    modules.sort();
    let list: String = modules.into_iter().map(|(_, module)| module).collect();
    let path = folder.join("mod.rs");
    let text = fs::read_to_string(&path).unwrap_or_else(|_| format!("//! Rules of the folder `{parent}`.\n"));
    lists.push((path, with_modules(&text, &list)));
}

/// The text of a `mod.rs` with another list: its first lines, which document it, stay above, other code below.
fn with_modules(text: &str, list: &str) -> String {
    let is_listed = |line: &str| {
        let module = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ");
        module.is_some_and(|rest| rest.ends_with(';')) || line.starts_with("#[path = ")
    };
    let head: String = text.split_inclusive('\n').take_while(|line| line.starts_with("//!")).collect();
    let rest = text[head.len()..].lines().filter(|line| !is_listed(line)).map(|line| format!("{line}\n"));
    let rest: String = rest.collect();
    match rest.trim() {
        "" => format!("{head}\n{list}"),
        rest => format!("{head}\n{list}\n{rest}\n"),
    }
}
