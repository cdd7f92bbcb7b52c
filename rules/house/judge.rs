//! Runs house rules over the elements of a file.

use super::demand::Violation;
use super::scene::{Element, Scene, is_named};
use super::{At, EVALUATION_FAILED, House, glob};
use crate::context::{FileContext, Findings, Terms};
use crate::pair::place;
use protune_cel::{Failure, Inputs, Program, Value};
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::schema::{DeclarationView as D, FileView};

/// Steps that a rule can take in one file. Each element has a limit of its own.
const MAX_STEPS: u64 = 50_000_000;

impl House {
    pub(super) fn check_file(&self, cx: &FileContext<'_>, out: &mut Findings) {
        if !self.is_about(cx.file) {
            return;
        }
        let scene = Scene::new(cx.file, &self.params);
        let mut run = Run::new(self, &scene, cx.terms, MAX_STEPS);
        self.on.each(cx.file, &mut |element| run.judge(element, None, out));
    }

    /// Whether the package of a file is one that the rule is about.
    pub(super) fn is_about(&self, file: FileView<'_>) -> bool {
        self.packages.is_empty() || self.packages.iter().any(|package| glob::matches(package, file.package()))
    }
}

/// Rule that runs in one file.
pub(super) struct Run<'r> {
    house: &'r House,
    inputs: Inputs<'r>,
    terms: Terms<'r>,
    uses: Uses,
    steps: u64,
    /// It failed once, so it does not run any more.
    has_failed: bool,
}

/// Variables that some expression of a rule uses.
#[derive(Clone, Copy, Default)]
struct Uses {
    parent: bool,
    file: bool,
    old: bool,
}

impl<'r> Run<'r> {
    pub(super) fn new(house: &'r House, scene: &'r Scene<'r>, terms: Terms<'r>, steps: u64) -> Run<'r> {
        let mut inputs = Inputs::default();
        inputs.host(scene);
        let mut uses = Uses::default();
        for name in house.expressions().flat_map(|it| it.program.variables()) {
            match name {
                "parent" => uses.parent = true,
                "file" => uses.file = true,
                "old" => uses.old = true,
                _ => {}
            }
        }
        if !house.params.is_empty() {
            inputs.set("params", super::scene::params());
        }
        Run { house, inputs, terms, uses, steps, has_failed: false }
    }

    /// Judges an element, which was another one before a change.
    pub(super) fn judge(&mut self, element: Element<'r>, old: Option<Element<'r>>, out: &mut Findings) {
        if self.has_failed {
            return;
        }
        self.inputs.set("this", element.this());
        if self.uses.parent {
            self.inputs.set("parent", element.parent());
        }
        if self.uses.file {
            self.inputs.set("file", super::scene::file(element.file()));
        }
        if let Some(old) = old.filter(|_| self.uses.old) {
            self.inputs.set("old", old.this());
        }
        if let Err(failure) = self.try_judge(element, old, out) {
            self.has_failed = true;
            out.push(self.failed(element, &failure));
        }
    }

    fn try_judge(
        &mut self,
        element: Element<'r>,
        old: Option<Element<'r>>,
        out: &mut Findings,
    ) -> Result<(), Failure> {
        let house = self.house;
        if let Some(when) = &house.when
            && !self.holds(&when.program)?
        {
            return Ok(());
        }
        for demand in &house.demands {
            if let Some(violation) = demand.judge(element, old) {
                out.push(self.finding(element, old, Some(violation))?);
                if house.message.is_some() {
                    return Ok(());
                }
            }
        }
        if let Some(check) = &house.check
            && !self.holds(&check.program)?
        {
            out.push(self.finding(element, old, None)?);
        }
        Ok(())
    }

    fn holds(&mut self, program: &'r Program) -> Result<bool, Failure> {
        match self.steps.checked_sub(1) {
            Some(left) => self.steps = left,
            None => return Err(Failure::new("the rule takes too many steps in this file")),
        }
        Ok(program.run(&self.inputs)? == Value::Bool(true))
    }

    fn finding(
        &self,
        element: Element<'r>,
        old: Option<Element<'r>>,
        violation: Option<Violation>,
    ) -> Result<Diagnostic, Failure> {
        let house = self.house;
        let (said, place, fix) = match violation {
            Some(violation) => (Some(violation.message), violation.place, violation.fix),
            None => (None, None, None),
        };
        let message = match (&house.message, said) {
            (Some(message), _) => message.fill(&self.inputs)?,
            (None, Some(said)) => said,
            (None, None) => {
                let check = house.check.as_ref().map_or("", |check| &check.text);
                let check = check.split_whitespace().collect::<Vec<_>>().join(" ");
                format!("{} `{}` does not satisfy `{check}`", element.word(), element.name())
            }
        };
        let at = place_of(element, &house.at);
        let place = place.filter(|_| house.at == At::Name).unwrap_or(at);
        let mut finding = self.terms.finding(place, message);
        if let Some(help) = &house.help {
            finding = finding.help(help.fill(&self.inputs)?);
        }
        for intent in &house.intents {
            finding = finding.fix(intent.fix(element, &self.inputs)?);
        }
        if house.intents.is_empty() {
            finding = finding.fix(fix);
        }
        Ok(match old.filter(|old| old.file().id != place.file) {
            Some(old) => {
                finding.label(place_of(old, &house.at), format!("the {} before the change", old.word()))
            }
            None => finding,
        })
    }

    fn failed(&self, element: Element<'_>, failure: &Failure) -> Diagnostic {
        let (word, name, id) = (element.word(), element.name(), &self.house.id);
        let message = format!("the rule `{id}` cannot be evaluated for {word} `{name}`: {failure}");
        let finding = Diagnostic::new(
            self.terms.rule,
            protune_compiler::diagnostic::Severity::Error,
            place_of(element, &At::Name),
            message,
        );
        finding
            .code(EVALUATION_FAILED)
            .help("correct the rule; it does not judge the elements after this one")
    }
}

/// Place of an element, or of a part of it.
pub(super) fn place_of(element: Element<'_>, at: &At) -> Place {
    if let At::Option(name) = at
        && let Some(option) = element.options().into_iter().find(|option| is_named(*option, name))
    {
        return option.place();
    }
    match (element, at) {
        (Element::Declaration(D::Field(field)), At::Type) => place::of_type(field),
        (Element::Declaration(D::Field(field)), At::Number) => {
            field.number_place().unwrap_or(field.name_place())
        }
        (Element::Declaration(D::Value(value)), At::Number) => {
            value.number_place().unwrap_or(value.name_place())
        }
        (Element::Declaration(it), At::Whole) => it.place(),
        (Element::Declaration(it), _) => it.name_place(),
        (Element::File(file), At::Whole) => file.whole(),
        (Element::File(file), _) => place::of_head(file),
        (Element::Import(it), _) => it.place(),
        (Element::Range(it, _), _) => it.place(),
        (Element::Name(it, _), _) => it.place(),
    }
}
