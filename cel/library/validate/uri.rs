//! URIs and references to them, as in RFC 3986, with zones of IPv6 addresses as in RFC 6874.

use std::net::Ipv6Addr;

/// Returns whether a text is a URI.
pub(super) fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    is_scheme(scheme) && is_rest(rest, true)
}

/// Returns whether a text is a URI, or a reference that is relative to one.
pub(super) fn is_uri_reference(text: &str) -> bool {
    is_uri(text) || is_rest(text, false)
}

fn is_scheme(scheme: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()) && scheme.bytes().all(is_part)
}

/// Checks the text behind the scheme: an authority, a path, a query and a fragment.
fn is_rest(text: &str, has_scheme: bool) -> bool {
    let (text, fragment) = text.split_once('#').map_or((text, ""), |(text, fragment)| (text, fragment));
    let (text, query) = text.split_once('?').map_or((text, ""), |(text, query)| (text, query));
    if !consists_of(fragment, b"/?:@") || !consists_of(query, b"/?:@") {
        return false;
    }
    if let Some(rest) = text.strip_prefix("//") {
        let end = rest.find('/').unwrap_or(rest.len());
        return is_authority(&rest[..end]) && consists_of(&rest[end..], b"/:@");
    }
    // Without a scheme, a colon in the first segment would make one.
    let first = text.split('/').next().unwrap_or("");
    consists_of(text, b"/:@") && (has_scheme || !first.contains(':'))
}

/// Returns whether a text has only unreserved characters, delimiters of parts, escaped bytes and some others.
fn consists_of(text: &str, others: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'%' {
            let is_escape =
                bytes.get(at + 1..at + 3).is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit));
            if !is_escape {
                return false;
            }
            at += 3;
            continue;
        }
        if !byte.is_ascii_alphanumeric() && !b"-._~!$&'()*+,;=".contains(&byte) && !others.contains(&byte) {
            return false;
        }
        at += 1;
    }
    true
}

fn is_authority(text: &str) -> bool {
    let (user, rest) = text.rsplit_once('@').map_or(("", text), |(user, rest)| (user, rest));
    if !consists_of(user, b":") {
        return false;
    }
    let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(rest) = rest.strip_prefix('[') {
        let Some((literal, port)) = rest.split_once(']') else { return false };
        let has_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return has_port && (is_address(literal) || is_future_address(literal));
    }
    let (host, port) = rest.rsplit_once(':').map_or((rest, ""), |(host, port)| (host, port));
    is_port(port) && consists_of(host, b"") && is_escaped_text(host)
}

fn is_address(literal: &str) -> bool {
    match literal.split_once('%') {
        Some((address, zone)) => {
            let Some(zone) = zone.strip_prefix("25") else { return false };
            let is_zone = zone.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte));
            !zone.is_empty()
                && is_zone
                && consists_of(zone, b"")
                && is_escaped_text(zone)
                && address.parse::<Ipv6Addr>().is_ok()
        }
        None => literal.parse::<Ipv6Addr>().is_ok(),
    }
}

/// `v1.fe80:1`, for versions of IP to come.
fn is_future_address(literal: &str) -> bool {
    let Some((version, address)) = literal.strip_prefix('v').and_then(|rest| rest.split_once('.')) else {
        return false;
    };
    let is_version = !version.is_empty() && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_version && !address.is_empty() && !address.contains('%') && consists_of(address, b":")
}

/// Returns whether the escaped bytes of a text are UTF-8.
fn is_escaped_text(text: &str) -> bool {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let (Some(digits), '%') = (rest.get(1..3), c) {
            out.push(u8::from_str_radix(digits, 16).unwrap_or(0));
            rest = &rest[3..];
        } else {
            let len = c.len_utf8();
            out.extend_from_slice(&rest.as_bytes()[..len]);
            rest = &rest[len..];
        }
    }
    std::str::from_utf8(&out).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_follow_the_grammar() {
        let uris = [
            "https://u:p@example.com:8080/a/b;c?d=e&f#g",
            "mailto:a@b.c",
            "urn:isbn:1",
            "file:///a",
            "a:",
            "a:?b#c",
            "http://[::1]:80/",
            "http://[fe80::1%25en0]",
            "http://[v1.a:b]",
            "http://h%C3%A9/",
            "a:/b//c",
            "a://",
        ];
        for uri in uris {
            assert!(is_uri(uri), "{uri}");
        }
        let others = [
            "",
            "a",
            "//a",
            "1a:b",
            "a:b c",
            "a:%4",
            "a:%zz",
            "http://[::1",
            "http://[::1%en0]",
            "http://a:b",
            "http://h%C3/",
            "a:b#c#d",
            "a:é",
            "http://[v.a]",
            "http://[fe80::1%25]",
            "a:[b]",
            "http://a@b@c",
        ];
        for other in others {
            assert!(!is_uri(other), "{other}");
        }
        for reference in ["", "a/b", "/a", "//h/a", "?q", "#f", "./a:b", "a:b"] {
            assert!(is_uri_reference(reference), "{reference}");
        }
        for other in [":a", "1a:b", "a b", "//[", "\\"] {
            assert!(!is_uri_reference(other), "{other}");
        }
    }
}
