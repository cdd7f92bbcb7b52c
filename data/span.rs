//! Byte ranges of a text. Knows nothing of lines or columns.

/// Byte offsets into one text, end exclusive, on character boundaries.
///
/// ```
/// use protune_data::Span;
///
/// let span = Span::new(4, 7);
/// assert_eq!(span.of("one two"), "two");
/// assert!(Span::new(0, 7).contains(span));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Returns the span from `start` to `end`. An end before the start becomes the start.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end: end.max(start) }
    }

    /// Returns the empty span between two characters.
    #[must_use]
    pub fn at(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    /// Returns the length in bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Returns whether the span covers no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Returns whether `other` lies within this span; equal spans contain each other.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the span as a range for slicing.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the part of `text` that the span covers. The span must come from this text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    pub(crate) fn from_usize(start: usize, end: usize) -> Span {
        Span::new(start as u32, end as u32)
    }
}
