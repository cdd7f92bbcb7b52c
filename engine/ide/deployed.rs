//! Names of the schema in configuration files: what they refer to, and their renames.

use super::Patch;
use protune_compiler::diagnostic::Named;
use protune_compiler::schema::{DeclarationView, FileId, FileView, Schema};
use protune_compiler::text::Span;
use protune_data::{File, edit};
use protune_rules::deployed::{Deployed, Ref, Services, parse_deployed, references, uses};

/// Part of a name in a configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The part: `Pets` in `pets.v1.Pets`.
    pub span: Span,
    /// Full name up to the part.
    pub name: String,
}

/// A pattern that would match other methods after a rename than before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unmatched {
    /// The value with the pattern, in the text before the rename.
    pub span: Span,
    /// The value.
    pub pattern: String,
}

/// Returns the names of packages, services, methods and types in a file, part by part and in order.
///
/// ```
/// use protune_engine::documents::{Content, Language};
/// use protune_engine::ide::mentions;
///
/// let text = r#"{"methodConfig": [{"name": [{"service": "pets.Pets"}]}]}"#;
/// let content = Content::new(Language::Json, text.to_owned());
/// let names: Vec<String> = mentions("a.json", content.data()).into_iter().map(|it| it.name).collect();
/// assert_eq!(names, ["pets", "pets.Pets"]);
/// ```
pub fn mentions(path: &str, data: &File) -> Vec<Mention> {
    let Some(file) = Deployed::read(FileId::new(0), path, data) else { return Vec::new() };
    let mention = |it: protune_rules::deployed::Use<'_>| {
        let span = data.within(it.node, it.part);
        Mention { span: Span::new(span.start, span.end), name: it.name }
    };
    uses(&file).into_iter().map(mention).collect()
}

/// Returns the declaration or package with a full name, as configuration files write it.
pub fn named(schema: &Schema, name: &str) -> Option<Named> {
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_in = |package: &str, name: &str| {
        name.strip_prefix(package).is_some_and(|rest| package.is_empty() || rest.starts_with('.'))
    };
    let in_file = |file: FileView<'_>| {
        let mut declarations =
            file.declarations().into_iter().filter(|it| it.name() == last && can_be_named(*it));
        let found = declarations.find(|it| schema.full_name(it.symbol()) == name)?;
        Some(Named::Symbol(found.symbol()))
    };
    let found = schema.files().filter(|file| is_in(file.package(), name)).find_map(in_file);
    let is_package = || schema.files().any(|file| file.package() == name || is_in(name, file.package()));
    found.or_else(|| is_package().then(|| Named::Package(name.to_owned())))
}

fn can_be_named(declaration: DeclarationView<'_>) -> bool {
    matches!(
        declaration,
        DeclarationView::Service(_)
            | DeclarationView::Method(_)
            | DeclarationView::Message(_)
            | DeclarationView::Enum(_)
    )
}

/// Rename of a declaration or package that configuration files can name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConfigRename {
    /// Full name before.
    from: String,
    /// New last part of the name.
    to: String,
    /// Paths of the methods that get other paths, with the new ones.
    methods: Vec<(String, String)>,
}

impl ConfigRename {
    /// Returns the rename that gives a declaration or package another last part of its name; `None` if no configuration file
    /// can name it. The schema is that before the rename.
    pub fn new(schema: &Schema, what: &Named, to: &str) -> Option<ConfigRename> {
        let from = match what {
            Named::Symbol(symbol) if can_be_named(schema.declaration(*symbol)) => schema.full_name(*symbol),
            Named::Symbol(_) => return None,
            Named::Package(name) => name.clone(),
        };
        let to = to.rsplit('.').next().unwrap_or(to).to_owned();
        let methods = match what {
            Named::Symbol(symbol) if is_of_types(schema.declaration(*symbol)) => Vec::new(),
            _ => renamed_methods(schema, &from, &to),
        };
        Some(ConfigRename { from, to, methods })
    }

    /// Returns the edits of a configuration file that go with the rename, in order of place.
    ///
    /// # Errors
    /// A pattern that matches some of the renamed methods, and would not match the same ones afterwards.
    ///
    /// ```
    /// use protune_engine::Workspace;
    /// use protune_engine::documents::{Content, Language};
    /// use protune_engine::ide::{ConfigRename, named};
    ///
    /// let text = "syntax = \"proto3\"; package p; service S { rpc Get(M) returns (M); } message M {}";
    /// let schema = Workspace::of_texts([("p.proto", text)]).schema;
    /// let rename = ConfigRename::new(&schema, &named(&schema, "p.S.Get").unwrap(), "Fetch").unwrap();
    /// let edits = |path: &str| {
    ///     let text = format!(r#"{{"name": "x", "allow_rules": [{{"name": "y", "request": {{"paths": ["{path}"]}}}}]}}"#);
    ///     rename.edits("policy.json", Content::new(Language::Json, text).data())
    /// };
    /// assert_eq!(edits("/p.S/Get").unwrap()[0].text, "Fetch");
    /// assert_eq!(edits("/p.S/*").unwrap(), []);
    /// assert_eq!(edits("*/Get").unwrap_err().pattern, "*/Get");
    /// ```
    pub fn edits(&self, path: &str, data: &File) -> Result<Vec<Patch>, Unmatched> {
        let last = self.from.rsplit('.').next().unwrap_or(&self.from);
        if self.methods.is_empty() && !data.text.contains(last) {
            return Ok(Vec::new());
        }
        let Some(file) = Deployed::read(FileId::new(0), path, data) else { return Ok(Vec::new()) };
        let named = uses(&file).into_iter().filter(|it| it.name == self.from);
        // An alias follows the value that it stands for.
        let mut edits: Vec<edit::Edit> =
            named.filter_map(|it| edit::set_part(data, it.node, it.part, &self.to)).collect();
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        edits.dedup();
        let mut text = data.text.to_string();
        for edit in edits.iter().rev() {
            text.replace_range(edit.span.range(), &edit.text);
        }
        let new = parse_deployed(data.language, &text);
        if let Some(reference) = self.unmatched(&file, path, &new) {
            let span = reference.node.span;
            let pattern = reference.node.text().unwrap_or_default().to_owned();
            return Err(Unmatched { span: Span::new(span.start, span.end), pattern });
        }
        let patch = |it: edit::Edit| Patch { span: Span::new(it.span.start, it.span.end), text: it.text };
        Ok(edits.into_iter().map(patch).collect())
    }

    /// The first reference that does not select, after the rename, the methods that it selected before.
    fn unmatched<'f, 'd>(&self, before: &'f Deployed<'d>, path: &str, new: &File) -> Option<&'f Ref<'d>> {
        let old_refs = references(before);
        let first = old_refs.first().copied().filter(|_| !self.methods.is_empty())?;
        let after = Deployed::read(FileId::new(0), path, new);
        let new_refs = after.as_ref().map(references).unwrap_or_default();
        if new_refs.len() != old_refs.len() {
            return Some(first);
        }
        let differs = |(old, new): &(&Ref<'_>, &Ref<'_>)| {
            self.methods.iter().any(|(was, is)| old.pattern.matches(was) != new.pattern.matches(is))
        };
        let found = old_refs.iter().copied().zip(new_refs.iter().copied()).find(differs);
        found.map(|(old, _)| old)
    }
}

fn is_of_types(declaration: DeclarationView<'_>) -> bool {
    matches!(declaration, DeclarationView::Message(_) | DeclarationView::Enum(_))
}

/// Paths of the methods that a rename changes, with their new paths.
fn renamed_methods(schema: &Schema, from: &str, to: &str) -> Vec<(String, String)> {
    let services = Services::new(schema.files().map(|file| (file, "")), false);
    let scope = &from[..from.len() - from.rsplit('.').next().unwrap_or(from).len()];
    let renamed = |name: &str| {
        let rest = name.strip_prefix(from).filter(|rest| rest.is_empty() || rest.starts_with('.'))?;
        Some(format!("{scope}{to}{rest}"))
    };
    let changed = services.methods().iter().filter_map(|method| {
        let (service, name) = (method.service(), method.name());
        let new = match renamed(service) {
            Some(service) => format!("/{service}/{name}"),
            None => {
                let full = renamed(&format!("{service}.{name}"))?;
                format!("/{service}/{}", full.rsplit('.').next()?)
            }
        };
        Some((method.path.to_string(), new))
    });
    changed.collect()
}
