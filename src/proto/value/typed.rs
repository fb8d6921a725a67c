//! Rust types as values: what a service's parameters and results are made of.

use super::schema::Type;
use super::{Graph, Object, Value};
use crate::proto::limits::MAX_VALUE_READ;
use std::cell::Cell;
use std::ops::Deref;

/// A type whose values can be parameters or results of a call. [`value!`](crate::value) implements
/// it for a struct.
pub trait Typed: Sized {
    /// How it is described.
    fn ty() -> Type;

    /// The value, its lists and records added to `graph`.
    fn put(&self, graph: &mut Graph) -> Value;

    /// Reads it again.
    ///
    /// # Errors
    /// It is a value of another type.
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit>;

    /// The value as a graph of its own.
    fn to_graph(&self) -> Graph {
        let mut graph = Graph::default();
        graph.root = self.put(&mut graph);
        graph
    }

    /// Reads it from a graph of its own.
    ///
    /// # Errors
    /// As [`Typed::get`].
    fn from_graph(graph: &Graph) -> Result<Self, Misfit> {
        Self::get(&Reading::of(graph), &graph.root)
    }
}

/// A graph that is being read as a Rust type. A type has no links: what is referred to twice is read
/// twice, so that a small graph could unfold to more than any memory holds. So all that is read
/// from one counts, up to [`MAX_VALUE_READ`].
#[derive(Debug)]
pub struct Reading<'a> {
    graph: &'a Graph,
    left: Cell<usize>,
}

impl<'a> Reading<'a> {
    /// Nothing is read yet.
    pub fn of(graph: &'a Graph) -> Self {
        Self { graph, left: Cell::new(MAX_VALUE_READ) }
    }

    /// So many bytes or values are about to be read.
    ///
    /// # Errors
    /// That is more than one graph may unfold to.
    pub fn charge(&self, amount: usize) -> Result<(), Misfit> {
        let left = self.left.get().checked_sub(amount).ok_or_else(|| Misfit {
            path: String::new(),
            wanted: format!("no more than {MAX_VALUE_READ} bytes and values"),
            found: "one that unfolds to more".to_owned(),
        })?;
        self.left.set(left);
        Ok(())
    }
}

impl Deref for Reading<'_> {
    type Target = Graph;

    fn deref(&self) -> &Graph {
        self.graph
    }
}

/// A value is not of the type that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: wanted {wanted}, found {found}")]
pub struct Misfit {
    /// Where, as `students[2].name`; empty for the value itself.
    pub path: String,
    /// The type that was asked for.
    pub wanted: String,
    /// What is there.
    pub found: String,
}

impl Misfit {
    /// `value` is not of the type `wanted`.
    pub fn new(wanted: &Type, graph: &Graph, value: &Value) -> Self {
        let found = graph.kind(value).to_owned();
        Self { path: String::new(), wanted: wanted.to_string(), found }
    }

    /// The same, seen from the record or list that it stands in.
    #[must_use]
    pub fn within(mut self, part: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{part}{dot}{}", self.path);
        self
    }

    /// Reads a field of a record; one that is missing is read as null.
    ///
    /// # Errors
    /// It is not of that type, or `record` is none.
    pub fn field<T: Typed>(
        reading: &Reading<'_>,
        record: &[(String, Value)],
        name: &str,
    ) -> Result<T, Self> {
        reading.charge(1)?;
        let value = record.iter().find(|(own, _)| own == name).map_or(&Value::Null, |(_, v)| v);
        T::get(reading, value).map_err(|misfit| misfit.within(name))
    }
}

/// Nothing.
impl Typed for () {
    fn ty() -> Type {
        Type::Null
    }
    fn put(&self, _: &mut Graph) -> Value {
        Value::Null
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        match value {
            Value::Null => Ok(()),
            other => Err(Misfit::new(&Type::Null, reading, other)),
        }
    }
}

macro_rules! scalars {
    ($($ty:ty: $variant:ident;)*) => {$(
        impl Typed for $ty {
            fn ty() -> Type {
                Type::$variant
            }
            fn put(&self, _: &mut Graph) -> Value {
                Value::$variant(*self)
            }
            fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
                match value {
                    Value::$variant(value) => Ok(*value),
                    other => Err(Misfit::new(&Self::ty(), reading, other)),
                }
            }
        }
    )*};
}

scalars! {
    bool: Bool;
    i64: Int;
}

impl Typed for String {
    fn ty() -> Type {
        Type::Text
    }
    fn put(&self, _: &mut Graph) -> Value {
        Value::Text(self.clone())
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        match value {
            Value::Text(text) => reading.charge(text.len()).map(|()| text.clone()),
            other => Err(Misfit::new(&Type::Text, reading, other)),
        }
    }
}

macro_rules! integers {
    ($($ty:ty)*) => {$(
        impl Typed for $ty {
            fn ty() -> Type {
                Type::Int
            }
            fn put(&self, _: &mut Graph) -> Value {
                Value::Int((*self).into())
            }
            fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
                let int = i64::get(reading, value)?;
                Self::try_from(int).map_err(|_| Misfit {
                    path: String::new(),
                    wanted: format!("an int from {} to {}", Self::MIN, Self::MAX),
                    found: int.to_string(),
                })
            }
        }
    )*};
}

integers!(u8 u16 u32 i8 i16 i32);

impl Typed for f64 {
    fn ty() -> Type {
        Type::Float
    }
    fn put(&self, _: &mut Graph) -> Value {
        Value::Float(*self)
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        match value {
            Value::Float(float) => Ok(*float),
            other => Err(Misfit::new(&Type::Float, reading, other)),
        }
    }
}

/// Bytes as one value; a `Vec<u8>` is a list of integers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bytes(pub Vec<u8>);

impl Typed for Bytes {
    fn ty() -> Type {
        Type::Bytes
    }
    fn put(&self, _: &mut Graph) -> Value {
        Value::Bytes(self.0.clone())
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        match value {
            Value::Bytes(bytes) => reading.charge(bytes.len()).map(|()| Self(bytes.clone())),
            other => Err(Misfit::new(&Type::Bytes, reading, other)),
        }
    }
}

impl<T: Typed> Typed for Option<T> {
    fn ty() -> Type {
        match T::ty() {
            optional @ Type::Optional(_) => optional,
            ty => Type::Optional(Box::new(ty)),
        }
    }
    fn put(&self, graph: &mut Graph) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.put(graph))
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        match value {
            Value::Null => Ok(None),
            value => T::get(reading, value).map(Some),
        }
    }
}

impl<T: Typed> Typed for Vec<T> {
    fn ty() -> Type {
        Type::List(Box::new(T::ty()))
    }
    fn put(&self, graph: &mut Graph) -> Value {
        let items = self.iter().map(|item| item.put(graph)).collect();
        graph.add(Object::List(items)).into()
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        let items = reading.items(value).ok_or_else(|| Misfit::new(&Self::ty(), reading, value))?;
        let item =
            |(at, item)| T::get(reading, item).map_err(|m: Misfit| m.within(&format!("[{at}]")));
        reading.charge(items.len())?;
        items.iter().enumerate().map(item).collect()
    }
}

/// Any value, with its links: shared and cyclic objects too. As a part of another value it is
/// copied into its graph.
impl Typed for Graph {
    fn ty() -> Type {
        Type::Any
    }
    fn put(&self, graph: &mut Graph) -> Value {
        let base = u32::try_from(graph.objects.len()).unwrap_or(u32::MAX);
        let moved = |value: &Value| match value {
            Value::Object(id) => Value::Object(super::ObjectId(base.saturating_add(id.0))),
            scalar => scalar.clone(),
        };
        graph.objects.extend(self.objects.iter().map(|object| match object {
            Object::List(items) => Object::List(items.iter().map(moved).collect()),
            Object::Record(fields) => {
                let field = |(name, value): &(String, Value)| (name.clone(), moved(value));
                Object::Record(fields.iter().map(field).collect())
            }
        }));
        moved(&self.root)
    }
    fn get(reading: &Reading<'_>, value: &Value) -> Result<Self, Misfit> {
        reading.charge(reading.weight())?;
        Ok(Self { root: value.clone(), objects: reading.objects.clone() })
    }
}

/// Declares a struct whose values can be parameters or results of a call:
/// `value! { pub struct Mark { mark: String, coefficient: String } }`.
///
/// It travels as a record. Fields that a reader doesn't know are passed over, and those that are
/// missing are read as null, which an `Option` takes for `None`.
#[macro_export]
macro_rules! value {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            $($(#[$fmeta])* $fvis $field: $ty,)*
        }

        impl $crate::proto::value::Typed for $name {
            fn ty() -> $crate::proto::value::schema::Type {
                $crate::proto::value::schema::Type::Record(vec![
                    $((stringify!($field).to_owned(),
                        <$ty as $crate::proto::value::Typed>::ty()),)*
                ])
            }

            fn put(&self, graph: &mut $crate::proto::value::Graph) -> $crate::proto::value::Value {
                let fields = vec![
                    $((stringify!($field).to_owned(),
                        $crate::proto::value::Typed::put(&self.$field, graph)),)*
                ];
                graph.add($crate::proto::value::Object::Record(fields)).into()
            }

            fn get(
                reading: &$crate::proto::value::Reading<'_>,
                value: &$crate::proto::value::Value,
            ) -> ::std::result::Result<Self, $crate::proto::value::Misfit> {
                let fields = reading.fields(value).ok_or_else(|| {
                    $crate::proto::value::Misfit::new(
                        &<Self as $crate::proto::value::Typed>::ty(), reading, value)
                })?;
                let _ = fields;
                Ok(Self {
                    $($field: $crate::proto::value::Misfit::field(
                        reading, fields, stringify!($field))?,)*
                })
            }
        }
    };
}
