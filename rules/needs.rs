//! Needs of a rule that checks a whole module: the other files that affect its findings in one file. Does not find the
//! files itself.

/// Files of a module that affect the findings of a rule in one file, besides that file and everything it imports.
/// If only these files are loaded, findings in other files may be wrong.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Needs {
    /// Files of the same package.
    pub package: bool,
    /// Files in the same directory.
    pub directory: bool,
    /// Files of the packages that the file's package imports, directly or not, and that import it in turn.
    pub cycles: bool,
    /// Files with RPCs that take or return a message that an RPC of the file takes or returns.
    pub rpcs: bool,
    /// Files that import the file, directly or not, with everything they import.
    pub importers: bool,
    /// No more files, but more of those that the file imports than the compiler reads of them: comments, places, RPCs.
    /// A change of these affects the file.
    pub details: bool,
    /// All files of the module, with everything they import.
    pub module: bool,
}

impl Needs {
    /// Imports only.
    pub const IMPORTS: Needs = Needs {
        package: false,
        directory: false,
        cycles: false,
        rpcs: false,
        importers: false,
        details: false,
        module: false,
    };
    pub const PACKAGE: Needs = Needs { package: true, ..Needs::IMPORTS };
    pub const DIRECTORY: Needs = Needs { directory: true, ..Needs::IMPORTS };
    pub const CYCLES: Needs = Needs { cycles: true, ..Needs::IMPORTS };
    pub const RPCS: Needs = Needs { rpcs: true, ..Needs::IMPORTS };
    pub const IMPORTERS: Needs = Needs { importers: true, ..Needs::IMPORTS };
    pub const DETAILS: Needs = Needs { details: true, ..Needs::IMPORTS };
    pub const MODULE: Needs = Needs { module: true, ..Needs::IMPORTS };

    /// Combined needs of two rules.
    pub fn and(self, other: Needs) -> Needs {
        Needs {
            package: self.package || other.package,
            directory: self.directory || other.directory,
            cycles: self.cycles || other.cycles,
            rpcs: self.rpcs || other.rpcs,
            importers: self.importers || other.importers,
            details: self.details || other.details,
            module: self.module || other.module,
        }
    }
}
