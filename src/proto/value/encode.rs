//! From a graph to bytes. Each list and record is written where it is first met, and named by the
//! order of its appearance from then on: one graph has one encoding.

use super::{Graph, Object, ObjectId, Value, ValueError};
use crate::proto::limits::{MAX_FIELD_NAME, MAX_VALUE, MAX_VALUE_DEPTH, MAX_VALUES};
use std::collections::HashMap;

/// The byte that a value begins with.
pub(super) mod tag {
    pub const NULL: u8 = 0;
    pub const NO: u8 = 1;
    pub const YES: u8 = 2;
    pub const INT: u8 = 3;
    pub const FLOAT: u8 = 4;
    pub const TEXT: u8 = 5;
    pub const BYTES: u8 = 6;
    pub const LIST: u8 = 7;
    pub const RECORD: u8 = 8;
    pub const REFERENCE: u8 = 9;
}

/// The one not-a-number that travels.
const NAN: u64 = 0x7FF8_0000_0000_0000;

impl Graph {
    /// The bytes that travel.
    ///
    /// # Errors
    /// It is over a limit, or can't be read again: a record has a name twice, say.
    pub fn encode(&self) -> Result<Vec<u8>, ValueError> {
        let mut encoder =
            Encoder { graph: self, out: Vec::new(), met: HashMap::new(), values: 0, names: vec![] };
        encoder.value(&self.root, 0)?;
        Ok(encoder.out)
    }
}

struct Encoder<'a> {
    graph: &'a Graph,
    out: Vec<u8>,
    /// The lists and records that have appeared, and as which.
    met: HashMap<ObjectId, u32>,
    values: usize,
    /// The names of one record, to find doubles.
    names: Vec<&'a str>,
}

impl<'a> Encoder<'a> {
    fn value(&mut self, value: &'a Value, depth: usize) -> Result<(), ValueError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(ValueError::TooMany);
        }
        match value {
            Value::Null => self.raw(&[tag::NULL]),
            Value::Bool(false) => self.raw(&[tag::NO]),
            Value::Bool(true) => self.raw(&[tag::YES]),
            Value::Int(int) => {
                self.raw(&[tag::INT])?;
                self.raw(&int.to_be_bytes())
            }
            Value::Float(float) => {
                let bits = if float.is_nan() { NAN } else { float.to_bits() };
                self.raw(&[tag::FLOAT])?;
                self.raw(&bits.to_be_bytes())
            }
            Value::Text(text) => self.counted(tag::TEXT, text.as_bytes()),
            Value::Bytes(bytes) => self.counted(tag::BYTES, bytes),
            Value::Object(id) => self.object(*id, depth),
        }
    }

    fn object(&mut self, id: ObjectId, depth: usize) -> Result<(), ValueError> {
        if let Some(index) = self.met.get(&id).copied() {
            self.raw(&[tag::REFERENCE])?;
            return self.raw(&index.to_be_bytes());
        }
        if depth >= MAX_VALUE_DEPTH {
            return Err(ValueError::TooDeep);
        }
        let index = u32::try_from(self.met.len()).map_err(|_| ValueError::TooMany)?;
        self.met.insert(id, index);
        match self.graph.object(id).ok_or(ValueError::Reference(id.0))? {
            Object::List(items) => {
                self.raw(&[tag::LIST])?;
                self.count(items.len())?;
                items.iter().try_for_each(|item| self.value(item, depth + 1))
            }
            Object::Record(fields) => {
                self.check_names(fields)?;
                self.raw(&[tag::RECORD])?;
                self.count(fields.len())?;
                fields.iter().try_for_each(|(name, value)| {
                    // Its length was checked.
                    let len = u8::try_from(name.len()).map_err(|_| ValueError::Name)?;
                    self.raw(&[len])?;
                    self.raw(name.as_bytes())?;
                    self.value(value, depth + 1)
                })
            }
        }
    }

    fn check_names(&mut self, fields: &'a [(String, Value)]) -> Result<(), ValueError> {
        self.names.clear();
        self.names.extend(fields.iter().map(|(name, _)| name.as_str()));
        if self.names.iter().any(|name| name.is_empty() || name.len() > MAX_FIELD_NAME) {
            return Err(ValueError::Name);
        }
        self.names.sort_unstable();
        let twice = self.names.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        if twice { Err(ValueError::Twice) } else { Ok(()) }
    }

    fn counted(&mut self, tag: u8, bytes: &[u8]) -> Result<(), ValueError> {
        self.raw(&[tag])?;
        self.count(bytes.len())?;
        self.raw(bytes)
    }

    fn count(&mut self, count: usize) -> Result<(), ValueError> {
        let count = u32::try_from(count).map_err(|_| ValueError::TooLarge)?;
        self.raw(&count.to_be_bytes())
    }

    fn raw(&mut self, bytes: &[u8]) -> Result<(), ValueError> {
        if self.out.len() + bytes.len() > MAX_VALUE {
            return Err(ValueError::TooLarge);
        }
        self.out.extend_from_slice(bytes);
        Ok(())
    }
}
