//! Framing of the messages in a file, detected from its beginning and the type of the messages. If two
//! framings explain it, the user has to choose.

use super::Framing;
use super::frames::{self, Head};
use crate::compression::{self, Compression};
use protune_wire::{Fit, Layout, fit};
use std::io::Read;

/// Detects the framing from the beginning of a file, or all of it. The error is for the user.
pub(super) fn detect(layout: &Layout, window: &[u8], is_end: bool) -> Result<Framing, String> {
    if is_json(window) {
        return Ok(Framing::Json);
    }
    let framings = [Framing::Single, Framing::Delimited, Framing::Grpc];
    let tried = framings.map(|framing| (framing, attempt(layout, framing, window, is_end)));
    let mut fits: Vec<(Framing, Fit)> =
        tried.iter().filter_map(|(framing, fit)| fit.as_ref().ok().map(|fit| (*framing, *fit))).collect();
    // Small frames of gRPC look like four empty messages and one that is not, again and again.
    if fits.iter().any(|(framing, fit)| *framing == Framing::Grpc && fit.known > 0) {
        fits.retain(|(framing, _)| *framing != Framing::Delimited);
    }
    // What explains every byte is better than what leaves something unexplained.
    if fits.iter().any(|(_, fit)| is_whole(fit)) {
        fits.retain(|(_, fit)| is_whole(fit));
    }
    match &fits[..] {
        [(framing, _)] => Ok(*framing),
        [] => Err(no_framing(&tried)),
        several => {
            let names: Vec<&str> = several.iter().map(|(framing, _)| framing.name()).collect();
            let names = names.join(", ");
            Err(format!("its messages can be framed in more than one way ({names}): name one with --framing"))
        }
    }
}

fn is_whole(fit: &Fit) -> bool {
    fit.odd == 0 && fit.known > 0
}

fn no_framing(tried: &[(Framing, Result<Fit, String>)]) -> String {
    let mut told = "it fits no framing; --framing says which one is meant:".to_owned();
    for (framing, fit) in tried {
        if let Err(why) = fit {
            told += &format!("\n  {framing}: {why}");
        }
    }
    told
}

/// No message begins so and goes on in words.
fn is_json(window: &[u8]) -> bool {
    let mut words = window.iter().filter(|byte| !byte.is_ascii_whitespace());
    words.next() == Some(&b'{') && matches!(words.next(), Some(b'"' | b'}') | None)
        || window.iter().all(u8::is_ascii_whitespace) && window.len() > 1
}

/// Measures how well the bytes fit this framing; the error names the message that does not.
fn attempt(layout: &Layout, framing: Framing, window: &[u8], is_end: bool) -> Result<Fit, String> {
    if framing == Framing::Single {
        return fit(layout, window, !is_end).map_err(|damage| damage.to_string());
    }
    let (mut all, mut rest) = (Fit::default(), window);
    for number in 1.. {
        if rest.is_empty() {
            break;
        }
        let told = |why: String| format!("message {number}: {why}");
        match frames::head(framing, rest, is_end) {
            Head::Message { start, end, is_packed } => {
                let unpacked = if is_packed { inflated(&rest[start..end]) } else { None };
                let message = unpacked.as_deref().unwrap_or(&rest[start..end]);
                let one = fit(layout, message, false).map_err(|damage| told(damage.to_string()))?;
                all = Fit { known: all.known + one.known, odd: all.odd + one.odd };
                rest = &rest[end..];
            }
            Head::Nothing(len) => rest = &rest[len..],
            Head::More(_) => break,
            Head::Broken(why) => return Err(told(why.to_owned())),
        }
    }
    Ok(all)
}

/// So much of a packed message is looked at.
const MOST: u64 = 64 << 20;

fn inflated(packed: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    compression::plain(Compression::Gzip, packed).ok()?.take(MOST).read_to_end(&mut out).ok()?;
    Some(out)
}
