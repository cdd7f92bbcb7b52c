//! Lists of rooms. A room is a file that holds all there is to know of one thing, such as an output format, in one
//! static; a list declares the files and names each once.

/// Declares modules, and the list of the statics of one name that they hold. `cargo fmt` does not see modules that a
/// macro declares, so `.ci/format` names them.
macro_rules! rooms {
    ($(#[$about:meta])* $seen:vis static $list:ident: [&$of:ty] = $room:ident of { $($module:ident,)* }) => {
        $(mod $module;)*

        $(#[$about])*
        $seen static $list: &[&$of] = &[$(&$module::$room,)*];
    };
}

pub(crate) use rooms;
