//! Typed messages of an application's own.
//!
//! ```
//! salon::payload! {
//!     /// A dot on a shared drawing.
//!     pub struct Dot: "example/dot" { x: u16, y: u16, label: Option<String> }
//! }
//! use salon::client::Payload;
//! let dot = Dot { x: 3, y: 4, label: None };
//! assert_eq!(Dot::from_bytes(&dot.to_bytes()), Ok(dot));
//! ```

use crate::proto::coding::{DecodeError, Reader, Writer};

/// A message of an application's own: how it is called on the wire, and its bytes.
///
/// [`payload!`](crate::payload) implements it for a struct. By hand, any encoding will do.
pub trait Payload: Sized {
    /// 1 to 64 visible ASCII characters, as in MIME: "example/dot".
    const CONTENT_TYPE: &'static str;

    /// The bytes that travel.
    fn to_bytes(&self) -> Vec<u8>;

    /// Reads them again. They come from somebody else: nothing about them is certain.
    ///
    /// # Errors
    /// Says what is wrong with them.
    fn from_bytes(bytes: &[u8]) -> Result<Self, PayloadError>;
}

/// Why a content is not the typed message that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadError {
    /// It is of another type.
    #[error("this is {found}, not {expected}")]
    ContentType {
        /// What was asked for.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// A field can't be read.
    #[error("{0}")]
    Field(#[from] DecodeError),
    /// The application's own code can't read it.
    #[error("{0}")]
    Other(String),
}

/// A value that can be a field of a [`payload!`](crate::payload). Integers are big-endian; text and
/// lists have their count on 32 bits before them; an option has a byte that says whether it is there.
pub trait PayloadField: Sized {
    /// Reads it; `field` names it in an error.
    ///
    /// # Errors
    /// Names the field that can't be read.
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError>;
    /// Writes it.
    fn put(&self, w: &mut Writer<'_>);
}

macro_rules! as_bytes {
    ($($ty:ident)*) => {$(
        impl PayloadField for $ty {
            fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
                let mut bytes = [0; size_of::<$ty>()];
                bytes.copy_from_slice(r.take(size_of::<$ty>(), field)?);
                Ok(Self::from_be_bytes(bytes))
            }
            fn put(&self, w: &mut Writer<'_>) {
                w.raw(&self.to_be_bytes());
            }
        }
    )*};
}

as_bytes!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

impl PayloadField for bool {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        r.bool(field)
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.bool(*self);
    }
}

impl PayloadField for String {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let text = std::str::from_utf8(r.bytes(field)?).map_err(|_| DecodeError::Utf8(field))?;
        Ok(text.to_owned())
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.bytes(self.as_bytes());
    }
}

impl<T: PayloadField> PayloadField for Option<T> {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        if r.bool(field)? { T::get(r, field).map(Some) } else { Ok(None) }
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.bool(self.is_some());
        if let Some(value) = self {
            value.put(w);
        }
    }
}

impl<T: PayloadField> PayloadField for Vec<T> {
    fn get(r: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        let count = usize::try_from(r.u32(field)?).unwrap_or(usize::MAX);
        // Every item has a byte at least: a count beyond the end reserves nothing.
        if count > r.rest().len() {
            return Err(DecodeError::Truncated(field));
        }
        (0..count).map(|_| T::get(r, field)).collect()
    }
    fn put(&self, w: &mut Writer<'_>) {
        w.u32(u32::try_from(self.len()).unwrap_or(u32::MAX));
        for item in self {
            item.put(w);
        }
    }
}

/// Declares a typed message: `payload! { pub struct Dot: "example/dot" { x: u16, y: u16 } }`.
///
/// Fields are of integers, `f32`, `f64`, `bool`, `String`, `Vec`, `Option` and other payloads, and
/// stand on the wire in their order. What follows the last one is passed over, so that a newer
/// program may add some at the end.
#[macro_export]
macro_rules! payload {
    ($(#[$meta:meta])* $vis:vis struct $name:ident: $content_type:literal {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident: $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $name {
            $($(#[$fmeta])* $fvis $field: $ty,)*
        }

        impl $crate::client::PayloadField for $name {
            #[allow(unused_variables)]
            fn get(
                r: &mut $crate::proto::coding::Reader<'_>,
                field: &'static str,
            ) -> ::std::result::Result<Self, $crate::proto::coding::DecodeError> {
                Ok(Self {
                    $($field: $crate::client::PayloadField::get(r, stringify!($field))?,)*
                })
            }

            #[allow(unused_variables)]
            fn put(&self, w: &mut $crate::proto::coding::Writer<'_>) {
                $($crate::client::PayloadField::put(&self.$field, w);)*
            }
        }

        impl $crate::client::Payload for $name {
            const CONTENT_TYPE: &'static str = $content_type;

            fn to_bytes(&self) -> ::std::vec::Vec<u8> {
                let mut out = ::std::vec::Vec::new();
                let mut w = $crate::proto::coding::Writer::new(&mut out);
                $crate::client::PayloadField::put(self, &mut w);
                out
            }

            fn from_bytes(
                bytes: &[u8],
            ) -> ::std::result::Result<Self, $crate::client::PayloadError> {
                let mut r = $crate::proto::coding::Reader::new(bytes);
                Ok($crate::client::PayloadField::get(&mut r, stringify!($name))?)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::super::Content;
    use super::*;

    crate::payload! {
        /// One of everything.
        struct All: "test/all" {
            a: u8, b: i64, c: f64, d: bool, e: String, f: Vec<Point>, g: Option<String>, h: Vec<u8>,
        }
    }

    crate::payload! { struct Point: "test/point" { x: i32, y: f32 } }
    crate::payload! { struct Nothing: "test/nothing" {} }

    fn all() -> All {
        All {
            a: 255,
            b: -2,
            c: 0.1,
            d: true,
            e: "é".repeat(40_000),
            f: vec![Point { x: -1, y: 0.5 }, Point { x: 2, y: -0.5 }],
            g: Some("x".into()),
            h: vec![1, 2, 3],
        }
    }

    #[test]
    fn every_type_of_field_comes_back() {
        assert_eq!(All::from_bytes(&all().to_bytes()), Ok(all()));
        assert_eq!(Nothing::from_bytes(&[]), Ok(Nothing {}));
        assert_eq!(Point { x: 1, y: 0.0 }.to_bytes(), [0, 0, 0, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn every_beginning_is_an_error_and_more_is_passed_over() {
        let mut all = all();
        all.e = "é".into();
        let mut bytes = all.to_bytes();
        for end in 0..bytes.len() {
            assert!(matches!(All::from_bytes(&bytes[..end]), Err(PayloadError::Field(_))));
        }
        bytes.push(9);
        assert_eq!(All::from_bytes(&bytes), Ok(all));
    }

    #[test]
    fn a_false_count_names_its_field() {
        let mut bytes = Vec::new();
        u32::MAX.put(&mut Writer::new(&mut bytes));
        let got = Vec::<u64>::get(&mut Reader::new(&bytes), "f");
        assert_eq!(got, Err(DecodeError::Truncated("f")));
    }

    #[test]
    fn another_content_type_is_named() {
        let error = Content::plain("hello").get::<Point>().unwrap_err();
        assert_eq!(error.to_string(), "this is text/plain, not test/point");
    }
}
