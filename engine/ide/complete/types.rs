//! Types that fit a place: those that the file sees, then those that an import would bring.

use super::{Completion, CompletionKind, Completions, MOST, Site};
use crate::ide::imports::Importer;
use crate::ide::markdown;
use crate::ide::search::{is_subsequence, keep_first};
use crate::ide::shorten::Shortener;
use protune_compiler::schema::{
    DeclarationView, EnumView, FileId, FileView, Global, Letters, MessageView, Scalar, Schema, Symbol,
};
use protune_compiler::well_known;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Types that fit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Messages and enums.
    Field,
    /// Messages, for RPCs.
    Message,
    /// Messages that can be extended.
    Extendee,
}

/// All well-known files: a schema may lack those that nothing imports.
static WELL_KNOWN: LazyLock<Schema> = LazyLock::new(|| {
    let files = well_known::names().map(|name| (name, well_known::text(name).unwrap_or_default()));
    protune_compiler::compile(files, |_| None)
});

/// A type that may fit.
#[derive(Clone, Copy)]
enum Candidate<'s> {
    Message(MessageView<'s>),
    Enum(EnumView<'s>),
}

impl<'s> Candidate<'s> {
    fn name(self) -> &'s str {
        match self {
            Candidate::Message(message) => message.name(),
            Candidate::Enum(of) => of.name(),
        }
    }

    fn full_name(self) -> &'s str {
        match self {
            Candidate::Message(message) => message.full_name(),
            Candidate::Enum(of) => of.full_name(),
        }
    }

    fn declaration(self) -> DeclarationView<'s> {
        match self {
            Candidate::Message(message) => DeclarationView::Message(message),
            Candidate::Enum(of) => DeclarationView::Enum(of),
        }
    }
}

/// Types of a file that fit, and whose names have these letters and fit as well. What is cheapest is compared first.
fn candidates<'s>(
    file: FileView<'s>,
    wanted: Wanted,
    letters: Letters,
    has_name: impl Fn(Candidate<'s>) -> bool,
) -> impl Iterator<Item = Candidate<'s>> {
    let candidate = move |id| match file.schema().declaration(Global { file: file.id, id }) {
        DeclarationView::Message(message) => Some(Candidate::Message(message)),
        DeclarationView::Enum(of) if wanted == Wanted::Field => Some(Candidate::Enum(of)),
        _ => None,
    };
    let fits = move |candidate: &Candidate<'s>| match candidate {
        Candidate::Message(message) => {
            (wanted != Wanted::Extendee || message.extension_ranges().next().is_some())
                && message.node().kind() != protune_compiler::syntax::NodeKind::Group
        }
        Candidate::Enum(_) => true,
    };
    file.types_with(letters).filter_map(candidate).filter(move |it| has_name(*it)).filter(fits)
}

impl<'s> Site<'s> {
    pub(super) fn types(&self, wanted: Wanted) -> Completions {
        let (_, qualifier) = self.cursor.qualified();
        match qualifier.is_empty() {
            true => self.unqualified(wanted),
            false => self.below(&qualifier, wanted),
        }
    }

    fn unqualified(&self, wanted: Wanted) -> Completions {
        let typed = self.cursor.prefix().as_bytes();
        let letters = Letters::of(self.cursor.prefix());
        let mut found: Vec<(u8, Global<Symbol>)> = Vec::new();
        // One after the other: findings may be looked for on all threads, and whoever types waits for none of them.
        for file in self.schema().files() {
            let is_seen = self.view.sees(file.id);
            // Of types that are not imported, those that fit what is typed.
            if !is_seen && typed.is_empty() {
                continue;
            }
            let fitting = candidates(file, wanted, letters, |it| is_subsequence(it.name().as_bytes(), typed));
            found.extend(fitting.map(|it| (self.rank(file, it, is_seen), it.declaration().symbol())));
        }
        let is_incomplete = found.len() > MOST || typed.is_empty();
        keep_first(&mut found, MOST);
        found.sort_unstable();
        let shortener = Shortener::new(self.view, self.inside);
        let importer = Importer::new(self.view);
        let of_type = |(rank, symbol)| self.of_type(rank, symbol, &shortener, &importer);
        let mut items: Vec<Completion> = found.into_iter().map(of_type).collect();
        items.extend(self.well_known(wanted, typed, &importer));
        Completions { items, is_incomplete }
    }

    /// Distance of a type: same message, same file, imported, same package, all others.
    fn rank(&self, file: FileView<'_>, candidate: Candidate<'_>, is_seen: bool) -> u8 {
        let name_starts = candidate
            .name()
            .as_bytes()
            .get(..self.cursor.prefix().len())
            .is_some_and(|start| start.eq_ignore_ascii_case(self.cursor.prefix().as_bytes()));
        let near = match () {
            () if file.id == self.view.id => {
                let is_inside = self.inside.is_some_and(|inside| {
                    candidate
                        .full_name()
                        .strip_prefix(inside.full_name())
                        .is_some_and(|rest| rest.starts_with('.'))
                });
                if is_inside { 0 } else { 1 }
            }
            () if is_seen => 2,
            () if file.package() == self.view.package() => 5,
            () => 7,
        };
        if name_starts { near } else { near + 8 }
    }

    fn of_type(
        &self,
        rank: u8,
        symbol: Global<Symbol>,
        shortener: &Shortener<'_>,
        importer: &Importer<'_>,
    ) -> Completion {
        let declaration = self.schema().declaration(symbol);
        let full = self.schema().full_name(symbol);
        let text = shortener.name(symbol, &full);
        let file = declaration.file();
        let edits = match self.view.sees(file.id) {
            true => Vec::new(),
            false => importer.edit(file.name()).into_iter().collect(),
        };
        self.type_item(declaration, full, text, rank, edits)
    }

    fn type_item(
        &self,
        declaration: DeclarationView<'_>,
        full: String,
        text: String,
        rank: u8,
        edits: Vec<protune_compiler::diagnostic::Edit>,
    ) -> Completion {
        let kind = match declaration {
            DeclarationView::Enum(_) => CompletionKind::Enum,
            _ => CompletionKind::Message,
        };
        let file = declaration.file();
        let origin = if file.package().is_empty() { file.name() } else { file.package() };
        Completion {
            detail: full.clone(),
            origin: origin.to_owned(),
            filter: (text != declaration.name()).then(|| declaration.name().to_owned()),
            text,
            rank,
            edits,
            full_name: full,
            is_deprecated: declaration.is_deprecated(),
            ..self.item(declaration.name(), kind)
        }
    }

    /// Types of well-known files that the schema does not have.
    fn well_known(&self, wanted: Wanted, typed: &[u8], importer: &Importer<'_>) -> Vec<Completion> {
        if typed.is_empty() && wanted != Wanted::Extendee {
            return Vec::new();
        }
        let names = self.schema().files().map(FileView::name);
        let present: HashSet<&str> = names.filter(|name| name.starts_with("google/protobuf/")).collect();
        let letters = Letters::of(self.cursor.prefix());
        let mut items = Vec::new();
        for file in WELL_KNOWN.files().filter(|file| !present.contains(file.name())) {
            // Types of the compiler itself are hardly ever fields.
            let rank = if file.name().starts_with("google/protobuf/compiler/") { 9 } else { 6 };
            let has_name = |it: Candidate<'_>| is_subsequence(it.name().as_bytes(), typed);
            for candidate in candidates(file, wanted, letters, has_name) {
                let full = candidate.full_name().to_owned();
                let starts = candidate.name().as_bytes().get(..typed.len());
                let rank = if starts.is_some_and(|start| start.eq_ignore_ascii_case(typed)) {
                    rank
                } else {
                    rank + 8
                };
                let edits = importer.edit(file.name()).into_iter().collect();
                items.push(self.type_item(candidate.declaration(), full.clone(), full, rank, edits));
            }
        }
        items
    }

    /// Types and packages right below a qualifier, which ends with a dot.
    fn below(&self, qualifier: &str, wanted: Wanted) -> Completions {
        for prefix in self.scopes(qualifier) {
            let items = self.children(&prefix, wanted);
            if !items.is_empty() {
                return Completions { items, is_incomplete: false };
            }
        }
        Completions::default()
    }

    /// Full names that a qualifier may stand for, with a dot at the end, from the innermost scope to the outermost.
    pub(super) fn scopes(&self, qualifier: &str) -> Vec<String> {
        if let Some(absolute) = qualifier.strip_prefix('.') {
            return vec![absolute.to_owned()];
        }
        let scope = self.inside.map_or(self.view.package(), |message| message.full_name());
        let mut scopes = Vec::new();
        let mut rest = scope;
        while !rest.is_empty() {
            scopes.push(format!("{rest}.{qualifier}"));
            rest = rest.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        scopes.push(qualifier.to_owned());
        scopes
    }

    fn children(&self, prefix: &str, wanted: Wanted) -> Vec<Completion> {
        let is_child =
            |it: Candidate<'_>| it.full_name().strip_prefix(prefix).is_some_and(|rest| !rest.contains('.'));
        let mut found: Vec<(u8, Global<Symbol>)> = Vec::new();
        for file in self.schema().files().filter(|file| prefix.starts_with(file.package())) {
            let is_seen = self.view.sees(file.id);
            let children = candidates(file, wanted, Letters::default(), is_child);
            found.extend(children.map(|it| (self.rank(file, it, is_seen), it.declaration().symbol())));
        }
        keep_first(&mut found, MOST);
        found.sort_unstable();
        let importer = Importer::new(self.view);
        let mut items = Vec::new();
        for (rank, symbol) in found {
            let declaration = self.schema().declaration(symbol);
            let file = declaration.file();
            let edits = match self.view.sees(file.id) {
                true => Vec::new(),
                false => importer.edit(file.name()).into_iter().collect(),
            };
            let full = self.schema().full_name(symbol);
            items.push(self.type_item(declaration, full, declaration.name().to_owned(), rank, edits));
        }
        let mut packages: Vec<&str> = self
            .schema()
            .files()
            .filter_map(|file| {
                let rest = file.package().strip_prefix(prefix)?;
                Some(rest.split('.').next().unwrap_or(rest))
            })
            .collect();
        packages.sort_unstable();
        packages.dedup();
        for package in packages.into_iter().filter(|package| !package.is_empty()) {
            items.push(Completion { rank: 2, ..self.item(package, CompletionKind::Package) });
        }
        items
    }

    /// Scalar types.
    pub(super) fn scalars(&self) -> Vec<Completion> {
        let item = |scalar: &Scalar| Completion {
            detail: "scalar type".to_owned(),
            rank: 3,
            ..self.item(scalar.name(), CompletionKind::Scalar)
        };
        Scalar::ALL.iter().map(item).collect()
    }

    /// Types that keys of maps can have.
    pub(super) fn map_keys(&self) -> Completions {
        let is_key = |scalar: &&Scalar| !matches!(scalar, Scalar::Double | Scalar::Float | Scalar::Bytes);
        let item = |scalar: &Scalar| Completion {
            rank: u8::from(*scalar != Scalar::String),
            ..self.item(scalar.name(), CompletionKind::Scalar)
        };
        Completions { items: Scalar::ALL.iter().filter(is_key).map(item).collect(), is_incomplete: false }
    }
}

/// Returns the comment of the declaration with a full name, as a file may refer to it. In Markdown.
pub fn documentation(schema: &Schema, file: FileId, full_name: &str) -> Option<String> {
    let absolute = format!(".{full_name}");
    let found = schema.file(file).look_up(None, &absolute).symbol().map(|symbol| schema.declaration(symbol));
    let declaration = found.or_else(|| {
        let first = WELL_KNOWN.files().next()?;
        let symbol = first.look_up(None, &absolute).symbol()?;
        Some(WELL_KNOWN.declaration(symbol))
    })?;
    let comment = markdown::comment(declaration);
    let code = markdown::code(declaration.file().text(), declaration.node().span());
    Some(format!("{comment}\n\n```proto\n{code}```").trim_start().to_owned())
}
