//! Texts, and the schemas they give.

use protune_compiler::schema::{File, FileId, Member, Schema, link_members, lower};
use protune_compiler::syntax::parse;
use protune_compiler::well_known;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// Texts by import name.
pub(crate) type Sources = BTreeMap<String, String>;

/// The texts of all .proto files below a folder.
pub(crate) fn below(root: &Path) -> Sources {
    let mut sources = Sources::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "proto")
                && let Ok(text) = fs::read_to_string(&path)
            {
                let name = path.strip_prefix(root.join("src")).or(path.strip_prefix(root));
                let name = name.expect("below the root").to_str().expect("a UTF-8 path");
                sources.insert(name.replace('\\', "/"), text);
            }
        }
    }
    sources
}

/// Adds the well-known files that are not there.
pub(crate) fn with_well_known(sources: Sources) -> Sources {
    let mut sources = sources;
    for name in well_known::names() {
        let text = || well_known::text(name).expect("it is known").to_owned();
        sources.entry(name.to_owned()).or_insert_with(text);
    }
    sources
}

/// The schema of some files. They are no module: what does not import each other may declare the same.
pub(crate) fn compile(sources: &Sources) -> Schema {
    let sources = with_well_known(sources.clone());
    let files: Vec<File> =
        sources.iter().map(|(name, text)| lower(name.as_str(), parse(text.as_str()))).collect();
    let by_name: HashMap<&str, FileId> =
        sources.keys().enumerate().map(|(at, name)| (name.as_str(), FileId::new(at))).collect();
    let members = files.into_iter().enumerate().map(|(at, file)| {
        let target = |name: &str| by_name.get(name).copied();
        let imports = file.imported_names().map(|(name, _)| target(name)).collect();
        Member { file: file.into(), imports, module: at as u32 }
    });
    link_members(members.collect()).compile()
}
