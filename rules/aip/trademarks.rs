//! Names of products that comments often misspell.

use std::ops::Range;

/// Right spellings, each with wrong ones.
const NAMES: &[(&str, &[&str])] = &[
    ("App Engine", &["GAE", "gae", "AppEngine", "App engine"]),
    ("BigQuery", &["Bigquery", "Big Query", "BQ"]),
    ("BigQuery ML", &["BQML", "bqml"]),
    ("Bigtable", &["BigTable", "Big Table", "Big table"]),
    ("Bitbucket", &["BitBucket", "Bit Bucket"]),
    ("Cloud Storage", &["GCS", "gcs"]),
    ("Compute Engine", &["GCE", "gce"]),
    ("Dataflow", &["Data Flow", "Data flow", "DataFlow"]),
    ("Dataprep", &["Data Prep", "Data prep", "DataPrep"]),
    ("Dialogflow", &["DialogFlow", "Dialog Flow", "Dialog flow"]),
    ("Directory Sync", &["GCDS", "CDS", "gcds", "cds", "DirectorySync"]),
    ("GitHub", &["Github", "Git Hub"]),
    ("GitLab", &["Gitlab", "Git Lab"]),
    ("G Suite", &["GSuite", "G-Suite", "gSuite"]),
    ("Pub/Sub", &["PubSub", "Pubsub", "Cloud Pub/Sub"]),
    ("Service Mesh", &["ASM", "CSM", "GCSM", "csm", "gcsm"]),
    ("Stack Overflow", &["StackOverflow"]),
];

/// Right and wrong spellings of the names that a comment misspells, each once.
pub(crate) fn misspelled(comment: &str) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    let mut previous = ' ';
    for (at, c) in comment.char_indices() {
        let begins_word = is_of_word(c) && !is_of_word(previous);
        previous = c;
        // No name begins with another letter.
        if !begins_word || !matches!(c, 'A'..='D' | 'G' | 'P' | 'S' | 'b' | 'c' | 'g') {
            continue;
        }
        for (right, wrong) in NAMES.iter().flat_map(|(right, all)| all.iter().map(|wrong| (*right, *wrong))) {
            if wrong.starts_with(c)
                && name_at(comment, at, wrong).is_some()
                && !found.contains(&(right, wrong))
            {
                found.push((right, wrong));
            }
        }
    }
    found
}

fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Range of a name that begins at a byte of a text, and ends a word.
fn name_at(text: &str, at: usize, name: &str) -> Option<Range<usize>> {
    let range = at..at + matched(&text[at..], name)?;
    (!text[range.end..].starts_with(is_of_word)).then_some(range)
}

/// Places of a name in a text, as words of their own. A space matches any blanks, and the end of a line too.
pub(crate) fn occurrences(text: &str, name: &str) -> Vec<Range<usize>> {
    let first = name.split(' ').next().unwrap_or_default();
    let starts = text.match_indices(first).map(|(at, _)| at);
    let at_words = starts.filter(|&at| !text[..at].ends_with(is_of_word));
    at_words.filter_map(|at| name_at(text, at, name)).collect()
}

/// Length of the name at the start of a text.
fn matched(text: &str, name: &str) -> Option<usize> {
    let mut rest = text;
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            let word = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
            rest = Some(word).filter(|word| word.len() < rest.len())?;
        }
        rest = rest.strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_in_any_line() {
        let comment = "Writes to GCS and\nto Big\n  Query. GCSX, BigQuery.";
        assert_eq!(misspelled(comment), [("Cloud Storage", "GCS"), ("BigQuery", "Big Query")]);
        assert_eq!(occurrences("GCS GCS_ aGCS GCS.", "GCS"), [0..3, 14..17]);
    }
}
