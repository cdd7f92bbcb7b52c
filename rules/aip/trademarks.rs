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
    for (at, pair) in comment.as_bytes().windows(2).enumerate() {
        if !begins_name([pair[0], pair[1]]) || comment[..at].ends_with(is_of_word) {
            continue;
        }
        for (right, wrong) in NAMES.iter().flat_map(|(right, all)| all.iter().map(|wrong| (*right, *wrong))) {
            if wrong.as_bytes().starts_with(pair)
                && name_at(comment, at, wrong).is_some()
                && !found.contains(&(right, wrong))
            {
                found.push((right, wrong));
            }
        }
    }
    found
}

/// Returns whether a wrong spelling begins with these bytes. Few words do.
fn begins_name(pair: [u8; 2]) -> bool {
    match pair[0] {
        b'A' => matches!(pair[1], b'S' | b'p'),
        b'B' => matches!(pair[1], b'Q' | b'i'),
        b'C' => matches!(pair[1], b'D' | b'S' | b'l'),
        b'D' => matches!(pair[1], b'a' | b'i'),
        b'G' => matches!(pair[1], b'-' | b'A' | b'C' | b'S' | b'i'),
        b'P' => pair[1] == b'u',
        b'S' => pair[1] == b't',
        b'b' => pair[1] == b'q',
        b'c' => matches!(pair[1], b'd' | b's'),
        b'g' => matches!(pair[1], b'S' | b'a' | b'c'),
        _ => false,
    }
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
    fn all_names_are_looked_for() {
        for wrong in NAMES.iter().flat_map(|(_, all)| all.iter()) {
            assert!(misspelled(&format!("(é{wrong})")).iter().any(|(_, found)| found == wrong), "{wrong}");
        }
    }

    #[test]
    fn whole_words_in_any_line() {
        let comment = "Writes to GCS and\nto Big\n  Query. GCSX, BigQuery.";
        assert_eq!(misspelled(comment), [("Cloud Storage", "GCS"), ("BigQuery", "Big Query")]);
        assert_eq!(occurrences("GCS GCS_ aGCS GCS.", "GCS"), [0..3, 14..17]);
    }
}
