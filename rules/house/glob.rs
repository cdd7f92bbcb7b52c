//! Globs over names and paths: segments are separated by `/` or `.`. Costs as much as the pattern times the text.

/// Part of a pattern.
#[derive(Clone, Copy)]
enum Part {
    Byte(u8),
    /// `?`: any byte of a segment.
    One,
    /// `*`: any bytes of a segment.
    Some,
    /// `**`: any bytes.
    Any,
}

/// Returns whether a pattern matches all of a text. `acme.**` and `acme/**` also match `acme`.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    if let Some(folder) = pattern.strip_suffix(".**").or_else(|| pattern.strip_suffix("/**"))
        && run(folder, text)
    {
        return true;
    }
    // `**/` also stands for no folder.
    run(pattern, text) || pattern.strip_prefix("**/").is_some_and(|rest| run(rest, text))
}

fn run(pattern: &str, text: &str) -> bool {
    let mut parts = Vec::new();
    let mut bytes = pattern.bytes().peekable();
    while let Some(byte) = bytes.next() {
        parts.push(match byte {
            b'*' if bytes.next_if_eq(&b'*').is_some() => Part::Any,
            b'*' => Part::Some,
            b'?' => Part::One,
            byte => Part::Byte(byte),
        });
    }
    // Whether the parts up to here can match the text so far.
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    pass_empty(&parts, &mut reached);
    for byte in text.bytes() {
        let is_separator = matches!(byte, b'/' | b'.');
        let mut next = vec![false; parts.len() + 1];
        for (at, part) in parts.iter().enumerate().filter(|(at, _)| reached[*at]) {
            match *part {
                Part::Byte(wanted) if wanted == byte => next[at + 1] = true,
                Part::One if !is_separator => next[at + 1] = true,
                Part::Some if !is_separator => next[at] = true,
                Part::Any => next[at] = true,
                _ => {}
            }
        }
        pass_empty(&parts, &mut next);
        reached = next;
    }
    reached[parts.len()]
}

/// Stars match nothing, too.
fn pass_empty(parts: &[Part], reached: &mut [bool]) {
    for (at, part) in parts.iter().enumerate() {
        if reached[at] && matches!(part, Part::Some | Part::Any) {
            reached[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn segments_and_paths_are_matched() {
        for (pattern, text) in [
            ("acme.**", "acme.v1"),
            ("acme.**", "acme"),
            ("google.protobuf.*Value", "google.protobuf.Int32Value"),
            ("**/internal/**", "a/b/internal/c.proto"),
            ("**/internal/**", "internal/c.proto"),
            ("a?c", "abc"),
            ("*", "abc"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("acme.**", "acmeco"),
            ("*", "a.b"),
            ("google.protobuf.*Value", "google.protobuf.a.Value"),
            ("a?c", "a/c"),
            ("", "a"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_cost_little() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
    }
}
