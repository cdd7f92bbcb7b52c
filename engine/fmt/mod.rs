//! The layout of schemas: a syntax tree to its formatted text, as `buf format` lays it out. Reads no
//! file and knows no name; a tree with errors is the caller's to leave alone.

mod columns;
mod comments;
mod declarations;
mod judge;
mod options;
mod page;
mod prose;
mod style;
mod values;
mod wrap;

pub use judge::Damage;
pub use style::Style;

use columns::Stops;
use comments::{AtBlank, Resume, Waiting};
use declarations::Order;
use judge::judge;
use page::{Break, Page};
use protune_compiler::syntax::{TokenKind, Tree, parse};
use wrap::wrapped;

/// Maximum number of times that a text is laid out until it stays the same.
const ROUNDS: usize = 4;

/// Returns the formatted text of a tree that has no errors. Formatting it again changes nothing, and it is judged to
/// say the same.
///
/// ```
/// use protune_compiler::syntax::parse;
/// use protune_engine::{fmt::Style, format};
///
/// let text = format(&parse("syntax=\"proto3\";"), &Style::default());
/// assert_eq!(text, Ok("syntax = \"proto3\";\n".to_owned()));
/// ```
pub fn format(tree: &Tree, style: &Style) -> Result<String, Damage> {
    let mut text = layout(tree, style, Order::Sections);
    if text == tree.text() {
        return Ok(text);
    }
    // A few odd places for comments come to rest in the second round only.
    for _ in 0..ROUNDS {
        let after = parse(text.as_str());
        judge(tree, &after, Order::Sections, style)?;
        let again = layout(&after, style, Order::Sections);
        if again == text {
            return Ok(text);
        }
        text = again;
    }
    Err(Damage::Unrest)
}

/// Returns whether formatting leaves the text of a tree that has no errors as it is.
pub fn is_formatted(tree: &Tree, style: &Style) -> bool {
    let mut printer = Printer::new(tree, style);
    if !style.rewrites_lines() {
        printer.sameness = Sameness::Until(0);
    }
    printer.file(Order::Sections);
    !printer.differs() && wrapped(printer.page.finish(), style) == tree.text()
}

/// Returns a text with only some parts formatted: `choose` makes it from the old text and the new one.
/// Declarations stay in their order, so that each part can be taken without another.
pub fn format_part(
    tree: &Tree,
    style: &Style,
    choose: impl FnOnce(&str, &str) -> String,
) -> Result<String, Damage> {
    let text = choose(tree.text(), &layout(tree, style, Order::Source));
    judge(tree, &parse(text.as_str()), Order::Source, style)?;
    Ok(text)
}

fn layout(tree: &Tree, style: &Style, order: Order) -> String {
    let mut printer = Printer::new(tree, style);
    printer.file(order);
    wrapped(printer.page.finish(), style)
}

struct Printer<'t> {
    tree: &'t Tree,
    style: &'t Style,
    page: Page,
    /// Trivia whose token is not written, or stays where it was when declarations move: it comes before
    /// the next token.
    waiting: Vec<Waiting>,
    /// Result of `begins_blank` for all pending trivia.
    begins_blank: Option<bool>,
    resume: Option<Resume>,
    /// Positions at which the lines of the body can be padded, if they are to be aligned.
    stops: Vec<Stops>,
    sameness: Sameness,
}

/// Relation of the new text to the old one, where only that is asked for.
#[derive(Clone, Copy)]
enum Sameness {
    NotAsked,
    /// So many bytes are the same.
    Until(usize),
    Lost,
}

/// Gap before a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gap {
    None,
    Space,
    Line,
    Blank,
    /// Nothing; comments are set off from what is before them: for `;` and `,`.
    Inline,
    /// Nothing; around comments there are spaces where there were some.
    Keep,
    /// Same as `Keep`, but without a gap right before the first comment: for text that follows a bracket.
    KeepTight,
}

/// Behavior of comments behind the tokens of a value.
#[derive(Clone, Copy)]
struct Manner {
    /// More follows on the line, so that a `//` comment has to become a block.
    tight: bool,
    /// Values stand on lines of their own, and block comments behind them as well.
    below: bool,
    /// A block comment before an element stays on its line.
    paired: bool,
    /// Strings in several parts are indented below what they belong to.
    hanging: bool,
}

/// Manner outside of values: a `//` comment ends the line, a block goes on.
const PLAIN: Manner = Manner { tight: false, below: false, paired: false, hanging: false };

impl<'t> Printer<'t> {
    fn new(tree: &'t Tree, style: &'t Style) -> Printer<'t> {
        let capacity = tree.text().len() + tree.text().len() / 8;
        Printer {
            tree,
            style,
            page: Page::new(capacity, style.indent()),
            waiting: Vec::new(),
            begins_blank: None,
            resume: None,
            stops: Vec::new(),
            sameness: Sameness::NotAsked,
        }
    }

    /// Whether the text is known to change, if that is asked for. Nothing that is written so far may be taken back.
    fn differs(&mut self) -> bool {
        if let Sameness::Until(same) = self.sameness {
            let (old, new) = (self.tree.text().as_bytes(), self.page.text().as_bytes());
            self.sameness = match old[same..].starts_with(&new[same..]) {
                true => Sameness::Until(new.len()),
                false => Sameness::Lost,
            };
        }
        matches!(self.sameness, Sameness::Lost)
    }

    fn kind(&self, token: u32) -> TokenKind {
        self.tree.tokens()[token as usize].kind()
    }

    fn text(&self, token: u32) -> &'t str {
        self.tree.token_text(token)
    }

    /// Writes a token with the comments that belong to it.
    fn token(&mut self, token: u32, gap: Gap, manner: Manner) {
        self.token_as(token, self.text(token), gap, manner);
    }

    /// Writes a token as `token` does, with another spelling.
    fn token_as(&mut self, token: u32, text: &str, gap: Gap, manner: Manner) {
        self.lead(token, gap, manner);
        self.page.push(text);
        self.trail(token, manner);
    }

    /// Writes what `inside` does one level deeper.
    fn indented(&mut self, inside: impl FnOnce(&mut Self)) {
        self.page.indent();
        inside(self);
        self.page.dedent();
    }

    /// Writes a closing bracket on a line of its own; comments before it stand inside.
    fn close(&mut self, token: u32, text: &str, at_blank: AtBlank, manner: Manner) {
        self.indented(|p| p.close_comments(token, at_blank));
        self.page.separate(Break::Line);
        self.page.push(text);
        self.trail(token, manner);
    }
}
