//! Values as JSON, both ways. What JSON doesn't have is an object with one field: `{"$ref": 0}` is a
//! list or record that has begun before, by its place among them; `{"$bytes": "00ff"}` are bytes;
//! `{"$float": "NaN"}` is a float that is no number.

use crate::cli::exit::{Failure, Status};
use salon::client::ServiceInfo;
use salon::proto::value::schema::Type;
use salon::proto::value::{Graph, Object, ObjectId, Value};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};
use std::cell::RefCell;
use std::collections::HashMap;

/// A result as one line.
pub fn line(graph: &Graph) -> Result<String, Failure> {
    let met = RefCell::new(HashMap::new());
    text(&Shown { graph, value: &graph.root, met: &met })
}

/// Services as one line each.
pub fn services(services: &[ServiceInfo]) -> Result<String, Failure> {
    let mut lines = String::new();
    for service in services {
        let methods: Vec<Json> = service
            .methods
            .iter()
            .map(|method| {
                json!({
                    "name": &*method.name,
                    "description": &*method.description,
                    "schema": format!("{:016x}", method.schema),
                    "params": &*method.params,
                    "result": &*method.result,
                })
            })
            .collect();
        let (name, description) = (&*service.name, &*service.description);
        lines += &text(&json!({ "name": name, "description": description, "methods": methods }))?;
    }
    Ok(lines)
}

fn text(value: &impl Serialize) -> Result<String, Failure> {
    let line = serde_json::to_string(value);
    line.map(|line| line + "\n").map_err(|error| Failure::new(Status::Failed, error.to_string()))
}

/// A value on its way to JSON, with the objects that have begun.
struct Shown<'a> {
    graph: &'a Graph,
    value: &'a Value,
    met: &'a RefCell<HashMap<ObjectId, usize>>,
}

impl<'a> Shown<'a> {
    fn part(&self, value: &'a Value) -> Self {
        Self { value, ..*self }
    }

    fn object<S: Serializer>(&self, id: ObjectId, to: S) -> Result<S::Ok, S::Error> {
        let known = self.met.borrow().get(&id).copied();
        if let Some(index) = known {
            return one(to, "$ref", &index);
        }
        let index = self.met.borrow().len();
        self.met.borrow_mut().insert(id, index);
        match self.graph.object(id) {
            Some(Object::List(items)) => {
                let mut list = to.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&self.part(item)))?;
                list.end()
            }
            Some(Object::Record(fields)) => {
                let mut record = to.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    record.serialize_entry(name, &self.part(value))?;
                }
                record.end()
            }
            None => to.serialize_unit(),
        }
    }
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Null => to.serialize_unit(),
            Value::Bool(yes) => to.serialize_bool(*yes),
            Value::Int(int) => to.serialize_i64(*int),
            Value::Float(float) if float.is_finite() => to.serialize_f64(*float),
            Value::Float(float) => one(to, "$float", &float.to_string()),
            Value::Text(text) => to.serialize_str(text),
            Value::Bytes(bytes) => one(to, "$bytes", &hex(bytes)),
            Value::Object(id) => self.object(*id, to),
        }
    }
}

fn one<S: Serializer>(to: S, name: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
    let mut record = to.serialize_map(Some(1))?;
    record.serialize_entry(name, value)?;
    record.end()
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hexadecimal digits as bytes.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digit = |c: &[u8]| u8::from_str_radix(std::str::from_utf8(c).ok()?, 16).ok();
    let whole = digits.len().is_multiple_of(2) && digits.bytes().all(|c| c.is_ascii_hexdigit());
    whole.then(|| digits.as_bytes().chunks(2).map(digit).collect())?
}

/// A value of JSON as one of a type; `None` if it is none.
pub fn typed(json: &Json, ty: &Type, graph: &mut Graph) -> Option<Value> {
    Some(match (ty, json) {
        (Type::Any, _) => Untyped { graph, begun: Vec::new() }.value(json)?,
        (Type::Null | Type::Optional(_), Json::Null) => Value::Null,
        (Type::Optional(inner), _) => typed(json, inner, graph)?,
        (Type::Bool, Json::Bool(yes)) => (*yes).into(),
        (Type::Int, Json::Number(number)) => number.as_i64()?.into(),
        (Type::Float, Json::Number(number)) => number.as_f64()?.into(),
        (Type::Float, Json::Object(fields)) => float(fields)?,
        (Type::Text, Json::String(text)) => text.as_str().into(),
        // A decimal, say, that a program wrote as a number.
        (Type::Text, Json::Number(number)) => number.to_string().into(),
        (Type::Bytes, Json::Object(fields)) => bytes(fields)?,
        (Type::List(inner), Json::Array(items)) => {
            let items: Option<_> = items.iter().map(|item| typed(item, inner, graph)).collect();
            graph.add(Object::List(items?)).into()
        }
        (Type::Record(known), Json::Object(fields)) => {
            let mut record = Vec::new();
            for (name, json) in fields {
                let (_, ty) = known.iter().find(|(own, _)| own == name)?;
                record.push((name.clone(), typed(json, ty, graph)?));
            }
            graph.add(Object::Record(record)).into()
        }
        _ => return None,
    })
}

/// Reads what may be of any type, with its references.
struct Untyped<'a> {
    graph: &'a mut Graph,
    /// The objects that have begun, in order.
    begun: Vec<ObjectId>,
}

impl Untyped<'_> {
    fn value(&mut self, json: &Json) -> Option<Value> {
        Some(match json {
            Json::Null => Value::Null,
            Json::Bool(yes) => (*yes).into(),
            Json::Number(number) => match number.as_i64() {
                Some(int) => int.into(),
                None => number.as_f64()?.into(),
            },
            Json::String(text) => text.as_str().into(),
            Json::Array(items) => {
                let id = self.begin(Object::List(Vec::new()));
                let items: Option<Vec<Value>> = items.iter().map(|item| self.value(item)).collect();
                *self.graph.object_mut(id)? = Object::List(items?);
                id.into()
            }
            Json::Object(fields) => match self.special(fields) {
                Some(value) => value?,
                None => {
                    let id = self.begin(Object::Record(Vec::new()));
                    for (name, json) in fields {
                        let value = self.value(json)?;
                        self.graph.record_mut(id)?.push((name.clone(), value));
                    }
                    id.into()
                }
            },
        })
    }

    fn begin(&mut self, object: Object) -> ObjectId {
        let id = self.graph.add(object);
        self.begun.push(id);
        id
    }

    /// What JSON doesn't have, if it is that. The inner one is `None` for a reference to nothing.
    fn special(&self, fields: &serde_json::Map<String, Json>) -> Option<Option<Value>> {
        let reference = || {
            let index = only(fields, "$ref")?.as_u64()?;
            let met = usize::try_from(index).ok().and_then(|index| self.begun.get(index));
            Some(met.map(|id| Value::Object(*id)))
        };
        bytes(fields).or_else(|| float(fields)).map(Some).or_else(reference)
    }
}

/// The value of the one field.
fn only<'a>(fields: &'a serde_json::Map<String, Json>, name: &str) -> Option<&'a Json> {
    fields.get(name).filter(|_| fields.len() == 1)
}

fn bytes(fields: &serde_json::Map<String, Json>) -> Option<Value> {
    only(fields, "$bytes")?.as_str().and_then(unhex).map(Value::Bytes)
}

fn float(fields: &serde_json::Map<String, Json>) -> Option<Value> {
    only(fields, "$float")?.as_str()?.parse().ok().map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(text: &str) -> String {
        let mut graph = Graph::default();
        let json: Json = serde_json::from_str(text).unwrap();
        graph.root = typed(&json, &Type::Any, &mut graph).unwrap();
        line(&graph).unwrap().trim_end().to_owned()
    }

    #[test]
    fn anything_comes_back() {
        for text in [
            "null",
            "[1,2.5,\"é\",true]",
            "{\"a\":[],\"b\":{\"$ref\":1},\"c\":{\"$ref\":0}}",
            "{\"b\":[],\"a\":{\"$ref\":1}}",
            "{\"$bytes\":\"00ff\"}",
            "{\"$float\":\"inf\"}",
        ] {
            assert_eq!(there_and_back(text), text);
        }
    }

    #[test]
    fn what_does_not_fit_is_none() {
        let fits = |text: &str, ty: &str| {
            let json = serde_json::from_str(text).unwrap();
            typed(&json, &ty.parse().unwrap(), &mut Graph::default()).is_some()
        };
        assert!(fits("{\"mark\": 15.5, \"sure\": null}", "{mark: text, sure: bool?}"));
        assert!(!fits("{\"marks\": 15.5}", "{mark: text}"));
        assert!(!fits("1.5", "int"));
        assert!(!fits("\"x\"", "[text]"));
        assert!(!fits("[{\"$ref\": 1}]", "any"));
    }
}
