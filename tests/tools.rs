//! Programs that tests run beside ours, and that a machine may lack.

use std::io;
use std::process::{Command, Output};

/// The answer of a program; `None`, with a line that says so, when it is not installed. In CI that fails.
#[expect(clippy::print_stdout, reason = "a test that cannot run says so")]
pub(crate) fn ask(program: &mut Command) -> Option<Output> {
    match program.output() {
        Ok(answer) => Some(answer),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = program.get_program().display();
            assert!(!is_ci(), "{name} is not installed, and CI=true asks for it");
            println!("skipped: {name} is not installed");
            None
        }
        Err(error) => panic!("{}: {error}", program.get_program().display()),
    }
}

fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}
