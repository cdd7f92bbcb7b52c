//! Problems between files: imports, packages, and names that several files declare.

use crate::problem::problems;

problems! {
    pub(crate) enum ImportProblem<'a> {
        "import-not-found": NotFound { name: &'a str, help: String },
            "the imported file `{name}` is not found",
            help "{help}";
        "import-repeated": Repeated { name: &'a str },
            "`{name}` is imported twice",
            help "remove one of the imports";
        "import-cycle": Cycle { way: String },
            "these files import each other: {way}",
            help "move what they share to a separate file";
        "name-in-other-file": NameInOtherFile { name: String, other: &'a str },
            "`{name}` is also declared in `{other}`",
            help "rename one of the two, or move the files to different packages";
    }
}
