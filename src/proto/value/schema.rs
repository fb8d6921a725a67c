//! What a method takes and gives, as text that people read and programs compare (`PROTOCOL.md`,
//! "Types").

use crate::proto::limits::MAX_TYPE_DEPTH;
use std::fmt;
use std::str::FromStr;

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool,
    /// A signed integer of 64 bits.
    Int,
    /// A floating-point number of 64 bits.
    Float,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// Any value, shared and cyclic ones too.
    Any,
    /// Null, or a value of this type.
    Optional(Box<Type>),
    /// A list of values of this type.
    List(Box<Type>),
    /// A record of these fields.
    Record(Vec<(String, Type)>),
}

impl Type {
    /// The types that are one word.
    const WORDS: [(&'static str, Self); 7] = [
        ("null", Self::Null),
        ("bool", Self::Bool),
        ("int", Self::Int),
        ("float", Self::Float),
        ("text", Self::Text),
        ("bytes", Self::Bytes),
        ("any", Self::Any),
    ];

    /// The type without the option of being null.
    pub fn required(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.required(),
            other => other,
        }
    }
}

/// `{class: text, marks: [{mark: text, coefficient: int}], note: text?}`
impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Optional(inner) => write!(f, "{inner}?"),
            Self::List(inner) => write!(f, "[{inner}]"),
            Self::Record(fields) => {
                f.write_str("{")?;
                for (at, (name, ty)) in fields.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{name}: {ty}")?;
                }
                f.write_str("}")
            }
            word => {
                let name = Self::WORDS.iter().find(|(_, ty)| ty == word);
                f.write_str(name.map_or("any", |(name, _)| name))
            }
        }
    }
}

/// A text is no type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the description of a type")]
pub struct NoType;

impl FromStr for Type {
    type Err = NoType;

    fn from_str(text: &str) -> Result<Self, NoType> {
        let mut parser = Parser { rest: text };
        let ty = parser.ty(0)?;
        if parser.rest.is_empty() { Ok(ty) } else { Err(NoType) }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn ty(&mut self, depth: usize) -> Result<Type, NoType> {
        if depth >= MAX_TYPE_DEPTH {
            return Err(NoType);
        }
        let mut ty = if self.eat("[") {
            let inner = self.ty(depth + 1)?;
            self.need("]")?;
            Type::List(Box::new(inner))
        } else if self.eat("{") {
            Type::Record(self.fields(depth)?)
        } else {
            let word = self.name();
            let known = Type::WORDS.into_iter().find(|(name, _)| *name == word);
            known.ok_or(NoType)?.1
        };
        if self.eat("?") {
            ty = Type::Optional(Box::new(ty));
        }
        Ok(ty)
    }

    fn fields(&mut self, depth: usize) -> Result<Vec<(String, Type)>, NoType> {
        let mut fields = Vec::new();
        while !self.eat("}") {
            if !fields.is_empty() {
                self.need(", ")?;
            }
            let name = self.name();
            if name.is_empty() {
                return Err(NoType);
            }
            self.need(": ")?;
            fields.push((name, self.ty(depth + 1)?));
        }
        Ok(fields)
    }

    fn name(&mut self) -> String {
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let (name, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        name.to_owned()
    }

    fn eat(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn need(&mut self, text: &str) -> Result<(), NoType> {
        if self.eat(text) { Ok(()) } else { Err(NoType) }
    }
}

/// The hash of a method's schema: 64-bit FNV-1a of its signature, such as
/// `gradebook.add_mark{class: text, student: text} -> null`. Never 0, which stands for none.
pub fn schema_hash(service: &str, method: &str, params: &str, result: &str) -> u64 {
    const OFFSET: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01B3;
    let parts = [service, ".", method, params, " -> ", result];
    let bytes = parts.iter().flat_map(|part| part.bytes());
    bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_and_read_the_same() {
        for text in [
            "null",
            "text?",
            "[[int]]",
            "{}",
            "{class: text, marks: [{mark: text, coefficient: int}]?, any: any}",
        ] {
            assert_eq!(text.parse::<Type>().map(|ty| ty.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_is_no_type_is_refused() {
        for text in ["", "txt", "[int", "{a:int}", "{a: int,b: int}", "{: int}", "int int", "int??"]
        {
            assert_eq!(text.parse::<Type>(), Err(NoType), "{text}");
        }
        assert_eq!("[".repeat(1_000_000).parse::<Type>(), Err(NoType));
    }

    #[test]
    fn a_hash_is_of_all_parts_and_stays_what_it_is() {
        let hash = schema_hash("gradebook", "add_mark", "{class: text}", "null");
        assert_eq!(hash, schema_hash("gradebook", "add_mark", "{class: text}", "null"));
        assert_ne!(hash, schema_hash("gradebook", "add_mark", "{class: int}", "null"));
        // FNV-1a of "a.b" followed by "c -> d", as any other program would have it.
        assert_eq!(schema_hash("a", "b", "c", "d"), 0xB75C_77C1_E6AF_51AC);
    }
}
