//! Messages, enums, extensions and services that are gone from their file, or from their package.

use super::names::FullName;
use super::place::{of_gone, of_gone_from_package};
use super::{Pair, place};
use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::*;
use protune_compiler::text::Span;

/// Kind of declaration that can be deleted.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Message,
    Enum,
    Extension,
    Service,
}

/// A declaration of any kind.
pub(super) struct Declared<'s> {
    pub(super) name: &'s str,
    pub(super) file: FileView<'s>,
    pub(super) name_span: Span,
    /// The message that it stands in.
    pub(super) scope: Option<MessageView<'s>>,
    /// Change that its deletion amounts to.
    gone: Change,
}

/// Reports declarations that are no longer in their file.
pub(crate) fn from_files(cx: &PairContext<'_>, kind: Kind, out: &mut Findings) {
    for both in &cx.pair.files {
        for gone in kind.declared(both.before) {
            let now = kind.find(cx.pair, &gone, both.after);
            if now.as_ref().is_some_and(|now| now.file.id == both.after.id) {
                continue;
            }
            let (noun, short) = (kind.noun(), gone.nested_name());
            let message = format!("{noun} `{short}` was deleted from this file");
            let finding = cx.finding(of_gone(cx.pair, both.before, gone.scope), message);
            out.push(match now {
                Some(now) => Change::Generated
                    .effects()
                    .tell(finding, "generated code is included or imported by file; move it back")
                    .label(now.file.place(now.name_span), "it is now declared here"),
                None => told(finding, &gone),
            });
        }
    }
}

/// Reports declarations that are no longer in their package. For a deleted package, another rule reports the
/// whole.
pub(crate) fn from_packages(cx: &PairContext<'_>, kind: Kind, out: &mut Findings) {
    for &file in cx.pair.changed_files() {
        if !cx.pair.has_package(file.package()) {
            continue;
        }
        for gone in kind.declared(file) {
            if kind.find(cx.pair, &gone, file).is_some_and(|now| now.file.package() == file.package()) {
                continue;
            }
            let (noun, short) = (kind.noun(), gone.nested_name());
            let whose = match file.package() {
                "" => "the files without a package".to_owned(),
                package => format!("package `{package}`"),
            };
            let message = format!("{noun} `{short}` was deleted from {whose}");
            let finding = cx.finding(of_gone_from_package(cx.pair, file, gone.scope), message);
            out.push(told(finding, &gone));
        }
    }
}

/// A declaration of the old side that the new one does not have anywhere.
pub(crate) struct Missing {
    pub(crate) noun: &'static str,
    pub(crate) full_name: String,
    /// The package on the new side, or else the file of the old one.
    pub(crate) place: Place,
    /// Name on the old side.
    pub(crate) label: Place,
    pub(crate) effects: Effects,
}

/// Returns the declarations of a kind that the new side does not have anywhere, without those inside of such messages.
pub(crate) fn missing(pair: &Pair<'_>, kind: Kind) -> Vec<Missing> {
    let mut out = Vec::new();
    for &file in pair.changed_files() {
        for gone in kind.written(file) {
            let is_inside = gone.scope.is_some_and(|scope| pair.message_after(scope).is_none());
            if is_inside || kind.find(pair, &gone, file).is_some() {
                continue;
            }
            let mut after = pair.changed_files_after().iter();
            let package = after.find(|after| after.package() == file.package());
            let place = match gone.scope.and_then(|scope| pair.message_after(scope)) {
                Some(scope) => place::of_message(scope),
                None => package.map_or_else(|| gone.file.place(gone.name_span), |&file| place::of_head(file)),
            };
            let full_name = match file.package() {
                "" => gone.nested_name(),
                package => format!("{package}.{}", gone.nested_name()),
            };
            let (label, effects) = (gone.file.place(gone.name_span), gone.gone.effects());
            out.push(Missing { noun: kind.noun(), full_name, place, label, effects });
        }
    }
    out
}

fn told(finding: Diagnostic, gone: &Declared<'_>) -> Diagnostic {
    let advice = match gone.gone {
        Change::FieldDeleted { .. } => "restore it with `deprecated = true`",
        _ => "restore it with `option deprecated = true`",
    };
    gone.gone.effects().tell(finding, advice).label(gone.file.place(gone.name_span), "it was declared here")
}

/// Returns the effects of deleting a file of the old side, or of moving it to another package: all its
/// declarations that are no longer in their package are deleted with it.
pub(crate) fn of_file(pair: &Pair<'_>, file: FileView<'_>) -> Effects {
    let all = [Kind::Message, Kind::Enum, Kind::Extension, Kind::Service];
    let declared = all.into_iter().flat_map(|kind| kind.declared(file).into_iter().map(move |it| (kind, it)));
    let is_gone = |kind: Kind, it: &Declared<'_>| {
        kind.find(pair, it, file).is_none_or(|now| now.file.package() != file.package())
    };
    let gone = declared.filter(|(kind, it)| is_gone(*kind, it)).map(|(_, it)| it.gone.effects());
    Change::Generated.effects().and(gone.collect())
}

impl Kind {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Kind::Message => "message",
            Kind::Enum => "enum",
            Kind::Extension => "extension",
            Kind::Service => "service",
        }
    }

    /// Returns the change that an addition amounts to.
    pub(super) fn added(self) -> Change {
        match self {
            Kind::Extension => Change::FieldAdded { is_required: false },
            Kind::Message | Kind::Enum | Kind::Service => Change::Unfelt,
        }
    }

    pub(super) fn declared<'s>(self, file: FileView<'s>) -> Vec<Declared<'s>> {
        match self {
            Kind::Message => file.messages().map(message).collect(),
            Kind::Enum => file.enums().map(enumeration).collect(),
            Kind::Extension => file.extensions().map(extension).collect(),
            Kind::Service => file.services().map(service).collect(),
        }
    }

    /// Does the same as [`Kind::declared`], without the entries of maps, which nobody wrote.
    pub(super) fn written<'s>(self, file: FileView<'s>) -> Vec<Declared<'s>> {
        match self {
            Kind::Message => file.messages().filter(|it| !it.is_map_entry()).map(message).collect(),
            _ => self.declared(file),
        }
    }

    /// Finds the declaration of the new side that has the same place in the package of this file as the old
    /// one had in its own.
    fn find<'s>(self, pair: &Pair<'s>, gone: &Declared<'_>, file: FileView<'_>) -> Option<Declared<'s>> {
        let name = pair.full_name(file, gone.scope, gone.name)?;
        match self {
            Kind::Message => pair.after.messages.get(&name).copied().map(message),
            Kind::Enum => pair.after.enums.get(&name).copied().map(enumeration),
            Kind::Extension => pair.after.extensions.get(&name).copied().map(extension),
            Kind::Service => pair.after.services.get(&name).copied().map(service),
        }
    }
}

impl Declared<'_> {
    pub(super) fn full_name(&self, pair: &Pair<'_>) -> Option<FullName> {
        pair.full_name(self.file, self.scope, self.name)
    }

    /// The full name without the package.
    pub(super) fn nested_name(&self) -> String {
        let around = std::iter::successors(self.scope, |message| message.parent());
        let mut parts: Vec<&str> = std::iter::once(self.name).chain(around.map(|it| it.name())).collect();
        parts.reverse();
        parts.join(".")
    }
}

fn message(it: MessageView<'_>) -> Declared<'_> {
    // Of a map its type.
    let span = if it.is_map_entry() { place::of_message(it).span } else { None };
    let name_span = span.unwrap_or(it.name_span());
    // The entry of a map is not sent by itself.
    let gone = if it.is_map_entry() { Change::Generated } else { Change::MessageDeleted };
    Declared { name: it.name(), file: it.file, name_span, scope: it.parent(), gone }
}

fn enumeration(it: EnumView<'_>) -> Declared<'_> {
    let gone = Change::Generated;
    Declared { name: it.name(), file: it.file, name_span: it.name_span(), scope: it.parent(), gone }
}

fn extension(it: FieldView<'_>) -> Declared<'_> {
    let was_required = false;
    let gone = Change::FieldDeleted { was_required, reserves_number: false, reserves_name: false };
    Declared { name: it.name(), file: it.file, name_span: it.name_span(), scope: it.scope(), gone }
}

fn service(it: ServiceView<'_>) -> Declared<'_> {
    let gone = Change::CallDeleted;
    Declared { name: it.name(), file: it.file, name_span: it.name_span(), scope: None, gone }
}
