//! Pages of house rules: Markdown with the definition and with examples, like the pages of the compiled-in rules.

use std::ops::Range;

/// Page of a rule.
#[derive(Clone, Debug)]
pub struct Page {
    /// Id in the heading.
    pub id: String,
    /// Bytes of the definition: the content of the first block of TOML. `None` if there is none.
    pub definition: Option<Range<usize>>,
    /// Examples, in order.
    pub blocks: Vec<Block>,
}

/// Heading that an example stands below.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The rule reports this, at the places that are marked.
    Fails,
    /// The result of the fixes.
    Fixed,
    /// The rule does not report this.
    Passes,
    /// Old side of the examples: each block changes to that of `## After`, or `## Fails`, in the same position.
    Before,
    /// Files that the examples import.
    Prelude,
}

/// Example: a file.
#[derive(Clone, Debug)]
pub struct Block {
    pub part: Part,
    /// Example of its part, from 0. A block without a path is an example of its own; those with paths in one section
    /// are one together.
    pub example: usize,
    pub path: String,
    /// The text, without the lines that mark findings.
    pub text: String,
    /// Lines of the page that its lines are, from 1.
    pub lines: Vec<usize>,
    /// Bytes of the page that the block consists of, those lines included.
    pub body: Range<usize>,
    pub expected: Vec<Expected>,
}

/// Finding that a line with carets below it expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Line of the text, from 1; 0 for the whole file.
    pub line: usize,
    /// Columns in bytes, from 0, as far as they are on this line; the end is exclusive.
    pub columns: Range<usize>,
    /// Id, and a part of the message if one is given.
    pub id: String,
    pub message: String,
}

impl Page {
    /// Reads a page. Text that is no page has an empty id.
    ///
    /// ```
    /// use protune_rules::house::{Page, Part};
    ///
    /// let text = "# ACME_X\n\nFinds x.\n\n```toml\non = \"field\"\n```\n\n## Fails\n\n```proto\nmessage M {\n  int32 x = 1;\n  //    ^ ACME_X: no\n}\n```\n";
    /// let page = Page::read(text);
    /// assert_eq!(page.id, "ACME_X");
    /// assert_eq!(&text[page.definition.unwrap()], "on = \"field\"\n");
    /// assert_eq!((page.blocks[0].part, page.blocks[0].expected[0].columns.clone()), (Part::Fails, 8..9));
    /// ```
    pub fn read(text: &str) -> Page {
        let mut page = Page { id: String::new(), definition: None, blocks: Vec::new() };
        let mut part: Option<Part> = None;
        // Number of examples of each part, and the one that the blocks with paths of a section are.
        let (mut examples, mut named) = ([0_usize; 5], None);
        let mut fence: Option<Fence> = None;
        let mut at = 0;
        for (line, whole) in text.split_inclusive('\n').enumerate() {
            let content = whole.trim_end();
            let start = at;
            at += whole.len();
            match &fence {
                Some(open) if content.trim_start().starts_with("```") => {
                    let body = open.start..start;
                    match (open.language.as_str(), part) {
                        ("toml", None) if page.definition.is_none() => page.definition = Some(body),
                        ("proto" | "protobuf", Some(part)) => {
                            let known = named.filter(|_| !open.path.is_empty());
                            let example = known.unwrap_or_else(|| {
                                examples[part as usize] += 1;
                                examples[part as usize] - 1
                            });
                            if !open.path.is_empty() {
                                named = Some(example);
                            }
                            page.blocks.push(block(text, body, part, example, open));
                        }
                        _ => {}
                    }
                    fence = None;
                }
                Some(_) => {}
                None if content.starts_with("```") => {
                    let info = content.trim_start_matches('`');
                    let (language, path) = info.split_once(' ').unwrap_or((info, ""));
                    fence = Some(Fence {
                        language: language.to_owned(),
                        path: path.trim().to_owned(),
                        start: at,
                        line: line + 2,
                    });
                }
                None => {
                    if let Some(title) = content.strip_prefix("## ") {
                        (part, named) = (part_named(title.trim()), None);
                    } else if let Some(id) = content.strip_prefix("# ").filter(|_| page.id.is_empty()) {
                        page.id = id.trim().to_owned();
                    }
                }
            }
        }
        page
    }

    /// Returns the files of an example.
    pub fn of(&self, part: Part, example: usize) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.part == part && block.example == example)
    }

    /// Number of examples of a part.
    pub fn count(&self, part: Part) -> usize {
        self.blocks
            .iter()
            .filter(|block| block.part == part)
            .map(|block| block.example + 1)
            .max()
            .unwrap_or(0)
    }
}

/// Block that is open.
struct Fence {
    language: String,
    path: String,
    start: usize,
    line: usize,
}

fn part_named(title: &str) -> Option<Part> {
    Some(match title {
        "Fails" | "After" => Part::Fails,
        "Fixed" => Part::Fixed,
        "Passes" => Part::Passes,
        "Before" => Part::Before,
        "Prelude" => Part::Prelude,
        _ => return None,
    })
}

fn block(page: &str, body: Range<usize>, part: Part, example: usize, fence: &Fence) -> Block {
    let text = &page[body.clone()];
    let mut clean = String::with_capacity(text.len());
    let (mut marks, mut lines) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate() {
        match marked(line) {
            Some((place, id, message)) => marks.push((lines.len(), place, id, message)),
            None => {
                lines.push(fence.line + at);
                clean.push_str(line);
                clean.push('\n');
            }
        }
    }
    let text_of = |line: usize| clean.lines().nth(line.max(1) - 1).unwrap_or_default();
    let expected = marks.into_iter().map(|(above, place, id, message)| {
        let (line, columns) = match place {
            Mark::Carets(columns) => (above, columns),
            Mark::Statement => {
                let line = text_of(above);
                let statement = line.split("//").next().unwrap_or_default().trim_end();
                (above, line.len() - line.trim_start().len()..statement.len())
            }
            Mark::File => (0, 0..0),
            Mark::From(line, start, None) => (line, start..text_of(line).len()),
            Mark::From(line, start, Some(end)) => (line, start..end),
        };
        Expected { line, columns, id, message }
    });
    let expected = expected.collect();
    let path = if fence.path.is_empty() { "a.proto".to_owned() } else { fence.path.clone() };
    Block { part, example, path, text: clean, lines, body, expected }
}

/// Place that a comment marks.
enum Mark {
    Carets(Range<usize>),
    Statement,
    File,
    /// Line from 1, and columns from 0; without an end, up to that of the line.
    From(usize, usize, Option<usize>),
}

/// Reads a comment that expects a finding:
///
/// - `//   ^^^^ ID: message` about what stands above the carets;
/// - `//~ ID: message` about the statement above;
/// - `//@ 3:1-5:2 ID: message` about these lines and columns, from 1, the end exclusive;
/// - `//! ID: message` about the whole file.
fn marked(line: &str) -> Option<(Mark, String, String)> {
    let comment = line.trim_start().strip_prefix("//")?;
    let (mark, rest) = if let Some(rest) = comment.strip_prefix('~') {
        (Mark::Statement, rest)
    } else if let Some(rest) = comment.strip_prefix('!') {
        (Mark::File, rest)
    } else if let Some(rest) = comment.strip_prefix('@') {
        let (place, rest) = rest.trim_start().split_once(' ')?;
        let (start, end) = place.split_once('-')?;
        let number = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
        let position = |text: &str| text.split_once(':').and_then(|(a, b)| Some((number(a)?, number(b)?)));
        let ((first, from), (last, to)) = (position(start)?, position(end)?);
        (Mark::From(first + 1, from, (first == last).then_some(to)), rest)
    } else {
        let carets = comment.trim_start();
        let rest = carets.trim_start_matches('^');
        let start = line.len() - carets.len();
        if rest.len() == carets.len() {
            return None;
        }
        (Mark::Carets(start..start + carets.len() - rest.len()), rest)
    };
    let (id, message) = rest.trim().split_once(':').unwrap_or((rest.trim(), ""));
    (!id.is_empty() && !id.contains(' ')).then(|| (mark, id.trim().to_owned(), message.trim().to_owned()))
}
