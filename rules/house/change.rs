//! Runs house rules over changes: matches the elements of both sides by their identity.

use super::judge::Run;
use super::scene::{Element, Owner, Scene};
use super::{Against, House};
use crate::context::{Findings, PairContext};
use crate::pair::place;
use protune_compiler::schema::{DeclarationView as D, FieldView, FileId, FileView, MessageView};
use rustc_hash::{FxHashMap, FxHashSet};

/// Steps that a rule can take in one file.
const MAX_STEPS: u64 = 50_000_000;

/// What makes an element the same on both sides.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    /// By its full name, or that of what it belongs to, and its own.
    Named(String, String),
    /// A field by its message, an extension by the message that it extends.
    Numbered(String, i32),
}

impl House {
    pub(super) fn check_pair(&self, against: Against, cx: &PairContext<'_>, out: &mut Findings) {
        let before = self.elements(cx.pair.changed_files());
        let after = self.elements(cx.pair.changed_files_after());
        match against {
            Against::Both | Against::Added => {
                let old: FxHashMap<Identity, Element<'_>> =
                    before.iter().map(|&element| (identity(element), element)).collect();
                self.judge_all(cx, &after, out, &|element| match (old.get(&identity(element)), against) {
                    (Some(&old), Against::Both) => Some(Some(old)),
                    (None, Against::Added) => Some(None),
                    _ => None,
                });
            }
            Against::Removed => {
                let new: FxHashSet<Identity> = after.iter().map(|&element| identity(element)).collect();
                let from = out.len();
                self.judge_all(cx, &before, out, &|element| {
                    (!new.contains(&identity(element))).then_some(Some(element))
                });
                // What is gone has a place on the new side: what is left around it.
                let gone = before.iter().filter(|element| !new.contains(&identity(**element)));
                for finding in &mut out[from..] {
                    let is_meant =
                        |element: &&Element<'_>| super::judge::place_of(**element, &self.at) == finding.place;
                    if let Some(&element) = gone.clone().find(is_meant) {
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

    fn elements<'s>(&self, files: &[FileView<'s>]) -> Vec<Element<'s>> {
        let mut all = Vec::new();
        for &file in files.iter().filter(|file| self.is_about(**file)) {
            self.on.each(file, &mut |element| all.push(element));
        }
        all
    }

    /// Judges the elements for which `choose` returns what they were before.
    fn judge_all<'s>(
        &self,
        cx: &PairContext<'_>,
        elements: &[Element<'s>],
        out: &mut Findings,
        choose: &dyn Fn(Element<'s>) -> Option<Option<Element<'s>>>,
    ) {
        let same_file = |a: &Element<'_>, b: &Element<'_>| id(*a) == id(*b);
        for of_file in elements.chunk_by(same_file) {
            let scene = Scene::new(of_file[0].file(), &self.params);
            let mut run = Run::new(self, &scene, cx.terms, MAX_STEPS);
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
