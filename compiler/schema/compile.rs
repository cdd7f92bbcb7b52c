//! All phases at once, for callers without threads of their own.

use super::file::File;
use super::link::{Linked, link};
use super::lower::lower;
use super::options::Interpreted;
use super::resolve::Typed;
use super::results::Results;
use super::view::Schema;
use crate::syntax::parse;
use crate::well_known;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Compiles texts to one schema, on this thread. A source is the name that others import it by, and its text.
///
/// An import means the source of that name. For a name that no source has, `resolve` is asked, once; where it
/// gives `None`, the import means the well-known file of that name, and is reported as missing if there is none.
///
/// The schema has the sources first, in their order, then what they import. It is complete even where texts are
/// broken: [`Schema::problems`] says what is wrong.
///
/// ```
/// let cat = r#"
///     syntax = "proto3";
///     import "mouse.proto";
///     import "google/protobuf/timestamp.proto";
///     message Cat {
///       Mouse prey = 1;
///       google.protobuf.Timestamp born = 2;
///       Milk drinks = 3;
///     }
/// "#;
/// let mouse = r#"syntax = "proto3"; message Mouse {}"#;
/// let schema = protune_compiler::compile([("cat.proto", cat)], |name| {
///     (name == "mouse.proto").then(|| mouse.to_owned())
/// });
///
/// let problem = schema.problems().iter().next().expect("nobody declares `Milk`");
/// assert_eq!(problem.code, Some("name-unknown"));
/// let file = schema.find("cat.proto").expect("it is a source");
/// let cat = file.messages().next().expect("it declares a message");
/// let prey = cat.field_named("prey").and_then(|field| field.message_type()).expect("it is a message");
/// assert_eq!((prey.full_name(), prey.file.name()), ("Mouse", "mouse.proto"));
/// ```
///
/// # Panics
/// If a text is longer than [`MAX_LEN`](crate::text::MAX_LEN) bytes.
pub fn compile<N: Into<Box<str>>, T: Into<Box<str>>>(
    sources: impl IntoIterator<Item = (N, T)>,
    resolve: impl FnMut(&str) -> Option<String>,
) -> Schema {
    let files = sources.into_iter().map(|(name, text)| lower(name, parse(text)).into());
    with_imports(files.collect(), resolve)
}

/// Compiles files that import each other by their names, and the well-known files that they import; see [`compile`].
///
/// ```
/// use protune_compiler::schema::{compile_files, lower};
/// use protune_compiler::syntax::parse;
///
/// let schema = compile_files([lower("cat.proto", parse("message Cat {}"))]);
/// assert!(schema.find("cat.proto").is_some());
/// ```
pub fn compile_files<F: Into<Arc<File>>>(files: impl IntoIterator<Item = F>) -> Schema {
    with_imports(files.into_iter().map(Into::into).collect(), |_| None)
}

fn with_imports(mut files: Vec<Arc<File>>, mut resolve: impl FnMut(&str) -> Option<String>) -> Schema {
    let mut known: FxHashSet<Box<str>> = files.iter().map(|file| file.name.clone()).collect();
    let mut next = 0;
    while let Some(file) = files.get(next).cloned() {
        for (name, _) in file.imported_names() {
            if known.insert(name.into())
                && let Some(text) = resolve(name).or_else(|| well_known_text(name))
            {
                files.push(lower(name, parse(text)).into());
            }
        }
        next += 1;
    }
    link(files).compile()
}

/// `descriptor.proto` joins the files by itself.
fn well_known_text(name: &str) -> Option<String> {
    well_known::text(name).filter(|_| name != well_known::DESCRIPTOR).map(str::to_owned)
}

impl Linked {
    /// A schema whose files go through the phases after linking when somebody asks about them.
    ///
    /// ```
    /// use protune_compiler::schema::{link, lower};
    /// use protune_compiler::syntax::parse;
    ///
    /// let schema = link(vec![lower("cat.proto", parse("message Cat { Mouse prey = 1; }"))]).when_asked();
    /// assert_eq!(schema.problems().len(), 2);
    /// ```
    pub fn when_asked(self) -> Schema {
        let count = self.files.len();
        let (types, features) = (Results::unknown(count), Results::unknown(count));
        let typed = Typed { linked: self, types, features };
        let interpreted = Interpreted { typed, options: Results::unknown(count) };
        Schema { interpreted, judged: Results::unknown(count) }
    }

    /// The phases after linking, on this thread.
    pub fn compile(self) -> Schema {
        let types = self.file_ids().map(|file| self.resolve(file)).collect();
        let features = self.file_ids().map(|file| self.features(file)).collect();
        let typed = self.typed(types, features);
        let options = typed.linked().file_ids().map(|file| typed.interpret(file)).collect();
        let interpreted = typed.interpreted(options);
        let problems = interpreted.linked().file_ids().map(|file| interpreted.check(file)).collect();
        interpreted.finish(problems)
    }
}
