//! Lists of names in messages, which stay short for any number of names.

const MOST: usize = 3;

/// `a`, `b` and `c`, each in backticks; of more than a few names, the first ones and the number of others. A text for
/// something without a name, such as `no value`, comes last.
pub(crate) fn listed(names: &[&str], nameless: Option<&str>, conjunction: &str) -> String {
    let mut words: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        words.push(format!("{} more", names.len() - MOST));
    }
    words.extend(nameless.map(str::to_owned));
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_stay_short() {
        assert_eq!(listed(&["a"], None, "and"), "`a`");
        assert_eq!(listed(&["a", "b"], None, "or"), "`a` or `b`");
        assert_eq!(listed(&["a", "b"], Some("no value"), "and"), "`a`, `b` and no value");
        assert_eq!(listed(&["a", "b", "c"], None, "and"), "`a`, `b` and `c`");
        assert_eq!(listed(&["a", "b", "c", "d", "e"], Some("none"), "or"), "`a`, `b`, `c`, 2 more or none");
    }
}
