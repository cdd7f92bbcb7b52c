//! Expressions of rules, compiled: those that a site has itself, and those of the rules of its type, which are declared
//! in CEL, the standard ones as well as the predefined ones of users.

use super::kinds::{field, message};
use super::values::{build, of_field};
use super::{PREDEFINED, Pieces, RULES, Site, truth};
use protune_cel::{Env, Failure, Inputs, Limits, Messages, Program, Timestamp, Type, Value};
use protune_compiler::schema::{FieldId, FieldView, FileView, Global, OptionValue};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

/// Fields of `buf.validate.Rule`.
pub(crate) mod rule {
    pub(crate) const ID: i32 = 1;
    pub(crate) const MESSAGE: i32 = 2;
    pub(crate) const EXPRESSION: i32 = 3;
}

/// Compiler of the expressions of one file.
pub(crate) struct Expressions<'s> {
    file: FileView<'s>,
    messages: OnceCell<Messages>,
    declared: RefCell<FxHashMap<Global<FieldId>, Rc<Declared>>>,
}

/// Expressions of the declaration of a rule; `None` if one of them does not compile.
type Declared = Option<Vec<(String, Program)>>;

/// Expression that has to hold for a value.
pub(crate) struct Condition<'s> {
    /// Id of the rule, or its expression.
    pub(crate) name: String,
    program: ProgramOf,
    /// Value of the rule, and all rules of its type.
    rule: Option<(Value<'s>, Value<'s>)>,
}

enum ProgramOf {
    Own(Program),
    Declared(Rc<Declared>, usize),
}

/// Verdict on a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    Holds,
    Violated,
    /// It depends on the time.
    Unknown,
    Fails(Failure),
}

/// Bounds of one evaluation: a value of an annotation is small.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.steps = 200_000;
    limits
}

/// Moments that the time of a check lies between: 2025 and 2100.
const NOW: [i64; 2] = [1_735_689_600, 4_102_444_800];

impl<'s> Expressions<'s> {
    pub(crate) fn of(file: FileView<'s>) -> Expressions<'s> {
        Expressions { file, messages: OnceCell::new(), declared: RefCell::default() }
    }

    pub(crate) fn messages(&self) -> &Messages {
        self.messages.get_or_init(|| Messages::seen_by(self.file))
    }

    /// Environment of the expressions of fields and messages.
    pub(crate) fn env(&self, this: Type) -> Env {
        let mut env = Env::protovalidate();
        env.messages(self.messages().clone());
        env.variable("this", this).variable("now", Type::Timestamp);
        env
    }

    /// Environment of the expressions of a rule that extends the rules of a type; `None` if it extends something else.
    pub(crate) fn predefined_env(&self, extension: FieldView<'s>, messages: &Messages) -> Option<Env> {
        let rules = match extension.is_extension() {
            true => extension.extendee()?,
            false => extension.message()?,
        };
        let this = this_of(rules.full_name())?;
        let mut env = Env::protovalidate();
        env.messages(messages.clone());
        env.variable("this", this).variable("now", Type::Timestamp);
        env.variable("rule", Type::of_field(extension)).variable("rules", Type::message(rules.full_name()));
        Some(env)
    }

    /// Everything that a value of a site has to satisfy, but for the rules that are left out; `None` if an expression
    /// does not compile.
    pub(crate) fn conditions(
        &self,
        site: &Site<'s>,
        rules: &Pieces<'s>,
        but: &[i32],
    ) -> Option<Vec<Condition<'s>>> {
        let mut conditions = self.own(site)?;
        let fields = rules.fields();
        let is_meant = |field: FieldView<'s>| {
            field.is_extension() || field.number().is_some_and(|number| !but.contains(&number))
        };
        let mut all = None;
        for (field, set) in fields.into_iter().filter(|(field, _)| is_meant(*field)) {
            let declared = self.declared(field);
            let count = declared.as_ref().as_ref()?.len();
            if count == 0 {
                continue;
            }
            if all.is_none() {
                let name = match field.is_extension() {
                    true => field.extendee()?.full_name(),
                    false => field.message()?.full_name(),
                };
                all = Some(build(self.messages(), name, rules, but)?);
            }
            let all = all.as_ref()?;
            let rule = of_field(self.messages(), field, &set)?;
            for at in 0..count {
                let name = declared.as_ref().as_ref()?[at].0.clone();
                let program = ProgramOf::Declared(Rc::clone(&declared), at);
                conditions.push(Condition { name, program, rule: Some((rule.clone(), all.clone())) });
            }
        }
        Some(conditions)
    }

    /// Expressions of the site itself; `None` if one of them does not compile.
    pub(crate) fn own(&self, site: &Site<'s>) -> Option<Vec<Condition<'s>>> {
        let mut conditions = Vec::new();
        let all = own(site);
        if all.is_empty() {
            return Some(conditions);
        }
        let env = self.env(site.this());
        for Own { name, value, .. } in all {
            let program = ProgramOf::Own(env.compile(value.as_text()?).ok()?);
            conditions.push(Condition { name, program, rule: None });
        }
        Some(conditions)
    }

    /// Returns the paths of expressions that have this value whatever they are about, given the type of `this`.
    pub(crate) fn constant(&self, this: Type, all: Vec<Own<'s>>, wanted: bool) -> Vec<Vec<i32>> {
        if all.is_empty() {
            return Vec::new();
        }
        let env = self.env(this);
        let is_wanted = |own: &Own<'s>| {
            let text = own.value.as_text()?;
            let checked = env.check(text).ok()?;
            Some(truth::constant(&checked, text) == Some(wanted))
        };
        all.into_iter().filter(|own| is_wanted(own) == Some(true)).map(|own| own.path).collect()
    }

    fn declared(&self, field: FieldView<'s>) -> Rc<Declared> {
        if let Some(known) = self.declared.borrow().get(&field.global()) {
            return Rc::clone(known);
        }
        let declared = Rc::new(self.read(field));
        self.declared.borrow_mut().insert(field.global(), Rc::clone(&declared));
        declared
    }

    fn read(&self, field: FieldView<'s>) -> Declared {
        let Some(rules) = Pieces::of(field, PREDEFINED) else { return Some(Vec::new()) };
        let env = self.predefined_env(field, self.messages())?;
        let mut programs = Vec::new();
        for value in rules.all(1) {
            let one = Pieces::one(value);
            let text = one.text(rule::EXPRESSION)?;
            programs.push((one.text(rule::ID).unwrap_or(text).to_owned(), env.compile(text).ok()?));
        }
        Some(programs)
    }
}

/// Expression of a site or of a message.
pub(crate) struct Own<'s> {
    /// Id of the rule, or the expression.
    pub(crate) name: String,
    pub(crate) value: OptionValue<'s>,
    /// Path of the rule below the option.
    pub(crate) path: Vec<i32>,
}

/// Expressions of a site.
pub(crate) fn own<'s>(site: &Site<'s>) -> Vec<Own<'s>> {
    listed(&site.rules, [field::CEL, field::CEL_EXPRESSION], &site.path(&[]))
}

/// Expressions of the rules of a message.
pub(crate) fn own_of_message<'s>(rules: &Pieces<'s>) -> Vec<Own<'s>> {
    listed(rules, [message::CEL, message::CEL_EXPRESSION], &[RULES])
}

fn listed<'s>(rules: &Pieces<'s>, [named, bare]: [i32; 2], path: &[i32]) -> Vec<Own<'s>> {
    let path = |number: i32, at: usize| [path, &[number, at as i32]].concat();
    let mut all = Vec::new();
    for (at, value) in rules.all(named).enumerate() {
        let one = Pieces::one(value);
        let Some(value) = one.last(rule::EXPRESSION) else { continue };
        let name = one.text(rule::ID).or(value.as_text()).unwrap_or_default().to_owned();
        all.push(Own { name, value, path: path(named, at) });
    }
    for (at, value) in rules.all(bare).enumerate() {
        let name = value.as_text().unwrap_or_default().to_owned();
        all.push(Own { name, value, path: path(bare, at) });
    }
    all
}

impl Condition<'_> {
    /// Judges a value.
    pub(crate) fn judge(&self, this: &Value<'_>) -> Outcome {
        let program = match &self.program {
            ProgramOf::Own(program) => program,
            ProgramOf::Declared(declared, at) => match declared.as_ref() {
                Some(programs) => &programs[*at].1,
                None => return Outcome::Unknown,
            },
        };
        let uses_now = program.variables().any(|name| name == "now");
        let first = self.run(program, this, NOW[0]);
        match first {
            Outcome::Fails(_) => first,
            _ if uses_now && self.run(program, this, NOW[1]) != first => Outcome::Unknown,
            _ => first,
        }
    }

    fn run(&self, program: &Program, this: &Value<'_>, now: i64) -> Outcome {
        let mut inputs = Inputs::default();
        inputs.limits = limits();
        inputs.set("this", this.clone());
        if let Some(now) = Timestamp::new(now, 0) {
            inputs.set("now", Value::Timestamp(now));
        }
        if let Some((rule, rules)) = &self.rule {
            inputs.set("rule", rule.clone()).set("rules", rules.clone());
        }
        match program.run(&inputs) {
            Ok(Value::Bool(true)) => Outcome::Holds,
            Ok(Value::String(text)) if text.is_empty() => Outcome::Holds,
            Ok(Value::Bool(false) | Value::String(_)) => Outcome::Violated,
            Ok(_) => Outcome::Unknown,
            Err(failure) => Outcome::Fails(failure),
        }
    }
}

/// Type of `this` in the expressions of the rules of a type.
fn this_of(rules: &str) -> Option<Type> {
    Some(match rules.strip_prefix("buf.validate.")? {
        "FloatRules" | "DoubleRules" => Type::Double,
        "Int32Rules" | "Int64Rules" | "SInt32Rules" | "SInt64Rules" | "SFixed32Rules" | "SFixed64Rules"
        | "EnumRules" => Type::Int,
        "UInt32Rules" | "UInt64Rules" | "Fixed32Rules" | "Fixed64Rules" => Type::Uint,
        "BoolRules" => Type::Bool,
        "StringRules" => Type::String,
        "BytesRules" => Type::Bytes,
        "DurationRules" => Type::Duration,
        "TimestampRules" => Type::Timestamp,
        "AnyRules" => Type::Any,
        "RepeatedRules" => Type::list(Type::Dyn),
        "MapRules" => Type::map(Type::Dyn, Type::Dyn),
        "FieldMaskRules" => Type::message("google.protobuf.FieldMask"),
        _ => return None,
    })
}
