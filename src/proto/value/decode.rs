//! From bytes to a graph. Every limit is held before memory is kept for what it bounds.

use super::encode::tag;
use super::{Graph, Object, ObjectId, Value, ValueError};
use crate::proto::limits::{MAX_FIELD_NAME, MAX_VALUE, MAX_VALUE_DEPTH, MAX_VALUES};

impl Graph {
    /// Reads what [`Graph::encode`] wrote, or anybody else.
    ///
    /// # Errors
    /// It is over a limit, or not a value.
    pub fn decode(bytes: &[u8]) -> Result<Self, ValueError> {
        if bytes.len() > MAX_VALUE {
            return Err(ValueError::TooLarge);
        }
        let mut decoder = Decoder { rest: bytes, objects: Vec::new(), values: 0 };
        let root = decoder.value(0)?;
        if !decoder.rest.is_empty() {
            return Err(ValueError::Trailing);
        }
        Ok(Self { root, objects: decoder.objects })
    }
}

struct Decoder<'a> {
    rest: &'a [u8],
    objects: Vec<Object>,
    values: usize,
}

impl<'a> Decoder<'a> {
    fn value(&mut self, depth: usize) -> Result<Value, ValueError> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(ValueError::TooMany);
        }
        let [tag] = self.array()?;
        Ok(match tag {
            tag::NULL => Value::Null,
            tag::NO => Value::Bool(false),
            tag::YES => Value::Bool(true),
            tag::INT => Value::Int(i64::from_be_bytes(self.array()?)),
            tag::FLOAT => Value::Float(f64::from_be_bytes(self.array()?)),
            tag::TEXT => Value::Text(self.text()?),
            tag::BYTES => {
                let len = self.count()?;
                Value::Bytes(self.take(len)?.to_vec())
            }
            tag::LIST | tag::RECORD if depth >= MAX_VALUE_DEPTH => return Err(ValueError::TooDeep),
            tag::LIST => {
                let id = self.begin();
                let items = self.list(depth)?;
                self.end(id, Object::List(items))
            }
            tag::RECORD => {
                let id = self.begin();
                let fields = self.record(depth)?;
                self.end(id, Object::Record(fields))
            }
            tag::REFERENCE => {
                let index = u32::from_be_bytes(self.array()?);
                let known = usize::try_from(index).is_ok_and(|at| at < self.objects.len());
                if !known {
                    return Err(ValueError::Reference(index));
                }
                Value::Object(ObjectId(index))
            }
            other => return Err(ValueError::Tag(other)),
        })
    }

    /// A list or record appears: what stands within it may refer to it already.
    fn begin(&mut self) -> usize {
        self.objects.push(Object::List(Vec::new()));
        self.objects.len() - 1
    }

    fn end(&mut self, at: usize, object: Object) -> Value {
        if let Some(place) = self.objects.get_mut(at) {
            *place = object;
        }
        Value::Object(ObjectId(u32::try_from(at).unwrap_or(u32::MAX)))
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Value>, ValueError> {
        let count = self.items()?;
        let mut items = Vec::with_capacity(count.min(16));
        for _ in 0..count {
            items.push(self.value(depth + 1)?);
        }
        Ok(items)
    }

    fn record(&mut self, depth: usize) -> Result<Vec<(String, Value)>, ValueError> {
        let count = self.items()?;
        let mut fields = Vec::with_capacity(count.min(16));
        let mut names = Vec::with_capacity(count.min(16));
        for _ in 0..count {
            let name = self.name()?;
            names.push(name);
            fields.push((name.to_owned(), self.value(depth + 1)?));
        }
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
            return Err(ValueError::Twice);
        }
        Ok(fields)
    }

    fn name(&mut self) -> Result<&'a str, ValueError> {
        let [len] = self.array()?;
        let len = usize::from(len);
        if len == 0 || len > MAX_FIELD_NAME {
            return Err(ValueError::Name);
        }
        std::str::from_utf8(self.take(len)?).map_err(|_| ValueError::Utf8)
    }

    fn text(&mut self) -> Result<String, ValueError> {
        let len = self.count()?;
        let text = std::str::from_utf8(self.take(len)?).map_err(|_| ValueError::Utf8)?;
        Ok(text.to_owned())
    }

    /// How many items follow. Each is one byte at least: a count beyond the end is false.
    fn items(&mut self) -> Result<usize, ValueError> {
        let count = self.count()?;
        if count > self.rest.len() { Err(ValueError::Truncated) } else { Ok(count) }
    }

    fn count(&mut self) -> Result<usize, ValueError> {
        usize::try_from(u32::from_be_bytes(self.array()?)).map_err(|_| ValueError::TooLarge)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], ValueError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(ValueError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ValueError> {
        let (taken, rest) = self.rest.split_first_chunk::<N>().ok_or(ValueError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }
}
