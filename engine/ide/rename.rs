//! Renames asked for in an editor: what can be renamed, and the edits of all references.

use super::references::{name_in_literals, represented};
use super::under::{Thing, under};
use crate::parallel;
use protune_compiler::diagnostic::{Edit, Named, Rename};
use protune_compiler::schema::rename::{self, FileReferences, References, Refusal, Sought};
use protune_compiler::schema::{DeclarationView, FileId, Schema, Symbol, json_name};
use protune_compiler::text::Span;

/// A name that can be changed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renamed {
    /// The word at the place that was asked about.
    pub span: Span,
    /// Its declaration or package.
    pub what: Named,
}

/// Returns the name at an offset, if it can be changed: `may_edit` says which files may be edited.
pub fn prepare(
    schema: &Schema,
    file: FileId,
    offset: u32,
    may_edit: &dyn Fn(FileId) -> bool,
) -> Option<Renamed> {
    let found = under(schema, file, offset)?;
    let what = match found.thing {
        Thing::Declaration(symbol) => Named::Symbol(symbol),
        Thing::Reference(named) => named,
        Thing::NotImported(_) | Thing::Import(_) | Thing::Number(_) | Thing::Scalar(_) | Thing::Keyword => {
            return None;
        }
    };
    if let Named::Symbol(symbol) = what
        && !may_edit(symbol.file)
    {
        return None;
    }
    Some(Renamed { span: found.span, what: represented(schema, &what) })
}

/// Returns the edits that give a declaration or package another name, in all files. Of a package the last part changes;
/// its full new name may be given if the other parts stay.
pub fn rename(
    schema: &Schema,
    what: &Named,
    to: &str,
    may_edit: &(dyn Fn(FileId) -> bool + Sync),
) -> Result<Vec<Edit>, Refusal> {
    let old = match what {
        Named::Symbol(symbol) => schema.declaration(*symbol).name(),
        Named::Package(name) => name.rsplit('.').next().unwrap_or(name),
    };
    let to = match what {
        Named::Package(name) => {
            let parent = &name[..name.len() - old.len()];
            to.strip_prefix(parent).unwrap_or(to)
        }
        Named::Symbol(_) => to,
    };
    let old_names = names_in_texts(schema, what, old);
    let words = old_names.iter().map(String::as_str).chain([to]);
    let sought = Sought::new(words);
    let own = match what {
        Named::Symbol(symbol) => Some(symbol.file),
        Named::Package(_) => None,
    };
    let files: Vec<FileId> = schema.files().map(|file| file.id).collect();
    // A file with neither of the names neither refers to the declaration nor would do so afterwards.
    let parts = parallel::map(&files, |&file| match () {
        () if own == Some(file) => References::of_file(schema, file),
        () if sought.is_in(schema.file(file).text()) => References::of_file_to(schema, file, &sought),
        () => FileReferences::left_out(),
    });
    let references = References::merge(schema, parts);
    let workspace = rename::Workspace { schema, references: &references, may_edit };
    rename::rename(workspace, &Rename { what: what.clone(), to: to.to_owned() })
}

/// The forms in which other files may write a name: in lower case for a group, in camel case for the JSON name of a
/// field.
fn names_in_texts(schema: &Schema, what: &Named, old: &str) -> Vec<String> {
    let mut names = vec![old.to_owned()];
    if let Named::Symbol(symbol) = what {
        match symbol.id {
            Symbol::Message(_) => {
                let DeclarationView::Message(message) = schema.declaration(*symbol) else { return names };
                if message.node().kind() == protune_compiler::syntax::NodeKind::Group {
                    names.push(old.to_ascii_lowercase());
                }
            }
            Symbol::Field(_) => {
                names.push(json_name(old));
                names.extend(name_in_literals(schema.declaration(*symbol)).map(str::to_owned));
            }
            _ => {}
        }
    }
    names
}
