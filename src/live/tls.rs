//! TLS: certificates that are trusted, the one of the client, and errors in words. Opens no connection.

use super::flags::{Flags, Trust};
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{self, CryptoProvider};
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    self, AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore,
    SignatureScheme,
};

/// Returns the terms of TLS. The error is for the user.
pub(super) fn config(flags: &Flags) -> Result<ClientConfig, String> {
    let provider = Arc::new(crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be used: {error}"))?;
    let builder = match &flags.trust {
        Trust::Anyone => {
            builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer { provider }))
        }
        Trust::System => builder.with_root_certificates(system_roots()?),
        Trust::Authorities(file) => {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(file, "--cacert")? {
                let unusable =
                    |error| format!("a certificate in --cacert {} cannot be used: {error}", file.display());
                roots.add(certificate).map_err(unusable)?;
            }
            builder.with_root_certificates(roots)
        }
    };
    let mut config = match &flags.identity {
        None => builder.with_no_client_auth(),
        Some((cert, key)) => {
            let chain = certificates(cert, "--cert")?;
            let private = PrivateKeyDer::from_pem_file(key).map_err(|error| unread(key, "--key", &error))?;
            let misfit = |error| format!("--cert {} and --key {}: {error}", cert.display(), key.display());
            builder.with_client_auth_cert(chain, private).map_err(misfit)?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

fn system_roots() -> Result<RootCertStore, String> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    match (added, found.errors.first()) {
        (0, Some(error)) => {
            Err(format!("the system's certificates cannot be read: {error}; name some with --cacert"))
        }
        (0, None) => Err("the system trusts no certificates; name some with --cacert".to_owned()),
        _ => Ok(roots),
    }
}

fn certificates(file: &Path, flag: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read.map_err(|error| unread(file, flag, &error))? {
        none if none.is_empty() => Err(format!("{flag} {} has no certificate in PEM", file.display())),
        some => Ok(some),
    }
}

fn unread(file: &Path, flag: &str, error: &pem::Error) -> String {
    let file = file.display();
    match error {
        pem::Error::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            format!("{flag} {file} cannot be read: there is no such file")
        }
        pem::Error::Io(error) => format!("{flag} {file} cannot be read: {}", crate::write::reason(error)),
        pem::Error::NoItemsFound => format!("{flag} {file} has nothing in PEM that fits"),
        _ => format!("{flag} {file} is no PEM: {error}"),
    }
}

/// Says what is wrong with a connection over TLS, and what to do.
pub(super) fn reason(error: &rustls::Error, host: &str) -> String {
    use rustls::Error as E;
    match error {
        E::InvalidMessage(_) => {
            "it does not answer with TLS; write `grpc://` for a server without it".to_owned()
        }
        E::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "its certificate is not signed by an authority that is trusted; name its authority with --cacert"
                .to_owned()
        }
        E::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        ) => {
            format!("its certificate is not for `{host}`; --servername says for whom it is")
        }
        E::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
            "its certificate has expired".to_owned()
        }
        E::InvalidCertificate(error) => format!("its certificate is refused: {error}"),
        E::AlertReceived(AlertDescription::CertificateRequired) => {
            "it asks for a certificate of the client; name one with --cert and --key".to_owned()
        }
        E::AlertReceived(
            alert @ (AlertDescription::UnknownCA
            | AlertDescription::BadCertificate
            | AlertDescription::DecryptError
            | AlertDescription::CertificateUnknown),
        ) => format!("it refuses the certificate of the client ({alert:?})"),
        E::AlertReceived(alert) => format!("it breaks off TLS ({alert:?})"),
        E::NoApplicationProtocol => "it does not speak HTTP/2, and so no gRPC".to_owned(),
        error => format!("TLS fails: {error}"),
    }
}

/// Accepts each certificate, as `--insecure` says. Signatures are still checked.
#[derive(Debug)]
struct AnyServer {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls12_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        crypto::verify_tls13_signature(
            message,
            certificate,
            signed,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
