//! Invariants of every tree, for any text.

use protune_data::{File, Kind, Language, Node, Span, edit, parse};

pub(crate) const LANGUAGES: [Language; 4] =
    [Language::Yaml, Language::Json, Language::JsonWithComments, Language::Toml];

/// Parses a text as each language and checks all spans, questions and edits.
pub(crate) fn check(text: &str) {
    for language in LANGUAGES {
        let file = parse(language, text);
        for problem in &file.problems {
            check_span(&file, problem.span);
            problem.related.into_iter().for_each(|span| check_span(&file, span));
            assert!(!problem.message.is_empty() && !problem.help.is_empty());
        }
        for comment in &file.comments {
            check_span(&file, comment.span);
            assert!(comment.span.of(text).contains(&*comment.text));
        }
        assert!(file.comments.is_sorted_by_key(|comment| comment.span));
        assert!(file.problems.is_sorted_by_key(|problem| problem.span));
        let mut budget = 200;
        for (at, root) in file.documents.iter().enumerate() {
            assert_eq!(root.document as usize, at);
            check_node(&file, root, 0, &mut budget);
        }
    }
}

fn check_span(file: &File, span: Span) {
    assert!(span.start <= span.end);
    assert!(file.text.get(span.range()).is_some(), "{span:?} of {:?}", file.text);
}

fn check_node(file: &File, node: &Node, depth: usize, budget: &mut usize) {
    assert!(depth <= protune_data::MAX_DEPTH + 2);
    check_span(file, node.span);
    check_span(file, node.defined);
    check_scalar(file, node);
    check_order(file, node);
    // Edits search the whole tree, so that a few are all that a large one can afford.
    if *budget > 0 && !node.is_alias() {
        *budget -= 1;
        check_edits(file, node);
    }
    for entry in node.entries() {
        check_span(file, entry.key_span);
        assert_eq!(entry.value.key_span, Some(entry.key_span));
        check_node(file, &entry.value, depth + 1, budget);
    }
    node.items().iter().for_each(|item| check_node(file, item, depth + 1, budget));
}

/// Keys precede their values, and lists and tables hold their parts. TOML can continue a table elsewhere.
fn check_order(file: &File, node: &Node) {
    if file.language == Language::Toml {
        return;
    }
    for entry in node.entries().iter().filter(|entry| !entry.merged) {
        assert!(entry.key_span.end <= entry.value.span.start, "{entry:?} of {:?}", file.text);
        assert!(node.defined.contains(file.extent(entry)), "{node:?} of {:?}", file.text);
    }
    for item in node.items() {
        assert!(node.defined.contains(item.span), "{node:?} of {:?}", file.text);
    }
}

fn check_scalar(file: &File, node: &Node) {
    let Some(text) = node.scalar() else { return };
    if text.len() > 1000 || !file.problems.is_empty() {
        return;
    }
    let mut before = node.defined.start;
    for (at, c) in text.char_indices() {
        let span = file.within(node, at..at + c.len_utf8());
        check_span(file, span);
        assert!(
            node.defined.contains(span) && (c.is_whitespace() || !span.is_empty()),
            "{c:?} of {node:?} in {:?}",
            file.text
        );
        assert!(before <= span.start, "{c:?} of {node:?} in {:?}", file.text);
        before = span.start;
    }
}

/// An edit of a text without problems makes none, and does what it says.
fn check_edits(file: &File, node: &Node) {
    let is_fine = file.problems.is_empty();
    let changed = |edit: &edit::Edit| {
        check_span(file, edit.span);
        let after = parse(file.language, edit.apply(&file.text));
        if is_fine {
            assert!(after.problems.is_empty(), "{edit:?} of {:?} makes {:?}", file.text, after.problems);
        }
        after
    };
    if let Some(edit) = edit::remove(file, node) {
        assert!(changed(&edit).text.len() <= file.text.len() + 2);
    }
    for text in ["x", "a: b #'\"\\\n", ""] {
        let is_text = node.kind() == Kind::Text && node.tag.is_none();
        if let Some(edit) = edit::set_text(file, node, text).filter(|_| is_text) {
            let after = changed(&edit);
            if is_fine && node.style() != Some(protune_data::Style::Literal) {
                let has =
                    any(&after, &mut |node| node.scalar().is_some_and(|it| it.trim_end() == text.trim_end()));
                assert!(has, "{edit:?} in {:?}", file.text);
            }
        }
    }
    if let Some(edit) = edit::insert_after(file, node, "new-key", "1") {
        let after = changed(&edit);
        if is_fine {
            let has = any(&after, &mut |node| node.get("new-key").is_some());
            assert!(has, "{edit:?} in {:?}", file.text);
        }
    }
}

fn any(file: &File, condition: &mut dyn FnMut(&Node) -> bool) -> bool {
    fn walk(node: &Node, condition: &mut dyn FnMut(&Node) -> bool) -> bool {
        condition(node)
            || node.entries().iter().any(|entry| walk(&entry.value, condition))
            || node.items().iter().any(|item| walk(item, condition))
    }
    file.documents.iter().any(|root| walk(root, condition))
}
