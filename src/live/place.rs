//! Addresses of servers, as they are written: `grpc://host:port`, `grpcs://host:port`, `unix:path`. Connects to none.

use std::borrow::Cow;

/// Address of a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place<'t> {
    Tcp {
        /// A name or an address, without brackets.
        host: &'t str,
        port: u16,
        is_tls: bool,
    },
    /// Path of a socket.
    Unix(&'t str),
}

/// Returns whether a text is meant as the address of a server.
pub fn is_place(text: &str) -> bool {
    ["grpc://", "grpcs://", "unix:"].iter().any(|scheme| text.starts_with(scheme))
}

/// The text of an input as it can be printed: the user in an address may come with a password.
pub fn shown(text: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = text.split_once("://").filter(|_| is_place(text)) else { return text.into() };
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://***@{host}").into(),
        None => text.into(),
    }
}

impl<'t> Place<'t> {
    /// Reads an address. The error is for the user.
    pub fn read(text: &'t str) -> Result<Place<'t>, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            // As in gRPC's own names, with the path whole behind two slashes.
            let path = path.strip_prefix("//").filter(|rest| rest.starts_with('/')).unwrap_or(path);
            return if path.is_empty() {
                Err("the path of the socket is missing".to_owned())
            } else {
                Ok(Place::Unix(path))
            };
        }
        let (is_tls, rest) = match text.strip_prefix("grpcs://") {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix("grpc://").unwrap_or(text)),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('@') {
            return Err(
                "an address has no user; send credentials with `--header 'authorization: Bearer ${TOKEN}'`"
                    .to_owned(),
            );
        }
        if rest.contains(['/', '?', '#']) {
            return Err("an address of a server has no path; write `grpcs://HOST:PORT`".to_owned());
        }
        let wrong = || {
            format!("`{rest}` is no HOST:PORT; write `grpc://HOST:PORT` or, with TLS, `grpcs://HOST:PORT`")
        };
        let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':')),
            None => rest.rsplit_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or_else(wrong)?,
            None if is_tls => 443,
            None => return Err(wrong()),
        };
        if host.is_empty() || !rest.starts_with('[') && host.contains(':') {
            return Err(wrong());
        }
        Ok(Place::Tcp { host, port, is_tls })
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, shown};

    #[test]
    fn addresses_are_read() {
        let tcp = |host, port, is_tls| Ok(Place::Tcp { host, port, is_tls });
        assert_eq!(Place::read("grpc://localhost:50051"), tcp("localhost", 50051, false));
        assert_eq!(Place::read("grpcs://api.example.com"), tcp("api.example.com", 443, true));
        assert_eq!(Place::read("grpcs://[::1]:8443/"), tcp("::1", 8443, true));
        assert_eq!(Place::read("unix:run/a.sock"), Ok(Place::Unix("run/a.sock")));
        assert_eq!(Place::read("unix:///run/a.sock"), Ok(Place::Unix("/run/a.sock")));
        for text in [
            "grpc://localhost",
            "grpc://:1",
            "grpc://a:x",
            "grpc://a:0",
            "grpc://::1:5",
            "unix:",
            "grpc://a:1/b",
        ] {
            assert!(Place::read(text).is_err(), "{text}");
        }
        assert!(Place::read("grpc://me:secret@host:1").is_err_and(|why| !why.contains("secret")));
        assert_eq!(shown("grpc://me:secret@host:1"), "grpc://***@host:1");
        assert_eq!(shown("git@host:a"), "git@host:a");
    }
}
