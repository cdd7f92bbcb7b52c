//! Programs that tests run beside ours, and that a machine may lack.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::{Command, Output};

/// The answer of a program; `None`, with a line that says so, when it is not installed. In CI that fails.
pub(crate) fn ask(program: &mut Command) -> Option<Output> {
    match program.output() {
        Ok(answer) => Some(answer),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            missing(&program.get_program().display());
            None
        }
        Err(error) => panic!("{}: {error}", program.get_program().display()),
    }
}

/// Reports that a test is skipped because what it needs is not installed. In CI that fails.
pub(crate) fn missing(name: &dyn Display) {
    assert!(!is_ci(), "{name} is not installed, and CI=true asks for it");
    // Not captured, unlike what `println` writes.
    writeln!(io::stderr(), "skipped: {name} is not installed").expect("stderr can be written");
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}
