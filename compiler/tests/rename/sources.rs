//! Texts before and after edits, and the schemas they give.

#[path = "../round_trip/sources.rs"]
mod shared;

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::Schema;
pub(crate) use shared::{Sources, below, compile};

/// The texts with edits made, which are in order of place.
pub(crate) fn apply(schema: &Schema, sources: &Sources, edits: &[Edit]) -> Sources {
    let mut after = sources.clone();
    assert!(edits.is_sorted_by_key(|edit| (edit.file, edit.span)), "edits are in order");
    for pair in edits.windows(2).filter(|pair| pair[0].file == pair[1].file) {
        assert!(pair[0].span.end <= pair[1].span.start, "edits do not overlap");
    }
    for of_file in edits.chunk_by(|a, b| a.file == b.file) {
        let text = after.get_mut(schema.file(of_file[0].file).name()).expect("a file of ours");
        let old = std::mem::take(text);
        let mut done = 0;
        for edit in of_file {
            text.push_str(&old[done..edit.span.start as usize]);
            text.push_str(&edit.text);
            done = edit.span.end as usize;
        }
        text.push_str(&old[done..]);
    }
    after
}
