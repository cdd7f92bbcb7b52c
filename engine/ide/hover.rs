//! Descriptions of the word at a place.

use super::markdown;
use super::under::{Thing, under};
use protune_compiler::diagnostic::Named;
use protune_compiler::schema::{DeclarationView, FileId, Global, Schema, Symbol};
use protune_compiler::text::Span;
use protune_rules::Catalog;

/// Description of a word.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Hover {
    /// The word.
    pub span: Span,
    /// Schema text; may be empty.
    pub code: String,
    /// Description, in Markdown; may be empty.
    pub text: String,
    /// Short facts, in Markdown.
    pub facts: Vec<String>,
}

/// Returns the description of the word at an offset.
pub fn hover(schema: &Schema, file: FileId, offset: u32) -> Option<Hover> {
    let found = under(schema, file, offset)?;
    let of = Hover { span: found.span, ..Hover::default() };
    let word = found.span.of(schema.file(file).text());
    Some(match found.thing {
        Thing::Declaration(symbol) | Thing::Reference(Named::Symbol(symbol)) => declared(schema, symbol, of),
        Thing::NotImported(symbol) => {
            let mut hover = declared(schema, symbol, of);
            hover.facts.push("not imported here".to_owned());
            hover
        }
        Thing::Reference(Named::Package(name)) => package(schema, &name, of),
        Thing::Import(target) => imported(schema, target?, of),
        Thing::Number(symbol) => {
            let declaration = schema.declaration(symbol);
            let mut facts = markdown::facts(schema, declaration);
            facts.pop();
            let code = markdown::code(declaration.file().text(), declaration.node().span());
            Hover { code, facts, ..of }
        }
        Thing::Scalar(scalar) => {
            Hover { code: format!("{word}\n"), text: markdown::scalar(scalar).to_owned(), ..of }
        }
        Thing::Keyword => Hover { text: format!("`{word}`: {}", markdown::keyword(word)?), ..of },
    })
}

/// Returns the description of a declaration or a package, for a word of another file.
pub fn hover_of_name(schema: &Schema, named: &Named, span: Span) -> Hover {
    let of = Hover { span, ..Hover::default() };
    match named {
        Named::Symbol(symbol) => declared(schema, *symbol, of),
        Named::Package(name) => package(schema, name, of),
    }
}

fn declared(schema: &Schema, symbol: Global<Symbol>, of: Hover) -> Hover {
    let declaration = schema.declaration(symbol);
    let full = match declaration {
        DeclarationView::Field(field) if field.is_extension() => field.extension_name().to_owned(),
        _ => schema.full_name(symbol),
    };
    let text = declaration.file().text();
    let code = format!("// {full}\n{}", markdown::code(text, declaration.node().span()));
    Hover { code, text: markdown::comment(declaration), facts: markdown::facts(schema, declaration), ..of }
}

fn package(schema: &Schema, name: &str, of: Hover) -> Hover {
    let count = schema.files().filter(|file| file.package() == name).count();
    let files = if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    Hover { code: format!("package {name};\n"), facts: vec![files], ..of }
}

fn imported(schema: &Schema, file: FileId, of: Hover) -> Hover {
    let view = schema.file(file);
    let mut facts = Vec::new();
    let importers = view.importers().len();
    facts.push(if importers == 1 { "1 importer".to_owned() } else { format!("{importers} importers") });
    let package =
        if view.package().is_empty() { String::new() } else { format!("package {};\n", view.package()) };
    Hover { code: format!("// {}\n{package}", view.name()), facts, ..of }
}

/// Returns the summary of a rule, and the first paragraph of its reasons. In Markdown.
pub fn hover_of_rule(catalog: &Catalog, id: &str) -> Option<String> {
    let rule = catalog.find(id)?;
    let body = rule.doc.split_once('\n').map_or("", |(_, body)| body);
    let prose = body.split("\n## ").next().unwrap_or(body).trim();
    let paragraphs: Vec<&str> = prose.split("\n\n").take(2).collect();
    Some(format!("**{}**: {}", rule.id, paragraphs.join("\n\n")))
}
