//! Flags of connections to running servers, with the words that grpcurl has for them. Connects to none.

use crate::live::{self, Flags, Header, Trust};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(clap::Args)]
#[command(next_help_heading = "Servers")]
pub(super) struct Servers {
    /// Trust servers with a certificate of these authorities (PEM), instead of those that the system trusts.
    #[arg(long, value_name = "FILE")]
    cacert: Option<PathBuf>,
    /// Certificate of the client (PEM), for servers that ask for one.
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// Key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Accept any certificate of a server.
    #[arg(long, conflicts_with = "cacert")]
    insecure: bool,
    /// Name that the certificate of the server has to have, instead of the host.
    #[arg(long, value_name = "NAME")]
    servername: Option<String>,
    /// Value of the header `:authority`, instead of the address.
    #[arg(long, value_name = "NAME")]
    authority: Option<String>,
    /// Send this header; `${NAME}` in it is replaced by that variable of the environment. The value is never printed.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    headers: Vec<String>,
    /// Give up if there is no connection after this time.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    connect_timeout: Duration,
    /// Give up if the server has not answered everything after this time.
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    max_time: Duration,
    /// Give up if a message of the server has more bytes [default: 64 MiB].
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1..=MOST_BYTES))]
    max_msg_sz: Option<u64>,
    /// Write the schema of the server to this file: a descriptor set that `--against` takes, for CI without the server.
    #[arg(long, value_name = "FILE")]
    save_baseline: Option<PathBuf>,
}

const DEFAULT_BYTES: u64 = 64 << 20;
const MOST_BYTES: u64 = 1 << 30;

/// A day; zero would be no time at all.
const MOST_SECONDS: f64 = 86_400.0;

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "it is no number of seconds".to_owned())?;
    match seconds > 0.0 && seconds <= MOST_SECONDS {
        true => Ok(Duration::from_secs_f64(seconds)),
        false => Err(format!("it is not between 0 and {MOST_SECONDS}")),
    }
}

impl Servers {
    /// Returns the terms of connections. The error is for the user.
    pub(super) fn flags(&self) -> Result<Flags, String> {
        let trust = match (&self.cacert, self.insecure) {
            (_, true) => Trust::Anyone,
            (Some(file), false) => Trust::Authorities(file.clone()),
            (None, false) => Trust::System,
        };
        let headers = self.headers.iter().map(|text| Header::read(text)).collect::<Result<_, _>>();
        Ok(Flags {
            trust,
            identity: self.cert.clone().zip(self.key.clone()),
            servername: self.servername.clone(),
            authority: self.authority.clone(),
            headers: headers.map_err(|why| format!("--header: {why}"))?,
            connect_timeout: self.connect_timeout,
            max_time: self.max_time,
            max_message: self.max_msg_sz.unwrap_or(DEFAULT_BYTES),
        })
    }

    /// Fails for a baseline of no server, or of several.
    pub(super) fn judge(&self, against: &[String]) -> Result<(), String> {
        let count = against.iter().filter(|text| live::is_place(text)).count();
        match (&self.save_baseline, count) {
            (None, _) | (_, 1) => Ok(()),
            (Some(_), 0) => {
                Err("--save-baseline is for a running server: --against grpc://HOST:PORT".to_owned())
            }
            (Some(_), _) => Err("--save-baseline takes the schema of one server".to_owned()),
        }
    }

    pub(super) fn baseline(&self) -> Option<&Path> {
        self.save_baseline.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_are_seconds() {
        assert_eq!(seconds("0.5").map(|time| time.as_millis()), Ok(500));
        for text in ["0", "-1", "nan", "inf", "1s", "1e9"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
