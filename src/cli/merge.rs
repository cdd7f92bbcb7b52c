//! `protune profile merge`: merges profiles. Holds the flags of the command, and reads and writes profiles.

use super::{Exit, Terminal, output, terminal};
use crate::report::{self, visible};
use crate::{bounded, messages};
use protune_wire::profile::Profile;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Merge profiles of one schema, or of versions of it that only add fields; the result does not depend on order and
/// grouping.
#[derive(clap::Args)]
pub(super) struct Merge {
    /// Profile written by `protune profile`.
    #[arg(value_name = "PROFILE", required = true)]
    profiles: Vec<PathBuf>,
    /// Count each partition once: skip profiles of partitions that others count, such as those of repeated tasks.
    #[arg(long)]
    distinct: bool,
    /// File for the profile, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Profile, and the file that it was read from.
type Named = (PathBuf, Profile);

pub(super) fn run(args: &Merge, terminal: &Terminal) -> Exit {
    let read = |path: &PathBuf| Ok((path.clone(), read(path)?));
    let profiles = args.profiles.iter().map(read).collect::<Result<Vec<Named>, String>>();
    let profiles = profiles.and_then(|all| if args.distinct { distinct(all) } else { Ok(all) });
    let profiles = match profiles {
        Ok(profiles) => profiles,
        Err(problem) => return terminal.fail(problem),
    };
    if let Some((partition, one, other)) = counted_twice(&profiles) {
        terminal.warn(format_args!(
            "partition `{}` is counted twice, in {} and {}; --distinct counts it once",
            visible(partition),
            one.display(),
            other.display()
        ));
    }
    let sealed = profiles.iter().find(|(_, profile)| profile.sealed && profiles.len() > 1);
    if let Some((path, _)) = sealed {
        return terminal.fail(format_args!(
            "cannot merge {}: it is sealed; merge profiles first, and seal the result",
            path.display()
        ));
    }
    let has_key = profiles.iter().any(|(_, profile)| profile.key.is_some());
    let mut profiles = profiles.into_iter();
    let Some((_, mut merged)) = profiles.next() else { return Exit::Clean };
    for (path, profile) in profiles {
        if let Err(problem) = merged.merge(&profile) {
            return terminal.fail(format_args!("cannot merge {}: {problem}", path.display()));
        }
    }
    if has_key && merged.key.is_none() {
        terminal.warn(
            "the profiles have different keys, or some have none: counts of single values are left out, which need one \
             key for all",
        );
    }
    put(&merged, &args.output, terminal).err().unwrap_or(Exit::Clean)
}

/// The first partition of several profiles.
fn counted_twice(profiles: &[Named]) -> Option<(&str, &Path, &Path)> {
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    for (path, profile) in profiles {
        for partition in &profile.partitions {
            if let Some(other) = seen.insert(partition, path) {
                return Some((partition, other, path));
            }
        }
    }
    None
}

/// Leaves out profiles whose partitions are in others. The largest count first, so the order of the profiles does not
/// matter. The error is for the user.
fn distinct(mut profiles: Vec<Named>) -> Result<Vec<Named>, String> {
    profiles.sort_by_cached_key(|(_, profile)| {
        (Reverse(profile.partitions.len()), profile.partitions.clone(), profile.encode())
    });
    let count = profiles.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<Named> = Vec::new();
    for (path, profile) in profiles {
        if profile.partitions.is_empty() && profile.messages > 0 {
            return Err(format!(
                "{} has no partition: name it with `protune profile --partition`",
                path.display()
            ));
        }
        let known: Vec<&usize> = profile.partitions.iter().filter_map(|it| seen.get(it)).collect();
        let other = known.first().map(|&&at| &kept[at]);
        match other {
            Some((other, same)) if same.partitions == profile.partitions && *same != profile => {
                return Err(format!(
                    "{} and {} are of the same partition, and differ",
                    other.display(),
                    path.display()
                ));
            }
            Some((other, _)) if known.len() < profile.partitions.len() => {
                return Err(format!(
                    "{} and {} have some partitions in common, and cannot be separated",
                    other.display(),
                    path.display()
                ));
            }
            Some(_) => {}
            None => {
                seen.extend(profile.partitions.iter().map(|it| (it.clone(), kept.len())));
                kept.push((path, profile));
            }
        }
    }
    if kept.len() < count {
        let skipped = report::count(count - kept.len(), "profile");
        terminal::tell(format_args!("skipped {skipped} of partitions that others count"));
    }
    Ok(kept)
}

/// A profile from a file. The error is for the user.
pub(super) fn read(path: &Path) -> Result<Profile, String> {
    let told = |why: String| format!("cannot read {}: {why}", path.display());
    let bytes = if path == Path::new("-") { bounded::stream(io::stdin()) } else { bounded::file(path) };
    let bytes = bytes.map_err(|error| told(messages::reason(&error)))?;
    Profile::decode(&bytes).map_err(|why| told(why.to_string()))
}

pub(super) fn put(profile: &Profile, path: &Path, terminal: &Terminal) -> Result<(), Exit> {
    let bytes = profile.encode();
    let fill = |out: &mut dyn io::Write| out.write_all(&bytes);
    let is_standard_output = path == Path::new("-");
    match if is_standard_output { terminal.write(fill) } else { output::put(path, fill, terminal) } {
        Exit::Clean => Ok(()),
        exit => Err(exit),
    }
}
