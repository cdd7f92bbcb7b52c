//! What can be set of rules, and what was set. An option is declared in the room of its rule; one that
//! several rules read is declared once, here.

/// Something of a rule that can be set, by its name in a configuration file.
#[derive(Debug)]
pub struct RuleOption {
    /// lower_snake; buf's name where buf has the option.
    pub name: &'static str,
    /// One line: what it does.
    pub doc: &'static str,
    pub default: Default,
}

/// What an option is when nobody set it; says also of which type it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Default {
    Flag(bool),
    Text(&'static str),
    /// Of texts; empty.
    List,
}

/// What was set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    Flag(bool),
    Text(String),
    List(Vec<String>),
}

/// The options that were set, by name; each at most once.
#[derive(Clone, std::default::Default, PartialEq, Eq, Debug)]
pub struct Options(Vec<(&'static str, Setting)>);

impl Options {
    /// Nothing is set.
    pub const NONE: &Options = &Options(Vec::new());

    /// The last setting of an option stands.
    pub fn set(&mut self, option: &'static RuleOption, setting: Setting) {
        self.0.retain(|(name, _)| *name != option.name);
        self.0.push((option.name, setting));
    }

    /// What an option of type flag is; false for one of another type.
    pub fn flag(&self, option: &RuleOption) -> bool {
        match (self.get(option), option.default) {
            (Some(Setting::Flag(flag)), _) => *flag,
            (_, default) => default == Default::Flag(true),
        }
    }

    /// What an option of type text is; empty for one of another type.
    pub fn text(&self, option: &RuleOption) -> &str {
        match (self.get(option), option.default) {
            (Some(Setting::Text(text)), _) => text,
            (_, Default::Text(text)) => text,
            _ => "",
        }
    }

    /// What an option of type list is; empty for one of another type.
    pub fn list(&self, option: &RuleOption) -> &[String] {
        match self.get(option) {
            Some(Setting::List(list)) => list,
            _ => &[],
        }
    }

    fn get(&self, option: &RuleOption) -> Option<&Setting> {
        self.0.iter().find(|(name, _)| *name == option.name).map(|(_, setting)| setting)
    }
}

/// Of the rules about what RPCs take.
pub(crate) static ALLOW_EMPTY_REQUESTS: RuleOption = RuleOption {
    name: "rpc_allow_google_protobuf_empty_requests",
    doc: "RPCs may take google.protobuf.Empty",
    default: Default::Flag(false),
};

/// Of the rules about what RPCs give.
pub(crate) static ALLOW_EMPTY_RESPONSES: RuleOption = RuleOption {
    name: "rpc_allow_google_protobuf_empty_responses",
    doc: "RPCs may return google.protobuf.Empty",
    default: Default::Flag(false),
};
