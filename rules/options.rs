//! Options of rules, and their settings. The room of a rule declares its options. Options of several rules are declared
//! here.

/// Option of a rule.
#[derive(Debug)]
pub struct RuleOption {
    /// Name in configuration files, in lower_snake_case; the same as in buf if buf has the option.
    pub name: &'static str,
    /// Description in one line.
    pub doc: &'static str,
    pub default: Default,
}

/// Default value of an option, which also determines its type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Default {
    Flag(bool),
    Text(&'static str),
    /// One of these words; the first is the default.
    OneOf(&'static [&'static str]),
    Number(u32),
    /// Empty list of texts.
    List,
}

/// Value that was set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Setting {
    Flag(bool),
    /// Also for one of several words.
    Text(String),
    Number(u32),
    List(Vec<String>),
}

/// Options that were set, by name; each at most once.
#[derive(Clone, std::default::Default, PartialEq, Eq, Debug)]
pub struct Options(Vec<(&'static str, Setting)>);

impl Options {
    /// No options are set.
    pub const NONE: &Options = &Options(Vec::new());

    /// Sets an option, and replaces an earlier setting.
    pub fn set(&mut self, option: &'static RuleOption, setting: Setting) {
        self.0.retain(|(name, _)| *name != option.name);
        self.0.push((option.name, setting));
    }

    /// Value of an option of type flag; false for other types.
    pub fn flag(&self, option: &RuleOption) -> bool {
        match (self.get(option), option.default) {
            (Some(Setting::Flag(flag)), _) => *flag,
            (_, default) => default == Default::Flag(true),
        }
    }

    /// Value of an option of type text or word; empty for other types.
    pub fn text(&self, option: &RuleOption) -> &str {
        match (self.get(option), option.default) {
            (Some(Setting::Text(text)), _) => text,
            (_, Default::Text(text)) => text,
            (_, Default::OneOf([word, ..])) => word,
            _ => "",
        }
    }

    /// Value of an option of type number; 0 for other types.
    pub fn number(&self, option: &RuleOption) -> u32 {
        match (self.get(option), option.default) {
            (Some(Setting::Number(number)), _) => *number,
            (_, Default::Number(number)) => number,
            _ => 0,
        }
    }

    /// Value of an option of type list; empty for other types.
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

/// Option of the rules about requests.
pub(crate) static ALLOW_EMPTY_REQUESTS: RuleOption = RuleOption {
    name: "rpc_allow_google_protobuf_empty_requests",
    doc: "allow RPCs to take google.protobuf.Empty",
    default: Default::Flag(false),
};

/// Option of the rules about responses.
pub(crate) static ALLOW_EMPTY_RESPONSES: RuleOption = RuleOption {
    name: "rpc_allow_google_protobuf_empty_responses",
    doc: "allow RPCs to return google.protobuf.Empty",
    default: Default::Flag(false),
};
