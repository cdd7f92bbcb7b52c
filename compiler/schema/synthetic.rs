//! Oneofs that stand for the presence of `optional` fields of proto3; nobody wrote them, but they have names.

use super::file::*;
use crate::syntax::Label;
use std::collections::HashSet;

/// The fields of a message that have such a oneof, each with its name.
pub(crate) fn synthetic_oneofs(file: &File, message: &Message) -> Vec<(FieldId, String)> {
    let optional: Vec<FieldId> =
        message.fields.iter().filter(|&id| is_proto3_optional(file, &file[id])).collect();
    if optional.is_empty() {
        return Vec::new();
    }
    let fields = message.fields.iter().map(|id| file[id].name);
    let oneofs = message.oneofs.iter().map(|id| file[id].name);
    let mut taken: HashSet<String> = fields.chain(oneofs).map(|name| file.name(name).to_owned()).collect();
    let named = optional.into_iter().map(|id| {
        let field = file.name(file[id].name);
        let mut name = if field.starts_with('_') { format!("X{field}") } else { format!("_{field}") };
        while !taken.insert(name.clone()) {
            name.insert(0, 'X');
        }
        (id, name)
    });
    named.collect()
}

pub(crate) fn is_proto3_optional(file: &File, row: &Field) -> bool {
    file.edition == Edition::Proto3 && row.label == Some(Label::Optional)
}
