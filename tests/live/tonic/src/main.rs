//! A gRPC server that answers reflection for the services of a descriptor set, and nothing else.
//!
//!     live-server SET [--cert FILE --key FILE [--ca FILE]] [--token TOKEN] [--v1alpha]
//!
//! Prints its port. With --ca it asks clients for a certificate, with --token for `authorization: Bearer TOKEN`.

use std::error::Error;
use std::fs;
use tokio::io::AsyncReadExt;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};
use tonic::{Request, Status};
use tonic_reflection::server::Builder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let (mut set, mut cert, mut key, mut ca, mut token, mut is_v1alpha) = (None, None, None, None, None, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--cert" => cert = arguments.next(),
            "--key" => key = arguments.next(),
            "--ca" => ca = arguments.next(),
            "--token" => token = arguments.next(),
            "--v1alpha" => is_v1alpha = true,
            _ => set = Some(argument),
        }
    }
    let set: &'static [u8] = Box::leak(fs::read(set.ok_or("no set is named")?)?.into_boxed_slice());
    let allows = move |request: Request<()>| {
        let given = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        match &token {
            Some(token) if given != Some(&format!("Bearer {token}")) => {
                Err(Status::unauthenticated("the token is missing or wrong"))
            }
            _ => Ok(request),
        }
    };
    let builder = Builder::configure().register_encoded_file_descriptor_set(set);
    let mut server = Server::builder();
    if let (Some(cert), Some(key)) = (cert, key) {
        let tls = ServerTlsConfig::new().identity(Identity::from_pem(fs::read(cert)?, fs::read(key)?));
        let tls = match ca {
            Some(ca) => tls.client_ca_root(Certificate::from_pem(fs::read(ca)?)),
            None => tls,
        };
        server = server.tls_config(tls)?;
    }
    let router = match is_v1alpha {
        true => server.add_service(InterceptedService::new(builder.build_v1alpha()?, allows)),
        false => server.add_service(InterceptedService::new(builder.build_v1()?, allows)),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    // The script that started the server holds the other end.
    let end = async {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    router.serve_with_incoming_shutdown(TcpListenerStream::new(listener), end).await?;
    Ok(())
}
