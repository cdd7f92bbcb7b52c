//! Settings that the editor has for the server.

use serde_json::Value;

/// Settings of the editor. What it does not set has its default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Settings {
    /// Configuration file to use in place of the one around each file.
    pub(super) configuration: Option<String>,
    pub(super) next_number_hints: bool,
    pub(super) json_name_hints: bool,
    pub(super) feature_hints: bool,
    pub(super) lenses: bool,
    /// Older version whose breaking changes are shown, as `--against` takes it.
    pub(super) against: Option<String>,
    /// Branch; the version is the last commit that it and `HEAD` have in common.
    pub(super) merge_base: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            configuration: None,
            next_number_hints: true,
            json_name_hints: true,
            feature_hints: true,
            lenses: false,
            against: None,
            merge_base: None,
        }
    }
}

impl Settings {
    /// Reads settings, bare or below `settings` or `protune`. Also returns the keys that there are not.
    pub(super) fn read(value: &Value) -> (Settings, Vec<String>) {
        let inner = value.get("settings").or_else(|| value.get("protune")).unwrap_or(value);
        let (mut settings, mut unknown) = (Settings::default(), Vec::new());
        for (key, value) in inner.as_object().into_iter().flatten() {
            match key.as_str() {
                "configuration" => settings.configuration = text(value),
                "breaking" => settings.read_breaking(value, &mut unknown),
                "breaking.against" => settings.against = text(value),
                "breaking.againstMergeBase" => settings.merge_base = text(value),
                "inlayHints" => settings.read_hints(value, &mut unknown),
                "codeLens" => settings.lenses = value.as_bool().unwrap_or(false),
                // Of the extension, not of the server.
                "path" | "trace" | "logLevel" => {}
                _ => unknown.push(key.clone()),
            }
        }
        (settings, unknown)
    }

    fn read_breaking(&mut self, value: &Value, unknown: &mut Vec<String>) {
        for (key, value) in value.as_object().into_iter().flatten() {
            match key.as_str() {
                "against" => self.against = text(value),
                "againstMergeBase" => self.merge_base = text(value),
                _ => unknown.push(format!("breaking.{key}")),
            }
        }
    }

    fn read_hints(&mut self, value: &Value, unknown: &mut Vec<String>) {
        for (key, value) in value.as_object().into_iter().flatten() {
            let is_on = value.as_bool().unwrap_or(true);
            match key.as_str() {
                "nextNumber" => self.next_number_hints = is_on,
                "jsonName" => self.json_name_hints = is_on,
                "features" => self.feature_hints = is_on,
                _ => unknown.push(format!("inlayHints.{key}")),
            }
        }
    }
}

/// A text that is not empty.
fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn settings_are_read_wherever_editors_put_them() {
        let bare = json!({ "codeLens": true, "inlayHints": { "jsonName": false }, "colour": 1 });
        for value in [json!({ "settings": bare }), json!({ "protune": bare }), bare.clone()] {
            let (settings, unknown) = Settings::read(&value);
            assert!(settings.lenses && !settings.json_name_hints && settings.next_number_hints);
            assert_eq!(unknown, ["colour"]);
        }
        let breaking = Settings::read(&json!({ "breaking": { "against": "git:main", "on": true } }));
        assert_eq!(
            (breaking.0.against(), breaking.1),
            (Some("git:main".to_owned()), vec!["breaking.on".to_owned()])
        );
        assert_eq!(Settings::read(&Value::Null), (Settings::default(), Vec::new()));
    }
}
