//! Functions of house rules beyond those of CEL.

use super::glob;
use crate::casing;
use protune_cel::{Context, Env, Failure, Object, Value};
use std::borrow::Cow;

/// Function with its signature and its meaning, for the environment and the documentation.
#[derive(Debug)]
pub struct Function {
    pub signature: &'static str,
    pub doc: &'static str,
    body: Body,
}

type Body = for<'c, 'v> fn(&Context<'c, 'v>, &[Value<'v>]) -> Result<Value<'v>, Failure>;

/// All of them.
pub static FUNCTIONS: &[Function] = &[
    Function {
        signature: "string.isCase(string) -> bool",
        doc: "Whether a name is in `lower_snake_case`, `UPPER_SNAKE_CASE`, `PascalCase` or `camelCase`.",
        body: |_, args| Ok(Value::Bool(to_case(text(args, 0)?, text(args, 1)?)? == text(args, 0)?)),
    },
    Function {
        signature: "string.toCase(string) -> string",
        doc: "The name in one of these cases.",
        body: |_, args| Ok(Value::from(to_case(text(args, 0)?, text(args, 1)?)?.into_owned())),
    },
    Function {
        signature: "string.words() -> list(string)",
        doc: "The words of a name in lower case: of `userID_2` they are `user`, `id` and `2`.",
        body: |_, args| {
            let snake = casing::lower_snake(text(args, 0)?).into_owned();
            let words = snake.split('_').filter(|word| !word.is_empty());
            Ok(Value::list(words.map(|word| Value::from(word.to_owned()))))
        },
    },
    Function {
        signature: "string.glob(string) -> bool",
        doc: "Whether a glob matches. `*` stands for a part of a segment between `/` or `.`, `**` for any text.",
        body: |context, args| {
            let (text, pattern) = (text(args, 0)?, text(args, 1)?);
            context.step(text.len() * pattern.len() / 64)?;
            Ok(Value::Bool(glob::matches(pattern, text)))
        },
    },
    Function {
        signature: "string.trimPrefix(string) -> string",
        doc: "The text without a prefix, if it has it.",
        body: |_, args| {
            let text_ = text(args, 0)?;
            Ok(Value::from(text_.strip_prefix(text(args, 1)?).unwrap_or(text_).to_owned()))
        },
    },
    Function {
        signature: "string.trimSuffix(string) -> string",
        doc: "The text without a suffix, if it has it.",
        body: |_, args| {
            let text_ = text(args, 0)?;
            Ok(Value::from(text_.strip_suffix(text(args, 1)?).unwrap_or(text_).to_owned()))
        },
    },
    Function {
        signature: "message.reserves(int) -> bool",
        doc: "Whether a message reserves a field number.",
        body: |context, args| match (args, context.host()) {
            ([Value::Object(object @ Object { .. }), Value::Int(number)], Some(host)) => {
                Ok(host.key(*object, &number.to_string())?.unwrap_or(Value::Bool(false)))
            }
            _ => Ok(Value::Bool(false)),
        },
    },
    Function {
        signature: "schema.message(string) -> message",
        doc: "The message with this full name in the module and what it imports, or `null`.",
        body: |context, args| declared(context, args, "message"),
    },
    Function {
        signature: "schema.enum(string) -> enum",
        doc: "The enum with this full name, or `null`.",
        body: |context, args| declared(context, args, "enum"),
    },
];

/// Looks a declaration of a kind up.
fn declared<'v>(context: &Context<'_, 'v>, args: &[Value<'v>], kind: &str) -> Result<Value<'v>, Failure> {
    match (args, context.host()) {
        ([Value::Object(schema), name], Some(host)) => {
            let name = name.as_str().unwrap_or_default();
            Ok(host.key(*schema, &format!("{kind}:{name}"))?.unwrap_or(Value::Null))
        }
        _ => Ok(Value::Null),
    }
}

/// Adds all of them.
pub(super) fn add(env: &mut Env) {
    for function in FUNCTIONS {
        env.function(function.signature, function.body).expect("the signatures name types and views");
    }
}

fn text<'a>(args: &'a [Value<'_>], at: usize) -> Result<&'a str, Failure> {
    args[at].as_str().ok_or_else(|| Failure::new("not a string"))
}

/// Names of cases.
pub(super) const CASES: &[&str] = &["lower_snake_case", "UPPER_SNAKE_CASE", "PascalCase", "camelCase"];

fn to_case<'n>(name: &'n str, case: &str) -> Result<Cow<'n, str>, Failure> {
    cased(name, case)
        .ok_or_else(|| Failure::new(format!("there is no case `{case}`: the cases are {}", CASES.join(", "))))
}

/// A name in a case, if there is such a case.
pub(super) fn cased<'n>(name: &'n str, case: &str) -> Option<Cow<'n, str>> {
    Some(match case {
        "lower_snake_case" => casing::lower_snake(name),
        "UPPER_SNAKE_CASE" => casing::upper_snake(name),
        "PascalCase" => casing::pascal(name),
        "camelCase" => {
            let pascal = casing::pascal(name);
            let lower = pascal.chars().next().map(|first| first.to_ascii_lowercase());
            let camel: String = lower.into_iter().chain(pascal.chars().skip(1)).collect();
            if camel == name { Cow::Borrowed(name) } else { camel.into() }
        }
        _ => return None,
    })
}
