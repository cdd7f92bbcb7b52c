//! Links in something that is unpacked: to which of its files they lead. Touches no disk, and follows no link out.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

/// Target of a link.
pub(super) enum Target {
    /// Target of a symbolic link, relative to the folder of the link.
    Relative(PathBuf),
    /// To another name in the same input. Absolute.
    Name(PathBuf),
}

/// Links by their own paths. All paths are absolute, and below the top.
pub(super) type Links = BTreeMap<PathBuf, Target>;

/// Results of following links.
#[derive(Default)]
pub(super) struct Followed {
    /// Files by the names that links give them, each with the file that it is.
    pub(super) names: Vec<(PathBuf, PathBuf)>,
    /// Links that lead out of the input, or in circles.
    pub(super) astray: Vec<PathBuf>,
    /// Links that lead to no file of it.
    pub(super) idle: Vec<PathBuf>,
}

/// So many links stand for one path at most, as on Linux.
const MOST_HOPS: usize = 40;

/// Follows all links. The error is for the user, where they make up more than `most` names.
pub(super) fn follow(
    top: &Path,
    files: &BTreeSet<PathBuf>,
    links: &Links,
    most: usize,
) -> Result<Followed, String> {
    let mut walk = Walk { top, files, links, most, steps: 0, followed: Followed::default() };
    for link in links.keys() {
        match walk.resolve(link) {
            Some(target) => {
                let mut around: Vec<PathBuf> = link.parent().map(Path::to_owned).into_iter().collect();
                if !walk.expand(link, &target, &mut around)? {
                    walk.followed.idle.push(link.clone());
                }
            }
            None => walk.followed.astray.push(link.clone()),
        }
    }
    Ok(walk.followed)
}

struct Walk<'w> {
    top: &'w Path,
    files: &'w BTreeSet<PathBuf>,
    links: &'w Links,
    most: usize,
    steps: usize,
    followed: Followed,
}

impl Walk<'_> {
    /// Adds what is found behind a link by the name that the link gives it. `around` are the folders that it was
    /// found in; one that leads back up adds nothing. Returns whether anything is there.
    fn expand(&mut self, name: &Path, target: &Path, around: &mut Vec<PathBuf>) -> Result<bool, String> {
        self.step()?;
        if self.files.contains(target) {
            self.followed.names.push((name.to_owned(), target.to_owned()));
            return Ok(true);
        }
        if around.iter().any(|folder| folder.starts_with(target)) {
            return Ok(true);
        }
        let mut any = false;
        let renamed = |inner: &Path| inner.strip_prefix(target).map(|below| name.join(below)).ok();
        for file in self.files.range(target.to_owned()..).take_while(|file| file.starts_with(target)) {
            self.step()?;
            any = true;
            self.followed.names.extend(renamed(file).map(|name| (name, file.clone())));
        }
        around.push(target.to_owned());
        let links = self.links;
        for (link, _) in links.range(target.to_owned()..).take_while(|(link, _)| link.starts_with(target)) {
            any = true;
            if let (Some(inner), Some(name)) = (self.resolve(link), renamed(link)) {
                self.expand(&name, &inner, around)?;
            }
        }
        around.pop();
        Ok(any)
    }

    fn step(&mut self) -> Result<(), String> {
        self.steps += 1;
        match self.steps > self.most {
            true => Err(format!("its links make up more than {} files", self.most)),
            false => Ok(()),
        }
    }

    /// The path behind all links on the way; `None` where that leads out of the top, or in circles.
    fn resolve(&self, path: &Path) -> Option<PathBuf> {
        let mut real = self.top.to_owned();
        let mut open: Vec<OsString> = Vec::new();
        push(path.strip_prefix(self.top).ok()?, &mut open)?;
        let mut hops = 0;
        while let Some(part) = open.pop() {
            if part == ".." {
                if real == self.top {
                    return None;
                }
                real.pop();
                continue;
            }
            real.push(part);
            let Some(target) = self.links.get(&real) else { continue };
            hops += 1;
            if hops > MOST_HOPS {
                return None;
            }
            match target {
                Target::Relative(target) => {
                    real.pop();
                    push(target, &mut open)?;
                }
                Target::Name(target) => {
                    real = self.top.to_owned();
                    push(target.strip_prefix(self.top).ok()?, &mut open)?;
                }
            }
        }
        Some(real)
    }
}

/// Lays the parts of a path on what is still to be walked, the first on top; `None` for an absolute one.
fn push(path: &Path, open: &mut Vec<OsString>) -> Option<()> {
    for part in path.components().rev() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => open.push("..".into()),
            Component::Normal(part) => open.push(part.to_owned()),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names that links give, each with its file, and the links that lead astray.
    fn followed(files: &[&str], links: &[(&str, &str)]) -> Result<(Vec<String>, Vec<String>), String> {
        let top = Path::new("/t");
        let files: BTreeSet<PathBuf> = files.iter().map(|file| top.join(file)).collect();
        let link = |&(path, target): &(&str, &str)| (top.join(path), Target::Relative(target.into()));
        let links: Links = links.iter().map(link).collect();
        let Followed { names, astray, idle } = follow(top, &files, &links, 100)?;
        let shown = |path: &PathBuf| path.strip_prefix(top).unwrap().display().to_string();
        let names = names.iter().map(|(name, file)| format!("{} {}", shown(name), shown(file)));
        Ok((names.collect(), astray.iter().chain(&idle).map(shown).collect()))
    }

    #[test]
    fn links_lead_to_files_and_folders() {
        let (names, astray) = followed(
            &["s/v1/c.proto", "s/d.proto"],
            &[("p/common", "../s"), ("p/one.proto", "common/d.proto"), ("p/two.proto", "one.proto")],
        )
        .unwrap();
        let expected = [
            "p/common/d.proto s/d.proto",
            "p/common/v1/c.proto s/v1/c.proto",
            "p/one.proto s/d.proto",
            "p/two.proto s/d.proto",
        ];
        assert_eq!((names, astray), (expected.map(str::to_owned).to_vec(), Vec::new()));
    }

    #[test]
    fn links_in_linked_folders_are_followed() {
        let (names, _) = followed(&["a/x.proto", "b/y.proto"], &[("a/b", "../b"), ("c", "a")]).unwrap();
        let expected = ["a/b/y.proto b/y.proto", "c/x.proto a/x.proto", "c/b/y.proto b/y.proto"];
        assert_eq!(names, expected);
    }

    #[test]
    fn circles_and_ways_out_add_nothing() {
        let links = [("a/up", ".."), ("a/self", "."), ("o", "../x"), ("e", "/etc"), ("l", "m"), ("m", "l")];
        let (names, astray) = followed(&["a/x.proto"], &links).unwrap();
        assert_eq!((names.len(), astray), (0, ["e", "l", "m", "o"].map(str::to_owned).to_vec()));
        let (_, astray) = followed(&["a/x.proto"], &[("n.proto", "a/none.proto")]).unwrap();
        assert_eq!(astray, ["n.proto"]);
    }

    #[test]
    fn links_do_not_multiply_without_end() {
        let names: Vec<(String, String)> = (0..20)
            .flat_map(|at| ["a", "b"].map(|side| (format!("d{at}/{side}"), format!("../d{}", at + 1))))
            .collect();
        let links: Vec<(&str, &str)> = names.iter().map(|(name, to)| (&**name, &**to)).collect();
        assert_eq!(
            followed(&["d20/x.proto"], &links).err().unwrap(),
            "its links make up more than 100 files"
        );
    }
}
