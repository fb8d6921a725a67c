//! Values: what calls carry. Scalars, lists and records, and references between them, so that
//! linked objects keep their links (`PROTOCOL.md`, "Typed values").
//!
//! A [`Graph`] owns its lists and records side by side, and a [`Value`] names one of them by an
//! [`ObjectId`]. So two fields can hold the same list, and a record can be a field of itself,
//! without counting references and without deep recursion when it is dropped.
//!
//! ```
//! use salon::proto::value::{Graph, Object, Value};
//!
//! let mut graph = Graph::default();
//! let class = graph.add(Object::Record(vec![("name".into(), Value::from("BUT1"))]));
//! let ada = graph.add(Object::Record(vec![
//!     ("name".into(), Value::from("Ada")),
//!     ("class".into(), Value::Object(class)),
//! ]));
//! let students = graph.add(Object::List(vec![Value::Object(ada)]));
//! graph.record_mut(class).unwrap().push(("students".into(), Value::Object(students)));
//! graph.root = Value::Object(class);
//!
//! let again = Graph::decode(&graph.encode()?)?;
//! assert_eq!(again, graph);
//! # Ok::<(), salon::proto::value::ValueError>(())
//! ```

mod decode;
mod encode;
pub mod schema;
mod typed;

pub use typed::{Bytes, Misfit, Reading, Typed};

use std::collections::HashMap;

/// One value: a scalar, or which list or record of its [`Graph`] it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number. There is one not-a-number on the wire.
    Float(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list or a record. Several values may name the same one.
    Object(ObjectId),
}

/// Which list or record of a [`Graph`]. Of a decoded one they count from 0, in the order in which
/// they appeared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(pub u32);

/// The fields of a record, by name, in the order in which they travel.
pub type Fields = Vec<(String, Value)>;

/// A list or a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// Values in an order.
    List(Vec<Value>),
    /// Values by name; no name stands twice.
    Record(Fields),
}

/// A value with all lists and records that can be reached from it. Two are equal if they mean the
/// same and are linked the same way, wherever their objects are kept.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The value itself.
    pub root: Value,
    objects: Vec<Object>,
}

/// Why a value can't be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Lists and records stand too deep within one another.
    #[error("nested more than {} deep", super::limits::MAX_VALUE_DEPTH)]
    TooDeep,
    /// It has too many parts.
    #[error("more than {} values", super::limits::MAX_VALUES)]
    TooMany,
    /// It is too large.
    #[error("larger than {} bytes", super::limits::MAX_VALUE)]
    TooLarge,
    /// A name of a field is empty or too long.
    #[error("a field's name is not 1 to {} bytes long", super::limits::MAX_FIELD_NAME)]
    Name,
    /// A record has two fields of one name.
    #[error("a record has two fields of one name")]
    Twice,
    /// The bytes end within a value.
    #[error("it ends too soon")]
    Truncated,
    /// Something stands behind the value.
    #[error("something follows the value")]
    Trailing,
    /// A text is not UTF-8.
    #[error("a text is not valid UTF-8")]
    Utf8,
    /// No value begins with this byte.
    #[error("no value begins with the byte {0:#04x}")]
    Tag(u8),
    /// A reference leads to no list or record that has appeared.
    #[error("a reference leads to object {0}, which there is not")]
    Reference(u32),
}

impl Default for Graph {
    /// [`Value::Null`].
    fn default() -> Self {
        Self { root: Value::Null, objects: Vec::new() }
    }
}

impl From<Value> for Graph {
    /// A scalar.
    fn from(root: Value) -> Self {
        Self { root, objects: Vec::new() }
    }
}

impl Graph {
    /// A record of these fields.
    pub fn record(fields: impl IntoIterator<Item = (String, Value)>) -> Self {
        let mut graph = Self::default();
        graph.root = Value::Object(graph.add(Object::Record(fields.into_iter().collect())));
        graph
    }

    /// Adds a list or a record, for values to name.
    pub fn add(&mut self, object: Object) -> ObjectId {
        // More than the limit can't travel, and is refused then.
        let id = ObjectId(u32::try_from(self.objects.len()).unwrap_or(u32::MAX));
        self.objects.push(object);
        id
    }

    /// A list or record of this graph.
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(usize::try_from(id.0).ok()?)
    }

    /// As [`Graph::object`], to be changed.
    pub fn object_mut(&mut self, id: ObjectId) -> Option<&mut Object> {
        self.objects.get_mut(usize::try_from(id.0).ok()?)
    }

    /// The fields of a record, to be changed.
    pub fn record_mut(&mut self, id: ObjectId) -> Option<&mut Fields> {
        match self.object_mut(id)? {
            Object::Record(fields) => Some(fields),
            Object::List(_) => None,
        }
    }

    /// The items of a value that is a list.
    pub fn items(&self, value: &Value) -> Option<&[Value]> {
        match value {
            Value::Object(id) => match self.object(*id)? {
                Object::List(items) => Some(items),
                Object::Record(_) => None,
            },
            _ => None,
        }
    }

    /// The fields of a value that is a record.
    pub fn fields(&self, value: &Value) -> Option<&[(String, Value)]> {
        match value {
            Value::Object(id) => match self.object(*id)? {
                Object::Record(fields) => Some(fields),
                Object::List(_) => None,
            },
            _ => None,
        }
    }

    /// A field of a value that is a record.
    pub fn field(&self, value: &Value, name: &str) -> Option<&Value> {
        let fields = self.fields(value)?;
        fields.iter().find(|(own, _)| own == name).map(|(_, value)| value)
    }

    /// What a copy of all lists and records takes, in values and in bytes of texts.
    fn weight(&self) -> usize {
        let value = |value: &Value| match value {
            Value::Text(text) => 1 + text.len(),
            Value::Bytes(bytes) => 1 + bytes.len(),
            _ => 1,
        };
        let field = |(name, own): &(String, Value)| name.len() + value(own);
        let object = |object: &Object| match object {
            Object::List(items) => 1 + items.iter().map(value).sum::<usize>(),
            Object::Record(fields) => 1 + fields.iter().map(field).sum::<usize>(),
        };
        self.objects.iter().map(object).sum()
    }

    /// What kind of value it is, for a person.
    pub fn kind(&self, value: &Value) -> &'static str {
        match value {
            Value::Null => "null",
            Value::Bool(_) => "a bool",
            Value::Int(_) => "an int",
            Value::Float(_) => "a float",
            Value::Text(_) => "a text",
            Value::Bytes(_) => "bytes",
            Value::Object(id) => match self.object(*id) {
                Some(Object::List(_)) => "a list",
                Some(Object::Record(_)) => "a record",
                None => "nothing",
            },
        }
    }
}

impl PartialEq for Graph {
    fn eq(&self, other: &Self) -> bool {
        let mut alike = Alike { one: self, other, forth: HashMap::new(), back: HashMap::new() };
        alike.values(&self.root, &other.root)
    }
}

/// Walks two graphs side by side. Whatever is met together once must be met together always.
struct Alike<'a> {
    one: &'a Graph,
    other: &'a Graph,
    forth: HashMap<ObjectId, ObjectId>,
    back: HashMap<ObjectId, ObjectId>,
}

impl Alike<'_> {
    fn values(&mut self, one: &Value, other: &Value) -> bool {
        // Objects are compared from a list, so that depth costs no stack.
        let mut waiting = Vec::new();
        if !self.scalars(one, other, &mut waiting) {
            return false;
        }
        while let Some((a, b)) = waiting.pop() {
            match (self.forth.insert(a, b), self.back.insert(b, a)) {
                (None, None) => {}
                (Some(known), Some(back)) if known == b && back == a => continue,
                _ => return false,
            }
            let same = match (self.one.object(a), self.other.object(b)) {
                (Some(Object::List(a)), Some(Object::List(b))) => {
                    a.len() == b.len()
                        && a.iter().zip(b).all(|(a, b)| self.scalars(a, b, &mut waiting))
                }
                (Some(Object::Record(a)), Some(Object::Record(b))) => {
                    a.len() == b.len()
                        && a.iter().zip(b).all(|((name, a), (other, b))| {
                            name == other && self.scalars(a, b, &mut waiting)
                        })
                }
                _ => false,
            };
            if !same {
                return false;
            }
        }
        true
    }

    /// Whether two values are the same as far as can be seen without looking into objects.
    fn scalars(&self, a: &Value, b: &Value, objects: &mut Vec<(ObjectId, ObjectId)>) -> bool {
        match (a, b) {
            (Value::Object(a), Value::Object(b)) => {
                objects.push((*a, *b));
                true
            }
            (Value::Float(a), Value::Float(b)) => {
                a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
            }
            (a, b) => a == b,
        }
    }
}

macro_rules! value_from {
    ($($ty:ty => $variant:ident;)*) => {$(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}

value_from! {
    bool => Bool;
    i64 => Int;
    i32 => Int;
    u32 => Int;
    f64 => Float;
    &str => Text;
    String => Text;
    Vec<u8> => Bytes;
    ObjectId => Object;
}
