//! Functions of protovalidate.

mod address;
mod uri;

use crate::eval::meter::{Failure, Outcome};
use crate::functions::{Context, Functions, add_all as add};
use crate::value::data::Value;
use crate::value::message::no_field;
use rustc_hash::FxHashSet;

pub(super) fn add_all(functions: &mut Functions) {
    for ty in ["bool", "int", "uint", "double", "string", "bytes"] {
        add(functions, &format!("list({ty}).unique() -> bool"), Some(unique));
    }
    add(functions, "getField(dyn, string) -> dyn", Some(get_field));
    add(functions, "double.isNan() -> bool", Some(is_nan));
    add(functions, "double.isInf() -> bool; double.isInf(int) -> bool", Some(is_inf));
    add(
        functions,
        "string.isHostname() -> bool",
        Some(|context, args| ask(context, args, address::is_hostname)),
    );
    add(functions, "string.isEmail() -> bool", Some(|context, args| ask(context, args, address::is_email)));
    add(functions, "string.isUri() -> bool", Some(|context, args| ask(context, args, uri::is_uri)));
    add(
        functions,
        "string.isUriRef() -> bool",
        Some(|context, args| ask(context, args, uri::is_uri_reference)),
    );
    add(functions, "string.isIp() -> bool; string.isIp(int) -> bool", Some(is_ip));
    let prefixes =
        "string.isIpPrefix() -> bool; string.isIpPrefix(int) -> bool; string.isIpPrefix(bool) -> bool;
        string.isIpPrefix(int, bool) -> bool";
    add(functions, prefixes, Some(is_ip_prefix));
    add(functions, "string.isHostAndPort(bool) -> bool", Some(is_host_and_port));
    add(
        functions,
        "bytes.startsWith(bytes) -> bool",
        Some(|context, args| pair(context, args, <[u8]>::starts_with)),
    );
    add(
        functions,
        "bytes.endsWith(bytes) -> bool",
        Some(|context, args| pair(context, args, <[u8]>::ends_with)),
    );
    add(functions, "bytes.contains(bytes) -> bool", Some(|context, args| pair(context, args, contains)));
}

fn no_overload<T>() -> Outcome<T> {
    Err(Failure::new("no such overload of a function of protovalidate"))
}

fn text<'a>(context: &Context<'_, '_>, args: &'a [Value<'_>]) -> Outcome<&'a str> {
    let Value::String(text) = &args[0] else { return no_overload() };
    context.step(1 + text.len() / 16)?;
    Ok(text)
}

fn ask<'v>(context: &Context<'_, 'v>, args: &[Value<'v>], is: fn(&str) -> bool) -> Outcome<Value<'v>> {
    Ok(Value::Bool(is(text(context, args)?)))
}

fn pair<'v>(
    context: &Context<'_, 'v>,
    args: &[Value<'v>],
    is: fn(&[u8], &[u8]) -> bool,
) -> Outcome<Value<'v>> {
    let [Value::Bytes(bytes), Value::Bytes(part)] = args else { return no_overload() };
    context.step(1 + (bytes.len() + part.len()) / 16)?;
    Ok(Value::Bool(is(bytes, part)))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    // As a string of characters up to 255, so that the search takes linear time.
    let as_text = |bytes: &[u8]| bytes.iter().map(|&byte| char::from(byte)).collect::<String>();
    as_text(bytes).contains(&as_text(part))
}

/// Element of a list in a form that equal elements share.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Bits(u8, u64),
    Bytes(u8, &'a [u8]),
}

fn unique<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::List(values) = &args[0] else { return no_overload() };
    context.step(1 + values.len())?;
    let mut seen = FxHashSet::default();
    for value in values.iter() {
        let key = match value {
            Value::Bool(value) => Key::Bits(0, u64::from(*value)),
            Value::Int(int) => Key::Bits(1, *int as u64),
            Value::Uint(uint) => Key::Bits(2, *uint),
            Value::Double(double) if double.is_nan() => continue,
            // Zero has two forms.
            Value::Double(double) => Key::Bits(3, (double + 0.0).to_bits()),
            Value::String(text) => Key::Bytes(0, text.as_bytes()),
            Value::Bytes(bytes) => Key::Bytes(1, bytes),
            _ => return no_overload(),
        };
        if let Key::Bytes(_, bytes) = key {
            context.step(bytes.len() / 16)?;
        }
        if !seen.insert(key) {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn get_field<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let [Value::Message(message), Value::String(name)] = args else { return no_overload() };
    message.field(name).ok_or_else(|| no_field(message.name(), name))
}

fn is_nan<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::Double(double) = args[0] else { return no_overload() };
    Ok(Value::Bool(double.is_nan()))
}

fn is_inf<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::Double(double) = args[0] else { return no_overload() };
    let has_sign = match args.get(1) {
        None | Some(Value::Int(0)) => true,
        Some(Value::Int(sign)) => (*sign > 0) == (double > 0.0),
        Some(_) => return no_overload(),
    };
    Ok(Value::Bool(double.is_infinite() && has_sign))
}

fn is_ip<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let version = match args.get(1) {
        None => 0,
        Some(Value::Int(version)) => *version,
        Some(_) => return no_overload(),
    };
    Ok(Value::Bool(address::is_ip(text(context, args)?, version)))
}

fn is_ip_prefix<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (mut version, mut is_strict) = (0, false);
    for arg in &args[1..] {
        match arg {
            Value::Int(int) => version = *int,
            Value::Bool(value) => is_strict = *value,
            _ => return no_overload(),
        }
    }
    Ok(Value::Bool(address::is_ip_prefix(text(context, args)?, version, is_strict)))
}

fn is_host_and_port<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::Bool(needs_port) = args[1] else { return no_overload() };
    Ok(Value::Bool(address::is_host_and_port(text(context, args)?, needs_port)))
}
