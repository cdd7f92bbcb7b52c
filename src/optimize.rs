//! Messages from files for the optimizer, and compressors to try rewrites with. Proposes nothing.

use crate::compression;
use crate::messages::{self, Reading};
use protune_engine::optimize::{Folded, Messages, Squeezed};
use std::fmt::Display;

impl Messages for Reading<'_> {
    fn fold<T: Send, E: Display>(
        &self,
        init: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, &[u8]) -> Result<(), E> + Sync,
    ) -> Result<Folded<T>, String> {
        let messages::Folded { states, messages, bytes, .. } = messages::fold(self, init, each)?;
        Ok(Folded { states, messages, bytes })
    }

    fn squeeze(&self, message: &[u8]) -> Squeezed {
        Squeezed { gzip: compression::gzip_len(message), zstd: compression::zstd_len(message) }
    }
}
