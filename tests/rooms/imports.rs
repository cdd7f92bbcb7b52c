//! Files that a page may import without showing them: declarations of annotations, in `tests/rooms/imports`.

use super::module::Source;
use protune_compiler::schema::lower;
use protune_compiler::syntax::parse;
use std::fs;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rooms/imports");

/// Sources, followed by the files of the folder that they import, directly or not.
pub(crate) fn with_imports(mut sources: Vec<Source>) -> Vec<Source> {
    let mut at = 0;
    while let Some(source) = sources.get(at) {
        let file = lower("", parse(source.text.as_str()));
        let names: Vec<String> = file.imported_names().map(|(name, _)| name.to_owned()).collect();
        for name in names {
            let is_known = sources.iter().any(|source| source.name == name);
            if let (false, Ok(text)) = (is_known, fs::read_to_string(Path::new(FOLDER).join(&name))) {
                sources.push(Source { name, text });
            }
        }
        at += 1;
    }
    sources
}
