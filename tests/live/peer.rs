//! A server on loopback whose answers a test decides: each request of reflection goes to a function. It speaks HTTP/2
//! and gRPC's framing, and nothing that a test does not ask for.

use bytes::{BufMut, Bytes};
use h2::server::SendResponse;
use h2::{RecvStream, SendStream};
use http::{HeaderMap, Request, Response};
use prost::Message;
use prost_types::FileDescriptorProto;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

/// Answer to a request.
pub(super) enum Answer {
    Services(Vec<String>),
    Files(Vec<Vec<u8>>),
    /// An `error_response`.
    Error(i32),
    /// The call ends with this status.
    Status(u32, &'static str),
    /// These bytes, without a prefix of their own.
    Raw(Vec<u8>),
    Silence,
}

/// A request, as far as tests look at it.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) is_v1alpha: bool,
    pub(super) authorization: String,
    /// Name of a file.
    pub(super) file: Option<String>,
    /// Full name of a service.
    pub(super) symbol: Option<String>,
}

#[derive(prost::Message)]
struct Question {
    #[prost(string, optional, tag = "3")]
    file: Option<String>,
    #[prost(string, optional, tag = "4")]
    symbol: Option<String>,
}

/// Starts a server, and returns its port. It runs as long as the process.
pub(super) fn serve(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    listener.set_nonblocking(true).unwrap();
    let answer = Arc::new(answer);
    run(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            tokio::spawn(async move {
                let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                while let Some(Ok((request, respond))) = connection.accept().await {
                    tokio::spawn(call(request, respond, answer.clone()));
                }
            });
        }
    });
    port
}

/// Starts a server that writes these bytes to each connection once something came, and closes it.
pub(super) fn serve_bytes(bytes: &'static [u8]) -> u16 {
    use std::io::{Read, Write};
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(bytes);
        }
    });
    port
}

fn run(server: impl Future<Output = ()> + Send + 'static) {
    thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(server);
    });
}

async fn call<F: Fn(&Asked) -> Answer>(
    request: Request<RecvStream>,
    mut respond: SendResponse<Bytes>,
    answer: Arc<F>,
) {
    let (head, mut body) = request.into_parts();
    let authorization = head.headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or("");
    let base = Asked {
        is_v1alpha: head.uri.path().contains("v1alpha"),
        authorization: authorization.to_owned(),
        ..Asked::default()
    };
    let mut open: Option<SendStream<Bytes>> = None;
    let mut bytes = Vec::new();
    while let Some(Ok(piece)) = body.data().await {
        let _ = body.flow_control().release_capacity(piece.len());
        bytes.extend_from_slice(&piece);
        while let Some(length) = bytes.get(1..5).map(|it| u32::from_be_bytes(it.try_into().unwrap()) as usize)
        {
            if bytes.len() < 5 + length {
                break;
            }
            let question = Question::decode(&bytes[5..5 + length]).unwrap();
            bytes.drain(..5 + length);
            let asked = Asked { file: question.file, symbol: question.symbol, ..base.clone() };
            let given = answer(&asked);
            if let Answer::Status(code, message) = given {
                let status = trailers(code, message);
                match &mut open {
                    Some(stream) => drop(stream.send_trailers(status)),
                    None => {
                        let mut response = response();
                        response.headers_mut().extend(status);
                        let _ = respond.send_response(response, true);
                    }
                }
                return;
            }
            let payload = match given {
                Answer::Silence => continue,
                Answer::Raw(bytes) => bytes,
                given => framed(&encoded(given)),
            };
            if open.is_none() {
                open = respond.send_response(response(), false).ok();
            }
            let Some(stream) = &mut open else { return };
            let _ = stream.send_data(payload.into(), false);
        }
    }
    if let Some(mut stream) = open {
        let _ = stream.send_trailers(trailers(0, ""));
    }
}

fn response() -> Response<()> {
    Response::builder().header("content-type", "application/grpc").body(()).unwrap()
}

fn trailers(code: u32, message: &str) -> HeaderMap {
    let mut map = HeaderMap::new();
    map.insert("grpc-status", code.into());
    map.insert("grpc-message", message.parse().unwrap());
    map
}

pub(super) fn framed(message: &[u8]) -> Vec<u8> {
    let mut out = vec![0];
    out.put_u32(u32::try_from(message.len()).unwrap());
    out.extend_from_slice(message);
    out
}

fn encoded(answer: Answer) -> Vec<u8> {
    let mut out = Vec::new();
    match answer {
        Answer::Services(names) => {
            let mut list = Vec::new();
            for name in names {
                let mut service = Vec::new();
                prost::encoding::string::encode(1, &name, &mut service);
                prost::encoding::bytes::encode(1, &service, &mut list);
            }
            prost::encoding::bytes::encode(6, &list, &mut out);
        }
        Answer::Files(files) => {
            let mut list = Vec::new();
            files.iter().for_each(|file| prost::encoding::bytes::encode(1, file, &mut list));
            prost::encoding::bytes::encode(4, &list, &mut out);
        }
        Answer::Error(code) => {
            let mut error = Vec::new();
            prost::encoding::int32::encode(1, &code, &mut error);
            prost::encoding::string::encode(2, &"not found".to_owned(), &mut error);
            prost::encoding::bytes::encode(7, &error, &mut out);
        }
        Answer::Status(..) | Answer::Raw(_) | Answer::Silence => {}
    }
    out
}

/// Answers like a server that has these files, one file at a time.
pub(super) fn reflecting(
    files: Vec<FileDescriptorProto>,
) -> impl Fn(&Asked) -> Answer + Send + Sync + 'static {
    let full_name = |file: &FileDescriptorProto, name: &str| match file.package() {
        "" => name.to_owned(),
        package => format!("{package}.{name}"),
    };
    move |asked| {
        let has_service = |file: &&FileDescriptorProto, symbol: &String| {
            file.service.iter().any(|service| full_name(file, service.name()) == *symbol)
        };
        let found = match (&asked.file, &asked.symbol) {
            (Some(name), _) => files.iter().find(|file| file.name() == name),
            (_, Some(symbol)) => files.iter().find(|file| has_service(file, symbol)),
            _ => {
                let names = |file: &FileDescriptorProto| {
                    file.service.iter().map(|service| full_name(file, service.name())).collect::<Vec<_>>()
                };
                return Answer::Services(files.iter().flat_map(names).collect());
            }
        };
        found.map_or(Answer::Error(5), |file| Answer::Files(vec![file.encode_to_vec()]))
    }
}
