//! Names of hosts, addresses of mail and of IP, and ports.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Returns whether a text is the name of a host: labels of letters, digits and hyphens, the last one not a number.
pub(super) fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or("");
    text.len() <= 253 && name.split('.').all(is_label) && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether a text is an address of mail, as browsers check it.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    !local.is_empty() && local.bytes().all(is_local) && domain.split('.').all(is_label)
}

/// Returns whether a text is an address of a version of IP, 4, 6 or any for 0.
pub(super) fn is_ip(text: &str, version: i64) -> bool {
    match version {
        0 => is_ip(text, 4) || is_ip(text, 6),
        4 => text.parse::<Ipv4Addr>().is_ok(),
        6 => match text.split_once('%') {
            // Other implementations end an address with an embedded IPv4 address there.
            Some((address, zone)) => {
                !zone.is_empty() && !address.contains('.') && address.parse::<Ipv6Addr>().is_ok()
            }
            None => text.parse::<Ipv6Addr>().is_ok(),
        },
        _ => false,
    }
}

/// Returns whether a text is an address and the length of its prefix; behind it, a strict one has only zeros.
pub(super) fn is_ip_prefix(text: &str, version: i64, is_strict: bool) -> bool {
    let Some((address, length)) = text.rsplit_once('/') else { return false };
    let Some(length) = number(length, 128) else { return false };
    let host_bits = |bits: u128, width: u32| match width.checked_sub(length) {
        None => None,
        Some(128) => Some(bits),
        Some(host) => Some(bits & ((1u128 << host) - 1)),
    };
    let host = match (address.parse::<Ipv4Addr>(), address.parse::<Ipv6Addr>()) {
        (Ok(address), _) if version == 4 || version == 0 => host_bits(u128::from(u32::from(address)), 32),
        (_, Ok(address)) if version == 6 || version == 0 => host_bits(u128::from(address), 128),
        _ => None,
    };
    host.is_some_and(|host| host == 0 || !is_strict)
}

/// A number without zeros in front, up to a greatest one.
fn number(text: &str, greatest: u32) -> Option<u32> {
    let is_number = (1..=5).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text == "0" || !text.starts_with('0'));
    is_number.then(|| text.parse().ok())?.filter(|&number| number <= greatest)
}

/// Returns whether a text is a host, and a port behind a colon, which may be needed.
pub(super) fn is_host_and_port(text: &str, needs_port: bool) -> bool {
    let is_port = |port: &str| number(port, 65_535).is_some();
    if let Some(rest) = text.strip_prefix('[') {
        let Some((address, port)) = rest.rsplit_once(']') else { return false };
        return is_ip(address, 6)
            && match port.strip_prefix(':') {
                Some(port) => is_port(port),
                None => port.is_empty() && !needs_port,
            };
    }
    let is_host = |host: &str| is_hostname(host) || is_ip(host, 4);
    match text.rsplit_once(':') {
        Some((host, port)) => is_host(host) && is_port(port),
        None => !needs_port && is_host(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_addresses_are_told_from_other_texts() {
        let label = "a".repeat(63);
        for host in ["a", "a.b-c.D1", "example.com.", &label] {
            assert!(is_hostname(host), "{host}");
        }
        for host in
            ["", ".", "-a", "a-", "a..b", "1.2.3", "a_b", "é", &format!("{label}a"), &"a.".repeat(127)]
        {
            assert!(!is_hostname(host), "{host}");
        }
        assert!(is_email("a.b+c@d-e.f") && !is_email("a@b@c") && !is_email("@b") && !is_email("a@-b"));
        assert!(is_ip("127.0.0.1", 4) && is_ip("::1%eth0", 6) && is_ip("::ffff:1.2.3.4", 0));
        assert!(!is_ip("127.0.0.01", 4) && !is_ip("::1%", 6) && !is_ip("1::2::3", 6) && !is_ip("::1", 5));
    }

    #[test]
    fn prefixes_and_ports_are_numbers_in_range() {
        assert!(is_ip_prefix("10.0.0.0/8", 0, true) && is_ip_prefix("10.1.0.0/8", 4, false));
        assert!(is_ip_prefix("::/0", 6, true) && is_ip_prefix("fe80::/128", 6, false));
        assert!(!is_ip_prefix("10.1.0.0/8", 4, true) && !is_ip_prefix("10.0.0.0/33", 0, false));
        assert!(!is_ip_prefix("10.0.0.0/08", 0, false) && !is_ip_prefix("::1%eth0/64", 6, false));
        assert!(
            is_host_and_port("a:0", true)
                && is_host_and_port("[::1]:65535", true)
                && is_host_and_port("a", false)
        );
        assert!(
            !is_host_and_port("a:65536", true)
                && !is_host_and_port("[::1]", true)
                && !is_host_and_port("::1", false)
        );
        assert!(
            !is_host_and_port("a:00", true)
                && !is_host_and_port("[::1]x", false)
                && !is_host_and_port("", false)
        );
    }
}
