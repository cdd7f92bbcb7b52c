//! Needs of a rule that looks at a whole module: which other files decide what it finds in one of them.
//! Finds no file.

/// Files of a module that decide what a rule finds in one file, besides that file and everything it imports.
/// What the rule finds in any other file may be wrong when only these are there.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Needs {
    /// Files that name the same package.
    pub package: bool,
    /// Files in the same directory.
    pub directory: bool,
    /// Files of the packages that the file's package imports, directly or not, and that import it in turn.
    pub cycles: bool,
    /// Files with RPCs that take or return a message that an RPC of the file takes or returns.
    pub rpcs: bool,
}

impl Needs {
    /// The imports, and nothing else.
    pub const IMPORTS: Needs = Needs { package: false, directory: false, cycles: false, rpcs: false };
    pub const PACKAGE: Needs = Needs { package: true, ..Needs::IMPORTS };
    pub const DIRECTORY: Needs = Needs { directory: true, ..Needs::IMPORTS };
    pub const CYCLES: Needs = Needs { cycles: true, ..Needs::IMPORTS };
    pub const RPCS: Needs = Needs { rpcs: true, ..Needs::IMPORTS };

    /// Needs of two rules together.
    pub fn and(self, other: Needs) -> Needs {
        Needs {
            package: self.package || other.package,
            directory: self.directory || other.directory,
            cycles: self.cycles || other.cycles,
            rpcs: self.rpcs || other.rpcs,
        }
    }
}
