//! Problems with names that refer to something.

use crate::problem::problems;

problems! {
    pub(crate) enum ReferenceProblem<'a> {
        "name-not-imported": NotImported { name: String, file: &'a str },
            "`{name}` is declared in `{file}`, which is not imported",
            help "add `import \"{file}\";`";
        "name-shadowed": Shadowed { name: &'a str, inner: &'a str },
            "`{name}` is not defined: its first part refers to `{inner}` here",
            help "write `.{name}` to start in the outermost scope";
        "name-unknown": Unknown { name: &'a str, help: String },
            "`{name}` is not defined",
            help "{help}";
        "type-is-scalar": Scalar { role: &'a str, scalar: &'a str },
            "{role} is the scalar type `{scalar}`, not a message",
            help "wrap it in a message";
        "type-of-wrong-kind": WrongKind { role: &'a str, found: &'a str, wanted: &'a str },
            "{role} is {found}, not {wanted}";
    }
}
