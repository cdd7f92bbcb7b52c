//! Framing of the messages in a file, detected from its beginning and the type of the messages. If two
//! framings explain it, the user has to choose.

use super::frames::{self, Head};
use super::{Framing, Strip, form, pbf};
use protune_wire::{Fit, Layout, fit};

/// Detects the framing from the beginning of a file, or all of it. The error is for the user.
pub(super) fn detect(layout: &Layout, strip: Strip, window: &[u8], is_end: bool) -> Result<Framing, String> {
    if is_json(window) {
        return Ok(Framing::Json);
    }
    if frames::is_tfrecord(window) {
        return Ok(Framing::Tfrecord);
    }
    if pbf::is_pbf(window) {
        return Ok(Framing::Pbf);
    }
    let framings = [Framing::Single, Framing::Delimited, Framing::Grpc, Framing::U32be];
    let tried = framings.map(|framing| (framing, attempt(layout, strip, framing, window, is_end)));
    let mut fits: Vec<(Framing, Fit)> =
        tried.iter().filter_map(|(framing, fit)| fit.as_ref().ok().map(|fit| (*framing, *fit))).collect();
    // A length that leads beyond the window explains nothing.
    if fits.iter().any(|(_, fit)| *fit != Fit::default()) {
        fits.retain(|(_, fit)| *fit != Fit::default());
    }
    // Small frames with lengths of four bytes look like a few empty messages and one that is not, again and again.
    let is_long = |framing: Framing| matches!(framing, Framing::Grpc | Framing::U32be);
    if fits.iter().any(|(framing, fit)| is_long(*framing) && fit.known > 0) {
        fits.retain(|(framing, _)| *framing != Framing::Delimited);
    }
    // What explains every byte is better than what leaves something unexplained.
    if fits.iter().any(|(_, fit)| is_whole(fit)) {
        fits.retain(|(_, fit)| is_whole(fit));
    }
    match &fits[..] {
        [(framing, _)] => Ok(*framing),
        [] if strip == Strip::Nothing => {
            let stripped = detect(layout, Strip::Confluent, window, is_end).ok();
            let hint = stripped.map(|framing| format!("\n  it fits {framing} with --strip confluent"));
            Err(no_framing(&tried) + &hint.unwrap_or_default())
        }
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
fn attempt(
    layout: &Layout,
    strip: Strip,
    framing: Framing,
    window: &[u8],
    is_end: bool,
) -> Result<Fit, String> {
    let fits = |message: &[u8], is_cut: bool| {
        let message = strip.strip(message)?;
        fit(layout, message, is_cut).map_err(|damage| damage.to_string())
    };
    if framing == Framing::Single {
        return fits(window, !is_end);
    }
    let (mut all, mut rest) = (Fit::default(), window);
    for number in 1.. {
        if rest.is_empty() {
            break;
        }
        let told = |why: String| format!("message {number}: {why}");
        match frames::head(framing, rest, is_end) {
            Head::Message { start, end, next, form } => {
                let message = form::plain(form, &rest[start..end]).map_err(told)?;
                let one = fits(&message, false).map_err(told)?;
                all = Fit { known: all.known + one.known, odd: all.odd + one.odd };
                rest = &rest[next..];
            }
            Head::Nothing(len) => rest = &rest[len..],
            Head::More(_) => break,
            Head::Broken(why) => return Err(told(why.to_owned())),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout() -> Layout {
        let text = "syntax = \"proto3\"; message A { string s = 1; }";
        Layout::of(&protune_compiler::compile([("a.proto", text)], |_| None), "A").expect("declared")
    }

    /// With a field that the type does not declare.
    fn message(len: usize) -> Vec<u8> {
        let mut message = vec![0x10, 1, 0x0A];
        protune_wire::varint::put(&mut message, len as u64);
        message.resize(message.len() + len, b'a');
        message
    }

    /// The beginning of a file that is longer than what is looked at.
    #[test]
    fn framings_of_windows() {
        for len in [3, 40, 300, 20_000] {
            let message = message(len);
            let length = (message.len() as u32).to_be_bytes();
            let files = [
                (Framing::Grpc, [&[0][..], &length, &message].concat()),
                (Framing::U32be, [&length[..], &message].concat()),
            ];
            for (framing, frame) in files {
                let file = frame.repeat(100_000 / frame.len() + 2);
                for is_end in [false, true] {
                    let window = if is_end { &file[..] } else { &file[..100_000] };
                    let found = detect(&layout(), Strip::Nothing, window, is_end);
                    assert_eq!(found, Ok(framing), "{len} bytes, {is_end}");
                }
            }
        }
    }
}
