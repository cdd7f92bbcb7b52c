//! `google.longrunning.operation_info`: result and metadata types of long-running operations.

use super::Text;
use protune_compiler::schema::{MethodView, OptionValue};

pub const EXTENSION: &str = "google.longrunning.operation_info";
/// Message that a method returns if it starts a long-running operation.
pub const OPERATION: &str = "google.longrunning.Operation";
/// Fields of `google.longrunning.OperationInfo`.
const RESPONSE_TYPE: i32 = 1;
const METADATA_TYPE: i32 = 2;

/// Message types of an operation, as they are written.
#[derive(Clone, Copy, Debug)]
pub struct OperationInfo<'s> {
    pub response_type: Option<Text<'s>>,
    pub metadata_type: Option<Text<'s>>,
}

/// Annotation of an RPC, if any.
pub fn of(method: MethodView<'_>) -> Option<OperationInfo<'_>> {
    let pieces: Vec<OptionValue<'_>> = method.custom_option(EXTENSION).collect();
    (!pieces.is_empty()).then(|| OperationInfo {
        response_type: Text::of_field(&pieces, RESPONSE_TYPE),
        metadata_type: Text::of_field(&pieces, METADATA_TYPE),
    })
}
