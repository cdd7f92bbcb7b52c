//! Problems of the language: the list of all codes, and the pages that explain them. `syntax/problem.rs` and
//! `schema/problems/` hold their texts; other modules find them.

mod words;

use crate::schema::problems as schema;
use crate::syntax::SyntaxProblem;

pub use words::TextError;
pub(crate) use words::{MOST, Problem, TextErrors, Words, problems};

/// Group of related problems.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Area {
    /// Heading of the area in the documentation.
    pub title: &'static str,
    /// Codes in the order of their declaration.
    pub codes: &'static [&'static str],
    page: &'static str,
}

/// All areas.
pub fn areas() -> [Area; 12] {
    macro_rules! area {
        ($title:literal, $codes:expr, $page:literal) => {
            Area { title: $title, codes: $codes, page: include_str!(concat!("../", $page)) }
        };
    }
    [
        area!("Syntax", SyntaxProblem::CODES, "syntax/problem.md"),
        area!("Declarations", schema::DeclarationProblem::CODES, "schema/problems/declarations.md"),
        area!("Imports and packages", schema::ImportProblem::CODES, "schema/problems/imports.md"),
        area!("References", schema::ReferenceProblem::CODES, "schema/problems/references.md"),
        area!("Files", schema::FileProblem::CODES, "schema/problems/files.md"),
        area!("Messages", schema::MessageProblem::CODES, "schema/problems/messages.md"),
        area!("Fields", schema::FieldProblem::CODES, "schema/problems/fields.md"),
        area!("Enums", schema::EnumProblem::CODES, "schema/problems/enums.md"),
        area!("Extensions", schema::ExtensionProblem::CODES, "schema/problems/extensions.md"),
        area!("Options", schema::OptionProblem::CODES, "schema/problems/options.md"),
        area!("Editions", schema::EditionProblem::CODES, "schema/problems/editions.md"),
        area!("Warnings", schema::WarningProblem::CODES, "schema/problems/warnings.md"),
    ]
}

impl Area {
    /// Page of the area, in Markdown: a title, and a section for each code.
    pub fn page(&self) -> &'static str {
        self.page
    }

    /// Section of the page that explains a code, without its heading; `None` for a code of another area.
    pub fn explain(&self, code: &str) -> Option<&'static str> {
        let code = self.codes.iter().find(|known| **known == code)?;
        let heading = format!("\n## {code}\n");
        let start = self.page.find(&heading)? + heading.len();
        let rest = &self.page[start..];
        Some(rest.split("\n## ").next().unwrap_or(rest).trim())
    }
}

/// Explanation of a code: what it means, an example, and what to do. In Markdown.
pub fn explain(code: &str) -> Option<&'static str> {
    areas().iter().find_map(|area| area.explain(code))
}
