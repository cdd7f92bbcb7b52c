//! Connections: TCP, TLS and Unix sockets up to HTTP/2, with their errors in words. Knows no gRPC.

use super::flags::Flags;
use super::place::Place;
use super::tls;
use bytes::Bytes;
use h2::client::SendRequest;
use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::ServerName;

/// A server that can be connected to: files are read, and names are valid.
pub(super) struct Prepared<'t> {
    place: Place<'t>,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    /// Name that the certificate has to have.
    name: String,
    pub(super) authority: String,
}

/// A connection, and the reason why it ended, once it did.
pub(super) struct Connection {
    pub(super) requests: SendRequest<Bytes>,
    end: Arc<Mutex<Option<h2::Error>>>,
    is_tls: bool,
    name: String,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// Bytes that a server may send before we have read them.
const WINDOW: u32 = 4 << 20;

impl<'t> Prepared<'t> {
    /// The error is for the user.
    pub(super) fn new(place: Place<'t>, flags: &Flags) -> Result<Prepared<'t>, String> {
        let authority = flags.authority.clone().unwrap_or_else(|| match place {
            Place::Tcp { host, port, .. } if host.contains(':') => format!("[{host}]:{port}"),
            Place::Tcp { host, port, .. } => format!("{host}:{port}"),
            Place::Unix(_) => "localhost".to_owned(),
        });
        if authority.parse::<http::uri::Authority>().is_err() {
            return Err(format!("`{authority}` is no authority"));
        }
        let own = flags.authority.as_deref().map(|name| name.rsplit_once(':').map_or(name, |(name, _)| name));
        let (host, is_tls) = match place {
            Place::Tcp { host, is_tls, .. } => (host, is_tls),
            Place::Unix(_) => ("localhost", false),
        };
        let name = flags.servername.as_deref().or(own).unwrap_or(host).to_owned();
        let tls = match is_tls {
            false => None,
            true => {
                let wrong = |_| format!("`{name}` cannot be the name of a server");
                let server = ServerName::try_from(name.clone()).map_err(wrong)?;
                Some((TlsConnector::from(Arc::new(tls::config(flags)?)), server))
            }
        };
        Ok(Prepared { place, tls, name, authority })
    }

    /// The error is for the user.
    pub(super) async fn connect(&self, flags: &Flags) -> Result<Connection, String> {
        let limit = flags.connect_timeout;
        let slow = || {
            format!("there is no connection after {} s; --connect-timeout waits longer", limit.as_secs_f64())
        };
        let stream = tokio::time::timeout(limit, self.open()).await.map_err(|_| slow())??;
        let mut builder = h2::client::Builder::new();
        builder
            .initial_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .max_header_list_size(64 << 10)
            .enable_push(false);
        let (requests, connection) =
            builder.handshake(stream).await.map_err(|error| self.reason_of(&error, self.tls.is_some()))?;
        let end = Arc::new(Mutex::new(None));
        let ended = end.clone();
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                *ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        });
        Ok(Connection { requests, end, is_tls: self.tls.is_some(), name: self.name.clone() })
    }

    fn reason_of(&self, error: &h2::Error, is_tls: bool) -> String {
        reason(error, is_tls, &self.name)
    }

    async fn open(&self) -> Result<Box<dyn Stream>, String> {
        let (host, port) = match self.place {
            Place::Unix(path) => return unix(path).await,
            Place::Tcp { host, port, .. } => (host, port),
        };
        let unknown = |error: io::Error| format!("the name `{host}` is not known: {error}");
        let addresses: Vec<_> = tokio::net::lookup_host((host, port)).await.map_err(unknown)?.collect();
        let mut last = None;
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => return self.secured(stream).await,
                Err(error) => last = Some(error),
            }
        }
        Err(last.map_or_else(|| format!("the name `{host}` has no address"), |error| refused(&error)))
    }

    async fn secured(&self, stream: TcpStream) -> Result<Box<dyn Stream>, String> {
        // Requests are small, and each waits for its answer.
        let _ = stream.set_nodelay(true);
        let Some((connector, server)) = &self.tls else { return Ok(Box::new(stream)) };
        match connector.connect(server.clone(), stream).await {
            Ok(stream) => Ok(Box::new(stream)),
            Err(error) => Err(of_tls(&error, &self.name).unwrap_or_else(|| match error.kind() {
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
                    "it closes the connection when TLS begins; write `grpc://` for a server without it"
                        .to_owned()
                }
                _ => refused(&error),
            })),
        }
    }
}

#[cfg(unix)]
async fn unix(path: &str) -> Result<Box<dyn Stream>, String> {
    let stream = tokio::net::UnixStream::connect(path).await;
    stream.map(|stream| Box::new(stream) as Box<dyn Stream>).map_err(|error| refused(&error))
}

#[cfg(not(unix))]
async fn unix(_: &str) -> Result<Box<dyn Stream>, String> {
    Err("this system has no Unix sockets".to_owned())
}

fn refused(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "nothing listens there".to_owned(),
        io::ErrorKind::NotFound => "there is no such socket".to_owned(),
        _ => format!("there is no connection: {}", crate::write::reason(error)),
    }
}

impl Connection {
    /// Says why a call failed. The error is for the user.
    pub(super) async fn reason(&self, error: &h2::Error) -> String {
        // The connection may know more, and say so only after the call.
        tokio::task::yield_now().await;
        let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let knows_more = end.as_ref().filter(|end| end.is_io() || end.source().is_some());
        reason(knows_more.unwrap_or(error), self.is_tls, &self.name)
    }
}

fn reason(error: &h2::Error, is_tls: bool, name: &str) -> String {
    if let Some(why) = error.get_io().and_then(|error| of_tls(error, name)) {
        return why;
    }
    let is_closed = error.is_io() || error.is_go_away() && error.is_library();
    match error.reason() {
        _ if is_closed && is_tls => {
            "it closes the connection without an answer; if it asks for a certificate of the client, name one with \
             --cert and --key"
                .to_owned()
        }
        Some(h2::Reason::FRAME_SIZE_ERROR | h2::Reason::PROTOCOL_ERROR) if !is_tls => {
            "it does not speak HTTP/2 without TLS; write `grpcs://` for a server with TLS".to_owned()
        }
        _ if is_closed => {
            "it closes the connection without an answer; write `grpcs://` for a server with TLS".to_owned()
        }
        _ => format!("it breaks off the call: {error}"),
    }
}

fn of_tls(error: &io::Error, name: &str) -> Option<String> {
    let inner = error.get_ref()?.downcast_ref::<rustls::Error>()?;
    Some(tls::reason(inner, name))
}
