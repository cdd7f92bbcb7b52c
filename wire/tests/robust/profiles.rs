//! Checks for any bytes as a profile: they are refused, or all that is done with profiles goes without overflow and
//! without a panic, and merging with a profile of no messages changes nothing.
use protune_wire::Layout;
use protune_wire::profile::{Key, Profile, Profiler};

/// Begins so that random bytes get further than the first field.
pub(crate) const START: &[u8] = b"\x0A\x0Fprotune profile\x10\x02";

pub(crate) fn reading_holds(bytes: &[u8]) {
    let Ok(mut profile) = Profile::decode(bytes) else { return };
    let again = profile.encode();
    assert_eq!(Profile::decode(&again).as_ref(), Ok(&profile));
    for counts in profile.totals().values() {
        let _ = (counts.bytes(), counts.distinct());
        if let Some(values) = &counts.values {
            let _ = (values.total(), values.is_closed());
        }
    }
    let mut twice = profile.clone();
    match twice.merge(&profile) {
        Ok(()) => {
            assert_eq!(twice.messages, profile.messages.saturating_mul(2));
            let _ = twice.encode();
        }
        Err(why) => assert!(profile.sealed, "{why}"),
    }
    profile.seal();
    let sealed = profile.encode();
    assert_eq!(Profile::decode(&sealed).as_ref(), Ok(&profile));
}

/// A profile of some messages, with values under a key.
pub(crate) fn profile<'m>(layout: &Layout, messages: impl Iterator<Item = &'m [u8]>) -> Profile {
    let key = Key::new(b"0123456789abcdef").expect("it is no weak key");
    let mut profiler = Profiler::new(layout).counting(Some(key));
    messages.for_each(|message| profiler.add(message).expect("it was read"));
    profiler.finish()
}
