//! Runs house rules over changes: matches the elements of both sides by their identity.

use super::judge::{Run, place_of};
use super::scene::{Element, Owner, Scene};
use super::side::Side;
use super::{Against, House, On};
use crate::context::{Findings, PairContext};
use crate::module::Group;
use crate::pair::place;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::{DeclarationView as D, FieldView, FileId, FileView, MessageView};
use rustc_hash::{FxHashMap, FxHashSet};

/// Identity of an element, by which it is found on the other side.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// By its full name, or that of what it belongs to, and its own.
    Named(String, String),
    /// A field by its message, an extension by the message that it extends.
    Numbered(String, i32),
}

impl House {
    pub(super) fn check_pair(&self, against: Against, cx: &PairContext<'_>, out: &mut Findings) {
        let before_and_after = cx.pair.sides();
        let sides = [Side::new(before_and_after.after), Side::new(before_and_after.before)];
        let before = self.elements(cx, cx.pair.changed_files(), &sides[1]);
        let after = self.elements(cx, cx.pair.changed_files_after(), &sides[0]);
        match against {
            Against::Both | Against::Added => {
                let old: FxHashMap<Identity, Element<'_>> =
                    before.iter().map(|&element| (identity(element), element)).collect();
                self.judge_all(cx, &sides, &after, out, &|element| match (
                    old.get(&identity(element)),
                    against,
                ) {
                    (Some(&old), Against::Both) => Some(Some(old)),
                    (None, Against::Added) => Some(None),
                    _ => None,
                });
            }
            Against::Removed => {
                let new: FxHashSet<Identity> = after.iter().map(|&element| identity(element)).collect();
                let from = out.len();
                self.judge_all(cx, &sides, &before, out, &|element| {
                    (!new.contains(&identity(element))).then_some(Some(element))
                });
                // An element that is gone has a place on the new side: the nearest declaration around it that is left.
                let gone: FxHashMap<Place, Element<'_>> = before
                    .iter()
                    .filter(|element| !new.contains(&identity(**element)))
                    .map(|&element| (place_of(element, &self.at), element))
                    .collect();
                for finding in &mut out[from..] {
                    if let Some(&element) = gone.get(&finding.place) {
                        let was = finding.place;
                        finding.place = place::of_gone(cx.pair, element.file(), scope(element));
                        finding.labels.push(protune_compiler::diagnostic::Label {
                            spot: was.into(),
                            message: format!("the {} before the change", element.word()),
                        });
                    }
                }
            }
        }
    }

    /// The elements of one side that may have changed.
    fn elements<'s>(
        &self,
        cx: &PairContext<'s>,
        files: &[FileView<'s>],
        side: &'s Side<'s>,
    ) -> Vec<Element<'s>> {
        let mut all = Vec::new();
        for &file in files.iter().filter(|file| self.is_about(**file)) {
            self.on.each(file, &mut |element| all.push(element));
        }
        if self.on == On::Package {
            let changed = cx.pair.changed_files().iter().chain(cx.pair.changed_files_after());
            let changed: FxHashSet<&str> = changed.map(|file| file.package()).collect();
            let is_changed = |package: &&Group<'_>| changed.contains(package.name);
            let packages = side.packages().iter().filter(is_changed);
            all.extend(packages.filter(|it| self.is_about(it.files[0])).map(Element::Package));
        }
        all
    }

    /// Judges the elements for which `choose` returns what they were before.
    fn judge_all<'s>(
        &self,
        cx: &PairContext<'_>,
        sides: &[Side<'_>],
        elements: &[Element<'s>],
        out: &mut Findings,
        choose: &dyn Fn(Element<'s>) -> Option<Option<Element<'s>>>,
    ) {
        let same_file = |a: &Element<'_>, b: &Element<'_>| id(*a) == id(*b);
        for of_file in elements.chunk_by(same_file) {
            let scene = Scene::new(of_file[0].file(), &self.params, sides);
            let mut run = Run::new(self, &scene, cx.terms);
            for &element in of_file {
                if let Some(old) = choose(element) {
                    run.judge(element, old, out);
                }
            }
        }
    }
}

fn id(element: Element<'_>) -> FileId {
    element.file().id
}

fn identity(element: Element<'_>) -> Identity {
    let of_message = |message: Option<MessageView<'_>>| message.map_or("", |it| it.full_name()).to_owned();
    let of_field = |field: FieldView<'_>| match field.is_extension() {
        true => of_message(field.extendee()),
        false => of_message(field.message()),
    };
    match element {
        Element::Import(it) => Identity::Named(it.file.name().to_owned(), it.name().to_owned()),
        Element::Declaration(D::Field(field)) => {
            Identity::Numbered(of_field(field), field.number().unwrap_or(0))
        }
        Element::Declaration(D::Value(value)) => {
            Identity::Named(value.parent().full_name().to_owned(), value.name().to_owned())
        }
        Element::Range(range, owner) => Identity::Numbered(owner.full_name(), *range.numbers().start()),
        Element::Name(name, owner) => Identity::Named(owner.full_name(), name.name().to_owned()),
        other => Identity::Named(other.full_name(), String::new()),
    }
}

impl Owner<'_> {
    fn full_name(self) -> String {
        match self {
            Owner::Message(it) => it.full_name().to_owned(),
            Owner::Enum(it) => it.full_name().to_owned(),
        }
    }
}

/// The message that an element stands in.
fn scope(element: Element<'_>) -> Option<MessageView<'_>> {
    match element {
        Element::Declaration(D::Message(it)) => it.parent(),
        Element::Declaration(D::Field(it)) => it.scope(),
        Element::Declaration(D::Oneof(it)) => Some(it.message()),
        Element::Declaration(D::Enum(it)) => it.parent(),
        Element::Declaration(D::Value(it)) => it.parent().parent(),
        Element::Range(_, Owner::Message(it)) | Element::Name(_, Owner::Message(it)) => Some(it),
        _ => None,
    }
}
