//! Fixes of files on the disk: loads and lints them round after round, and asks protox for a second opinion. What is
//! fixed is for the engine to decide; writes no file.

mod maps;
mod second;

use crate::workspace::Scope;
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_engine::Workspace;
use protune_engine::fix::{self, Fixed, Stopped};

/// Loads a scope and finds what is to be fixed. The error is for the user.
pub type Lint<'l> = &'l dyn Fn(&Scope) -> Result<(Workspace, Vec<Diagnostic>), String>;

/// Makes all fixes that are at most as unsafe as `limit`, but for those with which a file would not compile any
/// more.
pub fn run(scope: &mut Scope, lint: Lint<'_>, limit: Safety, rounds: usize) -> Result<Fixed, Stopped> {
    let mut with_texts = |texts: &mut _| {
        std::mem::swap(&mut scope.texts, texts);
        let linted = lint(scope);
        std::mem::swap(&mut scope.texts, texts);
        linted
    };
    fix::run(&mut with_texts, limit, rounds, &second::agrees)
}
