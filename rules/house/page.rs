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
    /// What the fixes make of it.
    Fixed,
    /// The rule does not report this.
    Passes,
    /// Old side of the examples below it.
    Before,
    /// Files that the examples import.
    Prelude,
}

/// Example: a file.
#[derive(Clone, Debug)]
pub struct Block {
    pub part: Part,
    /// Counts sections with the same heading, from 0: each `## Fails` is an example of its own.
    pub example: usize,
    pub path: String,
    /// The text, with blanks where findings are marked.
    pub text: String,
    /// Line of its first line in the page, from 1.
    pub line: usize,
    pub expected: Vec<Expected>,
}

/// Finding that a line with carets below it expects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expected {
    /// Line in the block, from 1.
    pub line: usize,
    /// Columns in bytes, from 0; the end is exclusive.
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
        let mut part = None;
        let mut examples = [0; 5];
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
                        ("proto" | "protobuf", Some((part, example))) => {
                            page.blocks.push(block(&text[body], part, example, open));
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
                        part = part_named(title.trim()).map(|part| {
                            examples[part as usize] += 1;
                            (part, examples[part as usize] - 1)
                        });
                    } else if let Some(id) = content.strip_prefix("# ").filter(|_| page.id.is_empty()) {
                        page.id = id.trim().to_owned();
                    }
                }
            }
        }
        page
    }

    /// Returns the examples of one section.
    pub fn of(&self, part: Part, example: usize) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.part == part && block.example == example)
    }

    /// Number of sections with a heading.
    pub fn count(&self, part: Part) -> usize {
        self.blocks.iter().filter(|block| block.part == part).map(|block| block.example + 1).max().unwrap_or(0)
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
        "Fails" => Part::Fails,
        "Fixed" => Part::Fixed,
        "Passes" => Part::Passes,
        "Before" => Part::Before,
        "Prelude" => Part::Prelude,
        _ => return None,
    })
}

fn block(text: &str, part: Part, example: usize, fence: &Fence) -> Block {
    let mut clean = String::with_capacity(text.len());
    let mut expected = Vec::new();
    let mut judged = 0;
    for (at, line) in text.lines().enumerate() {
        match marked(line) {
            Some((columns, id, message)) => {
                expected.push(Expected { line: judged, columns, id, message });
            }
            None => {
                judged = at + 1;
                clean.push_str(line);
            }
        }
        clean.push('\n');
    }
    let path = if fence.path.is_empty() { "a.proto".to_owned() } else { fence.path.clone() };
    Block { part, example, path, text: clean, line: fence.line, expected }
}

/// Reads `//   ^^^^ ID: message`, which marks a part of the line above.
fn marked(line: &str) -> Option<(Range<usize>, String, String)> {
    let comment = line.trim_start().strip_prefix("//")?;
    let carets = comment.trim_start();
    let rest = carets.trim_start_matches('^');
    if rest.len() == carets.len() {
        return None;
    }
    let start = line.len() - carets.len();
    let columns = start..start + carets.len() - rest.len();
    let (id, message) = rest.trim().split_once(':').unwrap_or((rest.trim(), ""));
    (!id.contains(' ')).then(|| (columns, id.trim().to_owned(), message.trim().to_owned()))
}
