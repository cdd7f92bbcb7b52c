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

/// Right and wrong spellings of the names that a comment misspells.
pub(crate) fn misspelled(comment: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = NAMES.iter().flat_map(|(right, wrong)| wrong.iter().map(|wrong| (*right, *wrong)));
    all.filter(|(_, wrong)| !occurrences(comment, wrong).is_empty())
}

/// Places of a name in a text, as words of their own. A space matches the end of a line too.
pub(crate) fn occurrences(text: &str, name: &str) -> Vec<Range<usize>> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let first = name.split(' ').next().unwrap_or_default();
    let starts = text.match_indices(first).map(|(at, _)| at);
    starts
        .filter(|&at| !text[..at].ends_with(is_word))
        .filter_map(|at| Some(at..at + matched(&text[at..], name)?))
        .filter(|range| !text[range.end..].starts_with(is_word))
        .collect()
}

/// Length of the name at the start of a text.
fn matched(text: &str, name: &str) -> Option<usize> {
    let mut rest = text;
    for (at, word) in name.split(' ').enumerate() {
        if at > 0 {
            rest = rest.strip_prefix(char::is_whitespace)?;
        }
        rest = rest.strip_prefix(word)?;
    }
    Some(text.len() - rest.len())
}
