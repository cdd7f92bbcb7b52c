//! Clients that refuse a service config, in the words of a finding. One bad value makes them drop the whole config (gRFC
//! A21).

/// Implementations whose parsers are known.
pub(super) const ALL: &str = "C-core, Go, Java and Node";

/// Returns what is wrong, and the consequence.
pub(super) fn refused(problem: &str, clients: &str) -> String {
    format!("{problem}; gRPC for {clients} refuses the whole config")
}
