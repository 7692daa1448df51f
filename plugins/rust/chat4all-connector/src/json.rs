//! As much JSON as a connector needs.

use std::fmt::{self, Write as _};

/// A value of JSON. Numbers keep their spelling.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// An object of these members, in this order.
pub fn object<'a, Text: AsRef<str>>(members: impl IntoIterator<Item = (&'a str, Text)>) -> Value {
    Value::Object(members.into_iter().map(|(name, text)| (name.to_owned(), text.as_ref().into())).collect())
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Value {
    /// The first member of that name of an object.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Object(members) = self else {
            return None;
        };
        members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The member of that name, where it is a text; else an empty one.
    pub fn text(&self, name: &str) -> &str {
        match self.get(name) {
            Some(Self::Text(text)) => text,
            _ => "",
        }
    }

    /// The member of that name, where it is a whole number.
    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => out.write_str("null"),
            Self::Bool(value) => write!(out, "{value}"),
            Self::Number(digits) => out.write_str(digits),
            Self::Text(text) => write_text(out, text),
            Self::List(values) => {
                out.write_char('[')?;
                for (index, value) in values.iter().enumerate() {
                    out.write_str(if index > 0 { "," } else { "" })?;
                    value.fmt(out)?;
                }
                out.write_char(']')
            }
            Self::Object(members) => {
                out.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    out.write_str(if index > 0 { "," } else { "" })?;
                    write_text(out, name)?;
                    out.write_char(':')?;
                    value.fmt(out)?;
                }
                out.write_char('}')
            }
        }
    }
}

fn write_text(out: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for scalar in text.chars() {
        match scalar {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\0'..='\u{1F}' => write!(out, "\\u{:04x}", scalar as u32)?,
            _ => out.write_char(scalar)?,
        }
    }
    out.write_char('"')
}

/// How deep values may lie in each other; what is deeper counts as broken.
const DEPTH: usize = 64;

/// Reads one value; `None` for what is none, or has something behind it. What is not UTF-8, half of a surrogate pair and
/// U+0000 become U+FFFD.
pub fn parse(document: &[u8]) -> Option<Value> {
    let document = String::from_utf8_lossy(document);
    let mut reader = Reader { rest: &document };
    let value = reader.value(DEPTH)?;
    reader.blank();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn blank(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn take(&mut self, mark: &str) -> Option<()> {
        self.blank();
        self.rest = self.rest.strip_prefix(mark)?;
        Some(())
    }

    fn next(&mut self) -> Option<char> {
        let scalar = self.rest.chars().next()?;
        self.rest = &self.rest[scalar.len_utf8()..];
        Some(scalar)
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blank();
        match self.rest.bytes().next()? {
            _ if depth == 0 => None,
            b'"' => self.string().map(Value::Text),
            b'[' => self.list(depth),
            b'{' => self.object(depth),
            b't' => self.take("true").map(|()| Value::Bool(true)),
            b'f' => self.take("false").map(|()| Value::Bool(false)),
            b'n' => self.take("null").map(|()| Value::Null),
            _ => self.number(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.take("[")?;
        let mut values = Vec::new();
        if self.take("]").is_some() {
            return Some(Value::List(values));
        }
        loop {
            values.push(self.value(depth - 1)?);
            if self.take(",").is_none() {
                return self.take("]").map(|()| Value::List(values));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        self.take("{")?;
        let mut members = Vec::new();
        if self.take("}").is_some() {
            return Some(Value::Object(members));
        }
        loop {
            self.blank();
            let name = self.string()?;
            self.take(":")?;
            members.push((name, self.value(depth - 1)?));
            if self.take(",").is_none() {
                return self.take("}").map(|()| Value::Object(members));
            }
        }
    }

    fn number(&mut self) -> Option<Value> {
        let end = self.rest.find(|mark: char| !mark.is_ascii_digit() && !"+-.eE".contains(mark));
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        digits.parse::<f64>().ok()?;
        self.rest = rest;
        Some(Value::Number(digits.to_owned()))
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        loop {
            match self.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                '\0'..='\u{1F}' => return None,
                scalar => text.push(scalar),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            mark @ ('"' | '\\' | '/') => mark,
            'b' => '\u{8}',
            'f' => '\u{C}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.unit()?;
                let behind = self.rest;
                let low = if self.rest.starts_with("\\u") { self.low_unit() } else { None };
                match (unit, low) {
                    (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) => {
                        char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))?
                    }
                    _ => {
                        self.rest = behind;
                        char::from_u32(unit).filter(|scalar| *scalar != '\0').unwrap_or('\u{FFFD}')
                    }
                }
            }
            _ => return None,
        })
    }

    fn low_unit(&mut self) -> Option<u32> {
        self.rest = self.rest.strip_prefix("\\u")?;
        self.unit()
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.rest = &self.rest[4..];
        u32::from_str_radix(digits, 16).ok()
    }
}
