//! Files to read, and settings for reading. Reads nothing.

use super::{Framing, Json, Strip};
use protune_engine::documents::Progress;
use protune_wire::Layout;
use std::path::PathBuf;
use std::sync::Arc;

/// Messages to read.
pub struct Reading<'s> {
    /// Files, folders and `-`.
    pub inputs: Vec<PathBuf>,
    /// Framing of each file; detected if `None`.
    pub framing: Option<Framing>,
    /// Header to remove from each message.
    pub strip: Strip,
    /// Layout of the messages.
    pub layout: &'s Layout,
    /// Reader of messages in JSON.
    pub json: Json<'s>,
    /// Whether damaged messages are counted and skipped.
    pub skips_damaged: bool,
    /// Counts the bytes that were read.
    pub progress: Arc<Progress>,
}
