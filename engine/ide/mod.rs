//! Answers for editors: what stands at a place of a text, where it leads, what can be written there. Pure: byte offsets
//! over a schema in, plain data out; knows no protocol and reads no file.

pub mod actions;
pub mod complete;
mod cursor;
mod cycles;
mod deployed;
mod folds;
mod hints;
mod hover;
mod imports;
mod links;
mod markdown;
mod moves;
mod navigate;
mod numbers;
mod outline;
mod patch;
mod references;
mod rename;
mod search;
mod selection;
mod shorten;
mod tokens;
mod under;

pub use cycles::cycles;
pub use deployed::{ConfigRename, Mention, Unmatched, mentions, named};
pub use folds::{Fold, FoldKind, folds};
pub use hints::{Hint, HintKind, Lens, hints, lenses};
pub use hover::{Hover, hover, hover_of_name, hover_of_rule};
pub use links::{Link, LinkTarget, links};
pub use moves::moved_imports;
pub use navigate::{Target, definition, implementations, target_of, type_definition};
pub use numbers::{next_field_number, next_value_number};
pub use outline::{Item, ItemKind, kind_of, outline};
pub use patch::{Patch, patches};
pub use references::{Uses, highlights, importers, uses, uses_of};
pub use rename::{Renamed, prepare, rename};
pub use search::{Match, search};
pub use selection::selection;
pub use tokens::{TokenModifier, TokenType, Tokened, deprecated_uses, tokens};
pub use under::{Thing, Under, under};
