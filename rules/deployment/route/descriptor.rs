//! Services in a file descriptor set, read from its bytes or from their Base64. Knows no rule.

use protune_compiler::encoding::scan::{Cursor, Damage, Record};

/// Method with its full names.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Described {
    /// `/package.Service/Method`.
    pub(super) path: String,
    pub(super) input: String,
    pub(super) output: String,
    pub(super) streams_requests: bool,
    pub(super) streams_responses: bool,
}

/// Methods of all files in a set, in order.
pub(super) fn methods(set: &[u8]) -> Result<Vec<Described>, Damage> {
    let mut out = Vec::new();
    for file in Cursor::new(set) {
        let file = file?;
        if file.number != 1 {
            continue;
        }
        let mut package = String::new();
        let mut services = Vec::new();
        for part in Cursor::new(file.payload) {
            let part = part?;
            match part.number {
                2 => package = text(&part),
                6 => services.push(part.payload),
                _ => {}
            }
        }
        for service in services {
            add_service(service, &package, &mut out)?;
        }
    }
    Ok(out)
}

fn add_service(service: &[u8], package: &str, out: &mut Vec<Described>) -> Result<(), Damage> {
    let parts = Cursor::new(service).collect::<Result<Vec<_>, _>>()?;
    let name = parts.iter().find(|part| part.number == 1).map(text).unwrap_or_default();
    let dot = if package.is_empty() { "" } else { "." };
    for method in parts.iter().filter(|part| part.number == 2) {
        let parts = Cursor::new(method.payload).collect::<Result<Vec<_>, _>>()?;
        let last = |number| parts.iter().rev().find(|part| part.number == number);
        let name_of = |number| last(number).map(text).unwrap_or_default();
        let flag = |number| last(number).is_some_and(|part| part.value != 0);
        out.push(Described {
            path: format!("/{package}{dot}{name}/{}", name_of(1)),
            input: name_of(2).trim_start_matches('.').to_owned(),
            output: name_of(3).trim_start_matches('.').to_owned(),
            streams_requests: flag(5),
            streams_responses: flag(6),
        });
    }
    Ok(())
}

fn text(record: &Record<'_>) -> String {
    String::from_utf8_lossy(record.payload).into_owned()
}

/// Decodes Base64 in its usual and its URL alphabet; `None` if there is another character.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{base64, methods};

    #[test]
    fn base64_is_decoded() {
        for (text, expected) in
            [("", ""), ("aGk=", "hi"), ("aGk", "hi"), ("Y2F0\ncw==", "cats"), ("Pj4-", ">>>")]
        {
            assert_eq!(base64(text).as_deref(), Some(expected.as_bytes()), "{text}");
        }
        assert_eq!(base64("a*"), None);
    }

    #[test]
    fn methods_have_full_names() {
        let method = b"\x0a\x03Get\x12\x05.p.In\x1a\x06.p.Out\x30\x01";
        let service = [b"\x0a\x01S\x12".as_slice(), &[method.len() as u8], method].concat();
        let file = [b"\x12\x01p\x32".as_slice(), &[service.len() as u8], &service].concat();
        let set = [b"\x0a".as_slice(), &[file.len() as u8], &file].concat();
        let found = methods(&set).expect("it is no damage");
        assert_eq!(found.len(), 1);
        assert_eq!((&*found[0].path, &*found[0].input, &*found[0].output), ("/p.S/Get", "p.In", "p.Out"));
        assert!(found[0].streams_responses && !found[0].streams_requests);
        assert!(methods(&set[..set.len() - 1]).is_err());
    }
}
