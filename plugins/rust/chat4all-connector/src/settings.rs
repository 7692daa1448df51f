use crate::Failure;
use std::collections::BTreeMap;

/// One setting of an account in channels.yaml. The JSON Schema that the gateway checks with is made of these.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    name: &'static str,
    about: &'static str,
    default: Option<&'static str>,
    is_secret: bool,
    is_url: bool,
}

impl Setting {
    /// A text that has to be given.
    pub const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, about, default: None, is_secret: false, is_url: false }
    }

    /// A text that must not be seen by anybody, and has to be given: visible characters without blanks.
    pub const fn secret(name: &'static str, about: &'static str) -> Self {
        Self { name, about, default: None, is_secret: true, is_url: false }
    }

    /// The address of a server. The operator's choice may be contacted besides the egress hosts.
    pub const fn url(name: &'static str, about: &'static str, default: &'static str) -> Self {
        Self { name, about, default: Some(default), is_secret: false, is_url: true }
    }

    /// The same, with what holds where it is not given.
    pub const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    fn fault(&self, value: &str) -> Option<String> {
        let is_visible = value.bytes().all(|byte| byte > b' ' && byte < 0x7F);
        if self.is_secret && !is_visible {
            return Some(format!("'{}' has to be visible characters without blanks", self.name));
        }
        let has_scheme = value.starts_with("https://") || value.starts_with("http://");
        if self.is_url && !(is_visible && has_scheme) {
            return Some(format!(
                "'{}' has to look like {}",
                self.name,
                self.default.unwrap_or("https://api.example.org")
            ));
        }
        value.is_empty().then(|| format!("'{}' is empty: it is {}", self.name, self.about))
    }

    pub(crate) fn schema(settings: &[Self]) -> String {
        let quoted = |text: &str| crate::json::Value::from(text).to_string();
        let mut required = Vec::new();
        let mut properties = Vec::new();
        for setting in settings {
            let mut rules =
                vec!["\"type\":\"string\"".to_owned(), format!("\"description\":{}", quoted(setting.about))];
            match setting.default {
                Some(default) => rules.push(format!("\"default\":{}", quoted(default))),
                None => {
                    rules.push("\"minLength\":1".to_owned());
                    required.push(quoted(setting.name));
                }
            }
            if setting.is_secret {
                rules.push("\"writeOnly\":true".to_owned());
            }
            if setting.is_url {
                rules.push("\"format\":\"uri\"".to_owned());
            }
            properties.push(format!("{}:{{{}}}", quoted(setting.name), rules.join(",")));
        }
        format!(
            "{{\"type\":\"object\",\"additionalProperties\":false,\"required\":[{}],\"properties\":{{{}}}}}",
            required.join(","),
            properties.join(",")
        )
    }
}

/// What an account's settings are. They have been checked: each of [`crate::Connector::SETTINGS`] is here.
pub struct Settings(BTreeMap<&'static str, String>);

impl Settings {
    /// The value of a setting; empty for a name that SETTINGS does not have.
    pub fn get(&self, name: &str) -> String {
        self.0.get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn read(settings: &[Setting], get: impl Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let mut values = BTreeMap::new();
        let mut faults = Vec::new();
        for setting in settings {
            match get(setting.name).or(setting.default.map(str::to_owned)) {
                None => faults.push(format!("'{}' is missing: it is {}", setting.name, setting.about)),
                Some(value) => match setting.fault(&value) {
                    Some(fault) => faults.push(fault),
                    None => _ = values.insert(setting.name, value),
                },
            }
        }
        if faults.is_empty() { Ok(Self(values)) } else { Err(Failure::bad_config(faults.join("; "))) }
    }
}
