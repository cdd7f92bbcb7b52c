//! Columns: pads what is before the names and the `=` of adjacent lines, until they stand below each
//! other. Works on the text that is already there.

/// Positions in a line that can be padded, in bytes of the text; in the order of the text.
#[derive(Clone, Copy)]
pub(super) struct Stops {
    /// Start of the declaration.
    pub(super) start: usize,
    /// Behind the type of a field; `None` for an enum value.
    pub(super) name: Option<usize>,
    /// Behind the name.
    pub(super) equals: usize,
}

/// The end of `text`, from the first of `stops` on, with each run of adjacent lines aligned.
pub(super) fn aligned(text: &str, stops: &[Stops]) -> Option<(usize, String)> {
    let from = stops.first()?.start;
    let mut out = String::with_capacity(text.len() - from + stops.len() * 8);
    let mut at = from;
    for run in stops.chunk_by(|a, b| are_adjacent(text, *a, *b)) {
        let width = |a: usize, b: usize| text[a..b].chars().count();
        let widest = |of: &dyn Fn(&Stops) -> usize| run.iter().map(of).max().unwrap_or(0);
        let of_type = |stops: &Stops| stops.name.map_or(0, |name| width(stops.start, name));
        let of_name = |stops: &Stops| width(stops.name.unwrap_or(stops.start), stops.equals);
        let (types, names) = (widest(&of_type), widest(&of_name));
        for stops in run {
            if let Some(name) = stops.name {
                out.push_str(&text[at..name]);
                out.push_str(&" ".repeat(types - of_type(stops)));
                at = name;
            }
            out.push_str(&text[at..stops.equals]);
            out.push_str(&" ".repeat(names - of_name(stops)));
            at = stops.equals;
        }
    }
    out.push_str(&text[at..]);
    Some((from, out))
}

/// One line follows the other.
fn are_adjacent(text: &str, a: Stops, b: Stops) -> bool {
    a.name.is_some() == b.name.is_some()
        && text[a.start..b.start].bytes().filter(|&byte| byte == b'\n').count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adjacent_lines_are_aligned() {
        let text = "{\n  int32 a = 1;\n  string long = 2;\n\n  b.C d = 3;\n}";
        let stops = |line: &str, name: &str| {
            let start = text.find(line).unwrap();
            let name = start + line.find(name).unwrap();
            Stops { start, name: Some(name), equals: start + line.find(" =").unwrap() }
        };
        let all = [stops("int32 a = 1", " a"), stops("string long = 2", " long"), stops("b.C d = 3", " d")];
        let (from, new) = aligned(text, &all).unwrap();
        assert_eq!(&text[..from], "{\n  ");
        assert_eq!(new, "int32  a    = 1;\n  string long = 2;\n\n  b.C d = 3;\n}");
        assert!(aligned(text, &[]).is_none());
    }
}
