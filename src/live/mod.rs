//! Running servers: the descriptors that they report over gRPC reflection. The only folder that uses the network.
//! It trusts nothing that a server says, and judges nothing.
#![cfg_attr(not(feature = "live"), expect(dead_code, reason = "there is no network"))]

mod flags;
mod place;

pub use flags::{Flags, Header, Trust};
pub use place::{Place, is_place, shown};

#[cfg(feature = "live")]
mod call;
#[cfg(feature = "live")]
mod connect;
#[cfg(feature = "live")]
mod frames;
#[cfg(feature = "live")]
mod messages;
#[cfg(feature = "live")]
mod reflect;
#[cfg(feature = "live")]
mod tls;

/// Schema that a server reported.
pub struct Reported {
    /// Encoded `FileDescriptorProto`s.
    pub files: Vec<Vec<u8>>,
    /// Full names of the services that it has, without those that servers have for themselves.
    pub services: Vec<String>,
    /// Services among them for which it has no descriptor.
    pub undescribed: Vec<String>,
}

/// Asks a server for the descriptors of its services, and of all that they import. `is_own` says that a service is meant
/// though servers have it for themselves. The error is for the user.
#[cfg(feature = "live")]
pub fn reflect(place: Place<'_>, flags: &Flags, is_own: &dyn Fn(&str) -> bool) -> Result<Reported, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| format!("no connection can be made: {error}"))?;
    let prepared = connect::Prepared::new(place, flags)?;
    let limit = flags.max_time;
    let slow =
        || format!("it has not answered everything after {} s; --max-time waits longer", limit.as_secs_f64());
    let all = async { tokio::time::timeout(limit, reflect::all(&prepared, flags, is_own)).await };
    let reported = runtime.block_on(all).unwrap_or_else(|_| Err(slow()));
    // Otherwise a name that is still looked up would be waited for.
    runtime.shutdown_background();
    reported
}

/// Without the feature there is no network.
#[cfg(not(feature = "live"))]
pub fn reflect(_: Place<'_>, _: &Flags, _: &dyn Fn(&str) -> bool) -> Result<Reported, String> {
    Err("this protune was built without the feature `live`, and asks no server; build it with the feature, or compare \
         with a file of `--save-baseline`"
        .to_owned())
}
