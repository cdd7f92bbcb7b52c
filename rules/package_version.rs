//! Version at the end of a package name, and the stability that it states. The format agrees with buf, so the same names
//! pass. Checks nothing itself.

/// Stability that the version of a package promises to its users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stability {
    /// `v1`
    Stable,
    /// `v1alpha`, `v1alpha2`, `v1p1alpha2`
    Alpha,
    /// `v1beta`, `v1beta2`, `v1p1beta2`
    Beta,
    /// `v1test`, with any suffix
    Test,
}

/// Stability stated by the last part of a package name; `None` if it is not a version, or is the only part.
pub(crate) fn stability(package: &str) -> Option<Stability> {
    let (_, last) = package.rsplit_once('.')?;
    let version = last.strip_prefix('v')?;
    if let Some((major, _)) = version.split_once("test") {
        return is_number(major).then_some(Stability::Test);
    }
    for (word, stability) in [("alpha", Stability::Alpha), ("beta", Stability::Beta)] {
        if let Some((numbers, minor)) = version.split_once(word) {
            let (major, patch) =
                numbers.split_once('p').map_or((numbers, "1"), |(major, patch)| (major, patch));
            let is_version = is_number(major) && is_number(patch) && (minor.is_empty() || is_number(minor));
            return is_version.then_some(stability);
        }
    }
    is_number(version).then_some(Stability::Stable)
}

/// Returns whether the package name states that the package may change.
pub fn is_unstable_package(package: &str) -> bool {
    stability(package).is_some_and(|stability| stability != Stability::Stable)
}

/// Returns whether the text is a number from 1 on, with any leading zeros.
fn is_number(text: &str) -> bool {
    text.parse::<i32>().is_ok_and(|number| number >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let cases = [
            (Stability::Stable, "v1 v10 v01 v2147483647"),
            (Stability::Alpha, "v1alpha v1alpha2 v1p1alpha v1p1alpha1 v1alpha01"),
            (Stability::Beta, "v1beta v1beta1 v1p1beta v12p3beta45"),
            (Stability::Test, "v1test v1testing v1test_cats v1test1beta v1testtest"),
        ];
        for (wanted, versions) in cases {
            for version in versions.split(' ') {
                assert_eq!(stability(&format!("pets.{version}")), Some(wanted), "of {version}");
            }
        }
    }

    #[test]
    fn what_is_no_version() {
        let none = "v V1 x1 v0 v0test v1p1 v1p1test v1_ v_1 v1main valpha v1palpha v1p0alpha v1p1p1alpha \
                    v1alpha0 v1alpha1p1 v1alphabeta v1betaalpha v1alphatest v1alphaalpha v2147483648";
        for version in none.split_whitespace() {
            assert_eq!(stability(&format!("pets.{version}")), None, "of {version}");
        }
        assert_eq!(stability("v1"), None);
        assert_eq!(stability("pets.v1.cats"), None);
        assert_eq!(stability(""), None);
    }
}
