//! Pages of house rules in `fixtures/house`: `protune rules test` passes each of them.

use crate::transcript::binary::{FIXTURES, protune};
use libtest_mimic::{Failed, Trial};
use std::path::Path;

pub(crate) fn trials() -> Vec<Trial> {
    let folder = Path::new(FIXTURES).join("house");
    let entries = std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut pages: Vec<_> = entries.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.sort();
    let trial = |page: std::path::PathBuf| {
        let name = format!("house::{}", page.file_name().expect("a name").to_string_lossy());
        Trial::test(name, move || passes(&page))
    };
    pages.into_iter().map(trial).collect()
}

fn passes(page: &Path) -> Result<(), Failed> {
    let answer = protune(Path::new(FIXTURES)).args(["rules", "test"]).arg(page).output()?;
    let told = [answer.stdout, answer.stderr].map(|out| String::from_utf8_lossy(&out).into_owned()).concat();
    // A page that shows no failure proves nothing.
    let shows = told.starts_with("ok ") && !told.contains(" 0 failing") && !told.contains(" 0 passing");
    if answer.status.success() && shows { Ok(()) } else { Err(told.into()) }
}
