//! Arguments of a call, read with an error that a model can act on.

use serde_json::{Map, Value};

/// Arguments by their names.
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Takes the arguments, if they are among those that a schema has. The error is for the agent.
    pub(super) fn read(value: Value, schema: &Value) -> Result<Arguments, String> {
        let arguments = match value {
            Value::Null => Map::new(),
            Value::Object(arguments) => arguments,
            _ => return Err("the arguments are not an object".to_owned()),
        };
        let known = schema["properties"].as_object();
        let names: Vec<&str> = known.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
        match arguments.keys().find(|name| !names.contains(&name.as_str())) {
            Some(unknown) => {
                Err(format!("there is no argument `{unknown}`; there are: {}", names.join(", ")))
            }
            None => Ok(Arguments(arguments)),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.contains('\0') => Err(format!("`{name}` has a null byte")),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("`{name}` should be a string")),
        }
    }

    pub(super) fn needed(&self, name: &str) -> Result<&str, String> {
        self.text(name)?.ok_or_else(|| format!("`{name}` is missing"))
    }

    /// A list of strings; one alone counts as a list.
    pub(super) fn words(&self, name: &str) -> Result<Vec<&str>, String> {
        let wrong = || format!("`{name}` should be a list of strings");
        match self.0.get(name) {
            Some(Value::Array(items)) => items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect(),
            Some(Value::String(_)) | None | Some(Value::Null) => Ok(self.text(name)?.into_iter().collect()),
            Some(_) => Err(wrong()),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(format!("`{name}` should be true or false")),
        }
    }

    /// A number from 1 to `most`.
    pub(super) fn number(&self, name: &str, most: usize) -> Result<Option<usize>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
                let fitting = number.filter(|number| (1..=most).contains(number));
                fitting.map(Some).ok_or_else(|| format!("`{name}` should be a number from 1 to {most}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn arguments_have_types() {
        let schema = json!({ "properties": { "paths": {}, "write": {}, "limit": {} } });
        let read = |value| Arguments::read(value, &schema);
        let arguments = read(json!({ "paths": ["a", "b"], "write": true, "limit": 7 })).unwrap();
        assert_eq!(arguments.words("paths").unwrap(), ["a", "b"]);
        assert_eq!((arguments.flag("write"), arguments.number("limit", 9)), (Ok(true), Ok(Some(7))));
        assert!(arguments.number("limit", 6).is_err() && arguments.flag("limit").is_err());
        assert_eq!(read(json!({ "paths": "a" })).unwrap().words("paths").unwrap(), ["a"]);
        assert!(read(json!({ "paths": [1] })).unwrap().words("paths").is_err());
        let error = read(json!({ "path": "a" })).err().unwrap();
        assert_eq!(error, "there is no argument `path`; there are: limit, paths, write");
        assert!(read(json!([])).is_err() && read(Value::Null).is_ok());
    }
}
