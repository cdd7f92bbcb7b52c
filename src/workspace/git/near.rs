//! Branches and tags that a mistyped name may have meant.

use super::{Repository, rows};
use protune_compiler::near::nearest;

/// Folders of branches and tags, the nearest to the user first.
const PLACES: [&str; 3] = ["refs/heads/", "refs/tags/", "refs/remotes/"];

/// Names that default branches have. Whoever writes one may mean the other.
const DEFAULT_BRANCHES: [&str; 2] = ["main", "master"];

impl Repository {
    /// Words that follow a name that git does not know: another name that may have been meant, if there is one.
    pub(in super::super) fn did_you_mean(&self, name: &str) -> String {
        // Marks behind the name lead from its commit to others.
        let end = name.find(['~', '^', ':', '@']).unwrap_or(name.len());
        let (name, marks) = name.split_at(end);
        let is_known = || self.run(["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
        if !marks.is_empty() && is_known().is_ok_and(|answer| answer.status.success()) {
            return String::new();
        }
        let listed = self.run(["for-each-ref", "--format=%(refname)%00", PLACES[0], PLACES[1], PLACES[2]]);
        let listed = listed.map(|answer| answer.stdout).unwrap_or_default();
        let known: Vec<String> =
            rows(&listed).map(|row| String::from_utf8_lossy(row).trim().to_owned()).collect();
        match meant(name, &known) {
            Some(meant) => format!("; did you mean `{meant}{marks}`?"),
            None => String::new(),
        }
    }
}

/// The name that is meant, among full names of refs.
fn meant<'k>(name: &str, known: &'k [String]) -> Option<&'k str> {
    let below = |place: &'static str| known.iter().filter_map(move |known| known.strip_prefix(place));
    let names = || PLACES.into_iter().flat_map(below).filter(|known| !known.ends_with("/HEAD"));
    // A clone of one branch has the others only as they are at its remote.
    let at_remote = |wanted: &str| {
        let of_remote = |known: &&str| known.split_once('/').is_some_and(|(_, branch)| branch == wanted);
        below(PLACES[2]).find(of_remote)
    };
    let other_default = || {
        let at = DEFAULT_BRANCHES.iter().position(|known| *known == name)?;
        let other = DEFAULT_BRANCHES[1 - at];
        names().find(|known| *known == other).or_else(|| at_remote(other))
    };
    let near_at_remote = || {
        let branches = below(PLACES[2]).filter_map(|known| known.split_once('/')).map(|(_, branch)| branch);
        nearest(name, branches.filter(|branch| *branch != "HEAD")).and_then(at_remote)
    };
    at_remote(name).or_else(other_default).or_else(|| nearest(name, names())).or_else(near_at_remote)
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn the_nearest_name_is_meant() {
        let refs = |names: &[&str]| names.iter().map(|name| format!("refs/{name}")).collect::<Vec<_>>();
        let known = refs(&[
            "heads/main",
            "heads/feature/ferry",
            "tags/v1.2.0",
            "remotes/origin/HEAD",
            "remotes/origin/release",
        ]);
        let told = |name: &str| meant(name, &known);
        assert_eq!(told("mian"), Some("main"));
        assert_eq!(told("master"), Some("main"));
        assert_eq!(told("feature/fery"), Some("feature/ferry"));
        assert_eq!(told("v1.2"), Some("v1.2.0"));
        assert_eq!(told("release"), Some("origin/release"));
        assert_eq!(told("relaese"), Some("origin/release"));
        assert_eq!(told("nowhere"), None);
        assert_eq!(meant("main", &refs(&["remotes/upstream/master"])), Some("upstream/master"));
    }
}
