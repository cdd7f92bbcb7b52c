//! Views of files, imports and packages.

use super::{Listed, View, line, member};
use crate::house::scene::{self, Element};
use protune_cel::Value;
use protune_compiler::schema::{Edition, FileView, ImportView, MessageView};
use protune_compiler::syntax::ImportKind;

pub(super) const FILE: View = View {
    name: "file",
    title: "A file",
    of: "",
    members: &[
        member("path", "string", "Path that other files import it by.", |s, key| {
            Value::from(s.file(key).name())
        }),
        member("name", "string", "Last part of the path.", |s, key| {
            Value::from(scene::base(s.file(key).name()))
        }),
        member("full_name", "string", "The path.", |s, key| Value::from(s.file(key).name())),
        member("dir", "string", "Path of the folder; empty at a root.", |s, key| {
            Value::from(s.file(key).name().rsplit_once('/').map_or("", |(dir, _)| dir))
        }),
        member("package", "string", "Package; empty if none is declared.", |s, key| {
            Value::from(s.file(key).package())
        }),
        member("syntax", "string", "`proto2`, `proto3` or `editions`.", |s, key| {
            Value::from(match s.file(key).edition() {
                Edition::Proto2 => "proto2",
                Edition::Proto3 => "proto3",
                _ => "editions",
            })
        }),
        member("edition", "string", "Edition, such as `2023`; empty for proto2 and proto3.", |s, key| {
            Value::from(match s.file(key).edition() {
                Edition::E2023 => "2023",
                Edition::E2024 => "2024",
                Edition::E2026 => "2026",
                Edition::Unstable => "unstable",
                _ => "",
            })
        }),
        member("comment", "string", "Comments before the first statement, without their marks.", |s, key| {
            Value::from(scene::header(s.file(key)))
        }),
        member("header", "string", "The same as `comment`.", |s, key| {
            Value::from(scene::header(s.file(key)))
        }),
        member("imports", "list(import)", "Imports, in order of the text.", |s, key| {
            scene::list(s.file(key).imports())
        }),
        member("messages", "list(message)", "Messages that are not nested.", |s, key| {
            scene::list(top_messages(s.file(key)))
        }),
        member("enums", "list(enum)", "Enums that are not nested.", |s, key| {
            scene::list(s.file(key).enums().filter(|it| it.parent().is_none()))
        }),
        member("services", "list(service)", "Services.", |s, key| scene::list(s.file(key).services())),
        member("extensions", "list(field)", "Extensions, nested ones included.", |s, key| {
            scene::list(s.file(key).extensions())
        }),
        member("options", "file options", "Options that are set.", |_, key| {
            Value::Object(const { Listed::named("file options") }.object(key))
        }),
    ],
};

pub(super) const IMPORT: View = View {
    name: "import",
    title: "An import",
    of: "",
    members: &[
        member("path", "string", "Path of the imported file.", |s, key| Value::from(s.import(key).name())),
        member("public", "bool", "Whether it is `import public`.", |s, key| {
            Value::Bool(s.import(key).kind() == ImportKind::Public)
        }),
        member("weak", "bool", "Whether it is `import weak`.", |s, key| {
            Value::Bool(s.import(key).kind() == ImportKind::Weak)
        }),
        member("option", "bool", "Whether it is `import option`.", |s, key| {
            Value::Bool(s.import(key).kind() == ImportKind::Option)
        }),
        member("package", "string", "Package of the imported file; empty if it is missing.", |s, key| {
            Value::from(package(s.import(key)))
        }),
        member("comment", "string", "Comment above it, without `//`.", |s, key| {
            Value::from(Element::Import(s.import(key)).comment())
        }),
        member("trailing_comment", "string", "Comment behind it on its line.", |s, key| {
            Value::from(Element::Import(s.import(key)).trailing_comment())
        }),
        member("line", "int", "Line, from 1.", |s, key| Value::Int(line(Element::Import(s.import(key))))),
        member("file", "file", "File that imports.", |s, key| scene::file(s.file(key))),
    ],
};

pub(super) const PACKAGE: View = View {
    name: "package",
    title: "A package",
    of: "",
    members: &[
        member("name", "string", "Name; empty for files without a package.", |s, key| {
            Value::from(s.package(key).name)
        }),
        member("full_name", "string", "The same.", |s, key| Value::from(s.package(key).name)),
        member("files", "list(file)", "Its files in the module, in order of their paths.", |s, key| {
            Value::list(s.package(key).files.iter().map(|&file| scene::file(file)))
        }),
        member("messages", "list(message)", "Messages of its files that are not nested.", |s, key| {
            let files = s.package(key).files.iter();
            scene::list(files.flat_map(|file| top_messages(*file)))
        }),
        member("enums", "list(enum)", "Enums of its files that are not nested.", |s, key| {
            let files = s.package(key).files.iter();
            scene::list(files.flat_map(|file| file.enums().filter(|it| it.parent().is_none())))
        }),
        member("services", "list(service)", "Services of its files.", |s, key| {
            scene::list(s.package(key).files.iter().flat_map(|file| file.services()))
        }),
        member("extensions", "list(field)", "Extensions of its files.", |s, key| {
            scene::list(s.package(key).files.iter().flat_map(|file| file.extensions()))
        }),
    ],
};

fn top_messages(file: FileView<'_>) -> impl Iterator<Item = MessageView<'_>> {
    file.messages().filter(|it| it.parent().is_none() && !it.is_map_entry())
}

fn package<'s>(import: ImportView<'s>) -> &'s str {
    import.target().map_or("", |file| file.package())
}
