//! The fields of a message, the extensions of a scope, and the messages that some of them declare:
//! groups and the entries of maps. Keeps their order, which decides on the order of the messages.

use super::options::{Setting, Value};
use super::print::{Printer, Syntax};
use super::protos::{FieldProto, FileProto, Kind, MessageProto};
use super::scalars::{self, quoted};
use crate::encoding::part::Damage;
use crate::schema::json_name;
use crate::syntax::Label;
use rustc_hash::FxHashMap;

/// Members of a file or a message that must be printed in a certain order.
pub(super) struct Members<'s> {
    messages: &'s [MessageProto<'s>],
    /// Declarers of the messages that are not declared separately, by the positions of both.
    declared_by: FxHashMap<usize, Declarer>,
    fields: Run<'s>,
    extensions: Run<'s>,
    /// The message that has the fields.
    parent: Option<&'s MessageProto<'s>>,
    /// The places of the fields of each oneof, except those that nobody wrote.
    oneofs: Vec<Vec<usize>>,
}

/// Fields, and how many of them are printed.
struct Run<'s> {
    fields: &'s [FieldProto<'s>],
    /// The messages that some of them declare, by their places.
    declares: FxHashMap<usize, &'s MessageProto<'s>>,
    done: usize,
}

#[derive(Clone, Copy)]
enum Declarer {
    Field(usize),
    Extension(usize),
}

impl<'s> Members<'s> {
    pub(super) fn of_file(file: &'s FileProto<'s>, syntax: Syntax) -> Members<'s> {
        let mut members = Members::new(&file.messages, &[], &file.extensions, None);
        members.find_declarers(file.package, syntax);
        members
    }

    pub(super) fn of_message(message: &'s MessageProto<'s>, full_name: &str, syntax: Syntax) -> Members<'s> {
        let mut members =
            Members::new(&message.messages, &message.fields, &message.extensions, Some(message));
        members.find_declarers(full_name, syntax);
        members
    }

    fn new(
        messages: &'s [MessageProto<'s>],
        fields: &'s [FieldProto<'s>],
        extensions: &'s [FieldProto<'s>],
        parent: Option<&'s MessageProto<'s>>,
    ) -> Members<'s> {
        let mut oneofs = vec![Vec::new(); parent.map_or(0, |parent| parent.oneofs.len())];
        for (at, field) in fields.iter().enumerate() {
            if let Some(index) = written_oneof(field) {
                oneofs[index].push(at);
            }
        }
        let run = |fields| Run { fields, declares: FxHashMap::default(), done: 0 };
        let (fields, extensions) = (run(fields), run(extensions));
        Members { messages, declared_by: FxHashMap::default(), fields, extensions, parent, oneofs }
    }

    /// Finds the groups and the map entries among the messages, which are right inside of `scope`.
    fn find_declarers(&mut self, scope: &str, syntax: Syntax) {
        if self.messages.is_empty() {
            return;
        }
        let by_name: FxHashMap<&str, usize> =
            self.messages.iter().enumerate().map(|(at, message)| (message.name, at)).collect();
        let find = |field: &FieldProto<'_>| {
            let message = *by_name.get(name_in(scope, field.type_name)?)?;
            declares(field, &self.messages[message], syntax).then_some(message)
        };
        for (at, field) in self.fields.fields.iter().enumerate() {
            if let Some(message) = find(field) {
                self.declared_by.entry(message).or_insert(Declarer::Field(at));
            }
        }
        for (at, field) in self.extensions.fields.iter().enumerate() {
            if let Some(message) = find(field) {
                self.declared_by.entry(message).or_insert(Declarer::Extension(at));
            }
        }
        for (at, message) in self.messages.iter().enumerate() {
            match self.declared_by.get(&at) {
                Some(&Declarer::Field(field)) => self.fields.declares.insert(field, message),
                Some(&Declarer::Extension(field)) => self.extensions.declares.insert(field, message),
                None => None,
            };
        }
    }
}

/// The oneof that a field was written in: not one that stands for the presence of the field.
fn written_oneof(field: &FieldProto<'_>) -> Option<usize> {
    field.oneof.filter(|_| !field.is_proto3_optional).map(|index| index as usize)
}

/// The last part of a full name right inside of a scope.
fn name_in<'n>(scope: &str, full_name: &'n str) -> Option<&'n str> {
    let name = full_name.strip_prefix('.')?;
    if scope.is_empty() { Some(name) } else { name.strip_prefix(scope)?.strip_prefix('.') }
}

/// The message was declared by writing down the field.
fn declares(field: &FieldProto<'_>, message: &MessageProto<'_>, syntax: Syntax) -> bool {
    match field.kind {
        Kind::Group if syntax == Syntax::Proto2 => {
            !message.is_map_entry && message.name.to_ascii_lowercase() == field.name
        }
        Kind::Message if message.is_map_entry => {
            field.label == Some(Label::Repeated) && field.extendee.is_empty() && map_types(message).is_some()
        }
        _ => false,
    }
}

/// The fields that stand for the keys and the values of a map.
fn map_types<'s>(entry: &'s MessageProto<'s>) -> Option<[&'s FieldProto<'s>; 2]> {
    match entry.fields.as_slice() {
        [key, value] if key.number == 1 && value.number == 2 => Some([key, value]),
        _ => None,
    }
}

impl<'s> Printer<'s> {
    /// Messages, fields and extensions. Whatever declares a message comes where the message has to.
    pub(super) fn members(&mut self, members: Members<'s>) -> Result<(), Damage> {
        let mut members = members;
        for (at, message) in members.messages.iter().enumerate() {
            match members.declared_by.get(&at) {
                None => self.message(message)?,
                Some(&Declarer::Field(field)) => self.fields(&mut members, field + 1)?,
                Some(&Declarer::Extension(field)) => self.extensions(&mut members.extensions, field + 1)?,
            }
        }
        let (fields, extensions) = (members.fields.fields.len(), members.extensions.fields.len());
        self.fields(&mut members, fields)?;
        self.extensions(&mut members.extensions, extensions)
    }

    /// The fields up to `end`, each oneof whole where its first field is.
    fn fields(&mut self, members: &mut Members<'s>, end: usize) -> Result<(), Damage> {
        while members.fields.done < end {
            let at = members.fields.done;
            members.fields.done += 1;
            match written_oneof(&members.fields.fields[at]) {
                None => self.field(&members.fields, at)?,
                Some(oneof) if members.oneofs[oneof].first() == Some(&at) => self.oneof(members, oneof)?,
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn oneof(&mut self, members: &Members<'s>, index: usize) -> Result<(), Damage> {
        let Some(oneof) = members.parent.and_then(|parent| parent.oneofs.get(index)) else { return Ok(()) };
        self.layout.line("oneof ");
        self.layout.push(oneof.name);
        self.layout.open();
        self.option_statements("google.protobuf.OneofOptions", &oneof.options)?;
        for &at in &members.oneofs[index] {
            self.field(&members.fields, at)?;
        }
        self.layout.close();
        Ok(())
    }

    /// The extensions up to `end`, those of one message in one block where they stand together.
    fn extensions(&mut self, run: &mut Run<'s>, end: usize) -> Result<(), Damage> {
        while run.done < end {
            let extendee = run.fields[run.done].extendee;
            self.layout.gap();
            self.layout.line("extend ");
            self.layout.push(extendee);
            self.layout.open();
            while run.done < end && run.fields[run.done].extendee == extendee {
                self.field(run, run.done)?;
                run.done += 1;
            }
            self.layout.close();
            self.layout.gap();
        }
        Ok(())
    }

    fn field(&mut self, run: &Run<'s>, at: usize) -> Result<(), Damage> {
        let field = &run.fields[at];
        let declared = run.declares.get(&at).copied();
        let map = declared.filter(|message| message.is_map_entry).and_then(map_types);
        self.layout.line(if map.is_some() { "" } else { self.label(field) });
        match (declared, map) {
            (_, Some([key, value])) => {
                for text in ["map<", self.type_text(key), ", ", self.type_text(value), "> ", field.name] {
                    self.layout.push(text);
                }
            }
            (Some(group), None) => {
                self.layout.push("group ");
                self.layout.push(group.name);
            }
            (None, None) => {
                self.layout.push(self.type_text(field));
                self.layout.push(" ");
                self.layout.push(field.name);
            }
        }
        self.layout.push(" = ");
        self.layout.push_number(field.number);
        let settings = self.field_settings(field)?;
        self.layout.compact_options(&settings);
        match declared.filter(|_| map.is_none()) {
            Some(group) => self.message_body(group),
            None => {
                self.layout.end(";");
                Ok(())
            }
        }
    }

    fn type_text<'f>(&self, field: &FieldProto<'f>) -> &'f str {
        match field.kind {
            Kind::Scalar(scalar) => scalars::name(scalar, self.file.edition),
            Kind::Message | Kind::Group | Kind::Enum => field.type_name,
        }
    }

    fn label(&self, field: &FieldProto<'_>) -> &'static str {
        match (field.label, self.syntax) {
            (Some(Label::Repeated), _) => "repeated ",
            (Some(Label::Required), _) => "required ",
            (_, Syntax::Proto2) if field.oneof.is_none() => "optional ",
            (_, Syntax::Proto3) if field.is_proto3_optional => "optional ",
            _ => "",
        }
    }

    /// The options of a field, and what looks like options.
    fn field_settings(&mut self, field: &'s FieldProto<'s>) -> Result<Vec<Setting<'s>>, Damage> {
        let pseudo = |name: &'static str, text: String| Setting {
            name: name.into(),
            value: Value::Scalar(text.into()),
        };
        let mut settings = Vec::new();
        if let Some(default) = field.default {
            settings.push(pseudo("default", scalars::default(field.kind, default)?));
        }
        if let Some(name) = custom_json_name(field) {
            settings.push(pseudo("json_name", quoted(name.as_bytes())));
        }
        settings.extend(self.settings("google.protobuf.FieldOptions", &field.options)?);
        Ok(settings)
    }
}

/// The JSON name of a field that has another one than it would have by itself.
fn custom_json_name<'s>(field: &FieldProto<'s>) -> Option<&'s str> {
    let name = field.json_name?;
    let is_default = name == field.name && !name.contains('_') || name == json_name(field.name);
    let is_extension = !field.extendee.is_empty();
    (!is_default && !is_extension).then_some(name)
}
