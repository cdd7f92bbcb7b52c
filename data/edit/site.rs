//! Surroundings of a value: what is around it, before it and after it.

use crate::{Comment, File, Kind, Language, Node, Span};

/// A value and the lists and tables around it.
pub(super) struct Site<'f> {
    node: &'f Node,
    root: &'f Node,
    /// From the root inwards.
    around: Vec<&'f Node>,
}

impl<'f> Site<'f> {
    /// `None` where columns cannot be counted: a carriage return alone ends a line, or a byte order mark without width
    /// stands within the text. Nobody writes such files.
    pub(super) fn of(file: &'f File, node: &Node) -> Option<Site<'f>> {
        if has_lone_return(&file.text) || file.text.char_indices().any(|(at, c)| c == '\u{feff}' && at > 0) {
            return None;
        }
        let root = file.documents.get(node.document as usize).or(file.documents.first())?;
        file.documents.iter().find_map(|document| find(document, node)).map(|mut around| {
            let node = around.pop().unwrap_or(root);
            let root = around.first().copied().unwrap_or(node);
            Site { node, root, around }
        })
    }

    pub(super) fn parent(&self) -> Option<&'f Node> {
        self.around.last().copied()
    }

    /// Whether plain YAML scalars end at commas and brackets here.
    pub(super) fn is_in_brackets(&self, file: &File) -> bool {
        self.around.iter().any(|node| is_bracketed(file, node))
    }

    /// From the key, if there is one, to the end of the value.
    pub(super) fn extent(&self) -> Span {
        extent(self.node)
    }

    pub(super) fn is_without_value(&self) -> bool {
        self.node.span.is_empty()
    }

    /// Number of entries or items beside the value, itself included.
    pub(super) fn count(&self) -> usize {
        self.parent().map_or(0, |parent| parts(parent).count())
    }

    /// Extent of the entry or item some places further.
    pub(super) fn sibling(&self, distance: isize) -> Option<Span> {
        let parent = self.parent()?;
        let index = parts(parent).position(|part| same(part, self.node))?;
        parts(parent).nth(index.checked_add_signed(distance)?).map(extent)
    }

    /// Whether a question mark introduces the key in a YAML block.
    pub(super) fn is_after_question_mark(&self, file: &File) -> bool {
        let (Some(parent), Some(key)) = (self.parent(), self.node.key_span) else { return false };
        let before = self.sibling(-1).map_or(parent.span.start, |before| before.end);
        let mark = indicator(file, before as usize, b'?');
        mark.is_some_and(|mark| mark <= key.start as usize)
    }

    /// Start of the entry or item in brackets: that of its anchor or tag, if it has any.
    pub(super) fn start_in_brackets(&self, file: &File) -> Option<usize> {
        let before = match self.sibling(-1) {
            Some(before) => before.end,
            None => self.parent()?.span.start + 1,
        };
        Some(properties(file, before, self.extent().start))
    }

    /// Start of the next entry or item in brackets.
    pub(super) fn next_in_brackets(&self, file: &File) -> Option<usize> {
        let own = self.extent();
        self.sibling(1).map(|next| properties(file, own.end, next.start))
    }

    /// Start of the key or dash in a YAML block.
    pub(super) fn start(&self, file: &File) -> Option<usize> {
        match self.node.key_span {
            Some(key) => Some(key.start as usize),
            None => {
                let parent = self.parent()?;
                dash(file, self.sibling(-1).map_or(parent.span.start, |before| before.end) as usize)
            }
        }
    }

    /// Start of the next key or dash in a YAML block.
    pub(super) fn next_start(&self, file: &File) -> Option<usize> {
        let next = self.sibling(1)?;
        match self.node.key_span {
            Some(_) => Some(next.start as usize),
            None => dash(file, self.extent().end as usize),
        }
    }

    /// Whether an alias or merge key outside of a part stands for something in it.
    pub(super) fn is_needed_outside(&self, part: Span) -> bool {
        !all(self.root, &mut |node| {
            let needs = node.is_alias() && part.contains(node.defined) && !part.contains(node.span);
            let merges = |node: &Node| {
                node.entries().iter().any(|entry| entry.merged && part.contains(entry.key_span))
            };
            !needs && (part.contains(node.span) || !merges(node))
        })
    }
}

/// The way to a value, which comes last.
fn find<'f>(from: &'f Node, wanted: &Node) -> Option<Vec<&'f Node>> {
    let mut way = Vec::new();
    walk(from, wanted, &mut way).then_some(way)
}

fn walk<'f>(from: &'f Node, wanted: &Node, way: &mut Vec<&'f Node>) -> bool {
    way.push(from);
    if same(from, wanted) || !from.is_alias() && parts(from).any(|part| walk(part, wanted, way)) {
        return true;
    }
    way.pop();
    false
}

fn same(one: &Node, other: &Node) -> bool {
    one.span == other.span && one.key_span == other.key_span && one.kind() == other.kind()
}

/// Values that are written in a list or table.
fn parts(node: &Node) -> impl Iterator<Item = &Node> {
    let own = node.entries().iter().filter(|entry| !entry.merged).map(|entry| &entry.value);
    own.chain(node.items())
}

/// Whether a value and all that is written in it meet a condition.
pub(super) fn all(node: &Node, condition: &mut dyn FnMut(&Node) -> bool) -> bool {
    condition(node) && (node.is_alias() || parts(node).all(|part| all(part, condition)))
}

fn extent(node: &Node) -> Span {
    let start = node.key_span.map_or(node.span.start, |key| key.start.min(node.span.start));
    Span::new(start, node.span.end.max(node.key_span.map_or(0, |key| key.end)))
}

/// Whether a list or table is written in brackets or braces.
pub(super) fn is_bracketed(file: &File, node: &Node) -> bool {
    let raw = node.defined.of(&file.text);
    match node.kind() {
        Kind::Table => raw.starts_with('{') && raw.ends_with('}'),
        Kind::List => {
            let is_header = file.language == Language::Toml
                && node.items().first().is_some_and(|item| item.span.start == node.span.start);
            raw.starts_with('[') && raw.ends_with(']') && !is_header
        }
        _ => false,
    }
}

/// Whether a TOML table has a header of its own.
pub(super) fn is_header(node: &Node) -> bool {
    node.kind() == Kind::Table && node.key_span.is_none_or(|key| node.span.start < key.start)
}

/// First byte that belongs to a value or key in brackets: its anchor or tag if it has any, otherwise its own start.
fn properties(file: &File, from: u32, start: u32) -> usize {
    let bytes = file.text.as_bytes();
    let (mut at, end) = (from as usize, start as usize);
    let mut comments = comments(file, Span::new(from, start)).iter().peekable();
    while at < end && file.language == Language::Yaml {
        if let Some(comment) = comments.next_if(|comment| comment.span.start as usize == at) {
            at = comment.span.end as usize;
            continue;
        }
        match bytes[at] {
            b'&' | b'!' | b'?' => return at,
            byte if byte.is_ascii_whitespace() || matches!(byte, b',' | b':') => at += 1,
            _ => break,
        }
    }
    end
}

/// The dash after a place, past space and comments.
fn dash(file: &File, from: usize) -> Option<usize> {
    indicator(file, from, b'-')
}

/// A character that starts an item or entry after a place, past space and comments.
fn indicator(file: &File, from: usize, wanted: u8) -> Option<usize> {
    let bytes = file.text.as_bytes();
    let mut at = from;
    loop {
        match bytes.get(at)? {
            &byte if byte == wanted => return Some(at),
            b'#' => at += file.text[at..].find('\n')?,
            byte if byte.is_ascii_whitespace() => at += 1,
            _ => return None,
        }
    }
}

/// Comments in a part of the text.
pub(super) fn comments(file: &File, part: Span) -> &[Comment] {
    let from = file.comments.partition_point(|comment| comment.span.start < part.start);
    let to = file.comments.partition_point(|comment| comment.span.start < part.end);
    &file.comments[from..to.max(from)]
}

fn has_lone_return(text: &str) -> bool {
    text.match_indices('\r').any(|(at, _)| !text[at + 1..].starts_with('\n'))
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

/// End of a line, line break excluded, if nothing but space and a comment is left in it.
pub(super) fn line_rest(file: &File, from: usize) -> Option<usize> {
    let rest = &file.text[from..];
    let line = rest.find('\n').map_or(rest, |end| rest[..end].trim_end_matches('\r'));
    let is_free = line.trim_start().is_empty() || line.trim_start().starts_with('#');
    is_free.then_some(from + line.len())
}

pub(super) fn after_line_break(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) }
}
