//! The declarations of one file as bytes; fields in order of number, as a message is written.

use super::{Include, defaults, source_info};
use crate::encoding::{self, WireType};
use crate::schema::*;
use crate::syntax::literals;
use crate::syntax::{ImportKind, Label, NodeKind, TokenKind, Visibility};

/// The encoded `FileDescriptorProto` of a file.
pub(super) fn file(schema: &Schema, id: FileId, include: Include) -> Vec<u8> {
    let view = schema.file(id);
    let mut writer = Writer {
        view,
        file: view.data(),
        include,
        out: Vec::with_capacity(view.text().len() / 2),
        dropped: Vec::new(),
        path: Vec::new(),
    };
    writer.file();
    writer.out
}

struct Writer<'s> {
    view: FileView<'s>,
    file: &'s File,
    include: Include,
    out: Vec<u8>,
    /// The paths of options that matter to sources only.
    dropped: Vec<Vec<i32>>,
    /// Path of the current declaration.
    path: Vec<i32>,
}

impl<'s> Writer<'s> {
    fn file(&mut self) {
        let file = self.file;
        self.string(1, &file.name);
        if !file.package.is_empty() {
            self.string(2, file.name(file.package));
        }
        let (options_only, dependencies): (Vec<&Import>, Vec<&Import>) =
            file.imports.iter().partition(|import| import.kind == ImportKind::Option);
        for import in &dependencies {
            self.string(3, file.name(import.file));
        }
        self.messages(4, None);
        self.each(5, file.top_enums, Self::enumeration);
        self.each(6, Rows::new(0, file.services.len()), Self::service);
        self.extensions(7, file.top_extends);
        self.options(8, Owner::File);
        if self.include.source_info {
            let info = source_info::source_info(self.view, &self.dropped);
            self.bytes(9, &info);
        }
        for (number, kind) in [(10, ImportKind::Public), (11, ImportKind::Weak)] {
            for (index, _) in dependencies.iter().enumerate().filter(|(_, import)| import.kind == kind) {
                self.varint(number, index as u64);
            }
        }
        if file.edition == Edition::Proto3 {
            self.string(12, "proto3");
        } else if file.edition.is_edition() {
            self.string(12, "editions");
            self.varint(14, file.edition as u64);
        }
        for import in options_only {
            self.string(15, file.name(import.file));
        }
    }

    fn messages(&mut self, number: i32, parent: Option<MessageId>) {
        let (mut next, end) = match parent {
            Some(parent) => (MessageId(parent.0 + 1), self.file[parent].end),
            None => (MessageId(0), MessageId(self.file.messages.len() as u32)),
        };
        let mut index = 0;
        while next < end {
            self.nested(number, Some(index), |w| w.message(next));
            next = self.file[next].end;
            index += 1;
        }
    }

    fn message(&mut self, id: MessageId) {
        let row = &self.file[id];
        self.string(1, self.file.name(row.name));
        let mut synthetic = SyntheticOneofs::of(self.file, row);
        for (index, field) in row.fields.iter().enumerate() {
            self.nested(2, Some(index), |w| w.field(field, &mut synthetic));
        }
        self.messages(3, Some(id));
        self.each(4, row.enums, Self::enumeration);
        for (index, range) in row.extension_ranges.iter().enumerate() {
            self.nested(5, Some(index), |w| {
                w.range_ends(range, 1);
                w.options(3, Owner::Range(id, range));
            });
        }
        self.extensions(6, row.extends);
        if row.kind == MessageKind::MapEntry {
            /// `map_entry` of `google.protobuf.MessageOptions`, set.
            const MAP_ENTRY: &[u8] = &[7 << 3, 1];
            self.bytes(7, MAP_ENTRY);
        } else {
            self.options(7, Owner::Message(id));
        }
        for (index, oneof) in row.oneofs.iter().enumerate() {
            self.nested(8, Some(index), |w| {
                w.string(1, w.file.name(w.file[oneof].name));
                w.options(2, Owner::Oneof(oneof));
            });
        }
        for name in synthetic.names {
            self.nested(8, None, |w| w.string(1, &name));
        }
        for range in row.reserved_ranges.iter() {
            self.nested(9, None, |w| w.range_ends(range, 1));
        }
        for name in row.reserved_names.iter() {
            self.reserved_name(10, name);
        }
        self.visibility(11, row.visibility);
    }

    /// The ends of a range, of which the second is `past` the last number.
    fn range_ends(&mut self, id: RangeId, past: i32) {
        let row = &self.file[id];
        self.int(1, row.first);
        self.int(2, row.last.saturating_add(past));
    }

    fn extensions(&mut self, number: i32, extends: Rows<ExtendId>) {
        let fields = extends.iter().flat_map(|extend| self.file[extend].fields.iter());
        for (index, field) in fields.enumerate() {
            self.nested(number, Some(index), |w| w.field(field, &mut SyntheticOneofs::default()));
        }
    }

    fn field(&mut self, id: FieldId, synthetic: &mut SyntheticOneofs) {
        let row = &self.file[id];
        let view = FieldView { file: self.view, id };
        self.string(1, self.file.name(row.name));
        if let FieldParent::Extend(extend) = row.parent {
            self.type_reference(2, self.view.schema().extendee(self.view.id, extend).map(|m| m.full_name()));
        }
        self.int(3, row.number.unwrap_or(0));
        self.varint(4, label(row));
        let ty = view.ty();
        self.varint(5, type_number(row, ty));
        match ty {
            Type::Message(message) => self.type_reference(6, Some(self.message_view(message).full_name())),
            Type::Enum(of) => {
                let file = self.view.schema().file(of.file);
                self.type_reference(6, Some(EnumView { file, id: of.id }.full_name()));
            }
            Type::Scalar(_) | Type::Unknown => {}
        }
        if let Some(value) = view.pseudo_option("default") {
            let text = defaults::text(ty, value);
            self.bytes(7, &text);
        }
        self.options(8, Owner::Field(id));
        let oneof = match row.oneof {
            Some(oneof) => Some(self.file[self.file[oneof].message].oneofs.position(oneof)),
            None => synthetic.index(id),
        };
        if let Some(index) = oneof {
            self.varint(9, index as u64);
        }
        match view.pseudo_option("json_name") {
            Some(name) => self.bytes(10, &literals::string_bytes(name)),
            None => self.string(10, &json_name(self.file.name(row.name))),
        }
        if is_proto3_optional(self.file, row) {
            self.varint(17, 1);
        }
    }

    fn message_view(&self, message: Global<MessageId>) -> MessageView<'s> {
        MessageView { file: self.view.schema().file(message.file), id: message.id }
    }

    fn enumeration(&mut self, id: EnumId) {
        let row = &self.file[id];
        self.string(1, self.file.name(row.name));
        self.each(2, row.values, |w, value| {
            let row = &w.file[value];
            w.string(1, w.file.name(row.name));
            w.int(2, row.number.unwrap_or(0));
            w.options(3, Owner::Value(value));
        });
        self.options(3, Owner::Enum(id));
        for range in row.reserved_ranges.iter() {
            self.nested(4, None, |w| w.range_ends(range, 0));
        }
        for name in row.reserved_names.iter() {
            self.reserved_name(5, name);
        }
        self.visibility(6, row.visibility);
    }

    fn service(&mut self, id: ServiceId) {
        let row = &self.file[id];
        self.string(1, self.file.name(row.name));
        self.each(2, row.methods, Self::method);
        self.options(3, Owner::Service(id));
    }

    fn method(&mut self, id: MethodId) {
        let row = &self.file[id];
        let view = MethodView { file: self.view, id };
        self.string(1, self.file.name(row.name));
        self.type_reference(2, view.input().map(MessageView::full_name));
        self.type_reference(3, view.output().map(MessageView::full_name));
        self.options(4, Owner::Method(id));
        for (number, ty) in [(5, row.input), (6, row.output)] {
            if ty.is_stream {
                self.varint(number, 1);
            }
        }
    }

    fn visibility(&mut self, number: i32, visibility: Option<Visibility>) {
        match visibility {
            Some(Visibility::Local) => self.varint(number, 1),
            Some(Visibility::Export) => self.varint(number, 2),
            None => {}
        }
    }

    // Options.

    fn options(&mut self, number: i32, owner: Owner) {
        let schema = self.view.schema();
        let values: Vec<Value<'_>> = schema.interpreted().values(self.view.id, owner).collect();
        if values.is_empty() {
            if self.has_empty_options(owner) {
                self.bytes(number, &[]);
            }
            return;
        }
        let encoder = Encoder::new(schema.typed(), self.view.id, self.include.source_options);
        if !self.include.source_options {
            self.path.push(number);
            let drops_all = encoder.drops_all(&values, &mut self.path, &mut self.dropped);
            // Options that protoc does not recognise stay, though nothing is left in them.
            let is_gone = drops_all && !schema.typed().linked().has_own_options(self.view.id);
            if is_gone {
                self.dropped.push(self.path.clone());
            }
            self.path.pop();
            if is_gone {
                return;
            }
        }
        self.nested(number, None, |w| encoder.options(values, &mut w.out));
    }

    /// An RPC with a body has options, even if there are none in it.
    fn has_empty_options(&self, owner: Owner) -> bool {
        match owner {
            Owner::Method(id) => self.file.tree.node(self.file[id].node).token(TokenKind::LBrace).is_some(),
            _ => false,
        }
    }

    // Records.

    fn each<I: RowId>(&mut self, number: i32, rows: Rows<I>, write: impl Fn(&mut Self, I)) {
        for (index, id) in rows.iter().enumerate() {
            self.nested(number, Some(index), |w| write(w, id));
        }
    }

    /// A message below this one; `index` is its place, where its path may be asked for.
    fn nested(&mut self, number: i32, index: Option<usize>, body: impl FnOnce(&mut Self)) {
        encoding::put_tag(&mut self.out, number, WireType::Len);
        let start = self.out.len();
        if let Some(index) = index {
            self.path.extend([number, index as i32]);
        }
        body(self);
        if index.is_some() {
            self.path.truncate(self.path.len() - 2);
        }
        encoding::insert_len(&mut self.out, start);
    }

    fn bytes(&mut self, number: i32, bytes: &[u8]) {
        encoding::put_len(&mut self.out, number, bytes);
    }

    fn string(&mut self, number: i32, text: &str) {
        self.bytes(number, text.as_bytes());
    }

    fn reserved_name(&mut self, number: i32, id: ReservedNameId) {
        let row = &self.file[id];
        let node = self.file.tree.node(row.node);
        match node.kind() {
            NodeKind::Name => self.string(number, self.file.name(row.name)),
            _ => self.bytes(number, &literals::string_bytes(node)),
        }
    }

    /// A full name, with the dot that makes it absolute.
    fn type_reference(&mut self, number: i32, full_name: Option<&str>) {
        let Some(name) = full_name else { return };
        encoding::put_tag(&mut self.out, number, WireType::Len);
        encoding::put_varint(&mut self.out, name.len() as u64 + 1);
        self.out.push(b'.');
        self.out.extend_from_slice(name.as_bytes());
    }

    fn varint(&mut self, number: i32, value: u64) {
        encoding::put_tag(&mut self.out, number, WireType::Varint);
        encoding::put_varint(&mut self.out, value);
    }

    fn int(&mut self, number: i32, value: i32) {
        self.varint(number, i64::from(value) as u64);
    }
}

/// Oneofs for `optional` fields of proto3, which follow the declared oneofs.
#[derive(Default)]
struct SyntheticOneofs {
    fields: Vec<FieldId>,
    names: Vec<String>,
    /// Number of declared oneofs.
    real: usize,
}

impl SyntheticOneofs {
    fn of(file: &File, message: &Message) -> SyntheticOneofs {
        let (fields, names) = synthetic_oneofs(file, message).into_iter().unzip();
        SyntheticOneofs { fields, names, real: message.oneofs.len() }
    }

    fn index(&self, field: FieldId) -> Option<usize> {
        let at = self.fields.binary_search(&field).ok()?;
        Some(self.real + at)
    }
}

/// `LABEL_OPTIONAL`, `LABEL_REQUIRED` or `LABEL_REPEATED`.
fn label(row: &Field) -> u64 {
    match (row.label, row.ty) {
        (Some(Label::Repeated), _) | (_, TypeName::Map(_)) => 3,
        (Some(Label::Required), _) => 2,
        _ => 1,
    }
}

/// A value of `FieldDescriptorProto.Type`.
fn type_number(row: &Field, ty: Type) -> u64 {
    match ty {
        Type::Message(_) if matches!(row.ty, TypeName::Group(_)) => 10,
        Type::Message(_) | Type::Unknown => 11,
        Type::Enum(_) => 14,
        Type::Scalar(scalar) => match scalar {
            Scalar::Double => 1,
            Scalar::Float => 2,
            Scalar::Int64 => 3,
            Scalar::Uint64 => 4,
            Scalar::Int32 => 5,
            Scalar::Fixed64 => 6,
            Scalar::Fixed32 => 7,
            Scalar::Bool => 8,
            Scalar::String => 9,
            Scalar::Bytes => 12,
            Scalar::Uint32 => 13,
            Scalar::Sfixed32 => 15,
            Scalar::Sfixed64 => 16,
            Scalar::Sint32 => 17,
            Scalar::Sint64 => 18,
        },
    }
}
