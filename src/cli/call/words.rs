//! What is typed behind `salon call LINK`: methods, and behind each its parameters.

use super::json;
use crate::cli::exit::{Failure, Status};
use salon::proto::value::schema::Type;
use salon::proto::value::{Graph, Value};
use salon::texts::tr;
use std::io::Read;

/// One call.
#[derive(Debug, PartialEq)]
pub struct Asked {
    /// The service.
    pub service: String,
    /// Its method.
    pub method: String,
    /// By name.
    pub params: Vec<(String, Given)>,
}

/// A parameter as it was given.
#[derive(Debug, PartialEq)]
pub enum Given {
    /// Behind `KEY=`.
    Text(String),
    /// In a JSON object.
    Json(serde_json::Value),
}

/// The calls that the words ask for: `SERVICE.METHOD` begins one, `KEY=VALUE`, a JSON object, or `-`
/// for one on the standard input, is of the one before it.
///
/// # Errors
/// A word is none of these.
pub fn read(words: &[String]) -> Result<Vec<Asked>, Failure> {
    let mut calls: Vec<Asked> = Vec::new();
    for word in words {
        let params = if word == "-" {
            object(&standard_input()?)?
        } else if word.starts_with('{') {
            object(word)?
        } else if let Some((key, value)) = word.split_once('=') {
            vec![(key.to_owned(), Given::Text(value.to_owned()))]
        } else if let Some((service, method)) = word.split_once('.') {
            let (service, method) = (service.to_owned(), method.to_owned());
            calls.push(Asked { service, method, params: Vec::new() });
            continue;
        } else {
            return Err(usage(word));
        };
        let call = calls.last_mut().ok_or_else(|| usage(word))?;
        for (key, value) in params {
            if call.params.iter().any(|(known, _)| *known == key) {
                let sentence = tr!("cli-call-twice", name = key);
                return Err(Failure::new(Status::Usage, sentence));
            }
            call.params.push((key, value));
        }
    }
    Ok(calls)
}

fn usage(word: &str) -> Failure {
    Failure::new(Status::Usage, tr!("cli-call-word", word = word))
}

fn standard_input() -> Result<String, Failure> {
    let mut text = String::new();
    match std::io::stdin().lock().read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => {
            let sentence = tr!("cli-input-failed", cause = error.to_string());
            Err(Failure::new(Status::Failed, sentence))
        }
    }
}

fn object(text: &str) -> Result<Vec<(String, Given)>, Failure> {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|error| {
            Failure::new(Status::Usage, tr!("cli-call-json", cause = error.to_string()))
        })?;
    Ok(fields.into_iter().map(|(key, value)| (key, Given::Json(value))).collect())
}

/// A typed text as a value of a type; `None` if it is none. Lists and records are typed as JSON.
pub fn typed(text: &str, ty: &Type, graph: &mut Graph) -> Option<Value> {
    Some(match ty {
        Type::Text => text.into(),
        Type::Null => text.is_empty().then_some(Value::Null)?,
        Type::Bool => text.parse::<bool>().ok()?.into(),
        Type::Int => text.parse::<i64>().ok()?.into(),
        Type::Float => text.parse::<f64>().ok()?.into(),
        Type::Bytes => json::unhex(text)?.into(),
        Type::Optional(_) if text.is_empty() => Value::Null,
        Type::Optional(inner) => typed(text, inner, graph)?,
        Type::List(_) | Type::Record(_) | Type::Any => {
            json::typed(&serde_json::from_str(text).ok()?, ty, graph)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> Result<Vec<Asked>, Status> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        super::read(&words).map_err(|failure| failure.status)
    }

    #[test]
    fn a_method_takes_what_follows_it() {
        let calls = read(&["a.b", "x=1=2", "{\"y\": [1.5]}", "c.d.e"]).unwrap();
        assert_eq!(calls.len(), 2);
        let json = Given::Json(serde_json::json!([1.5]));
        let params = [("x".to_owned(), Given::Text("1=2".into())), ("y".to_owned(), json)];
        assert_eq!(calls[0].params, params);
        assert_eq!((calls[1].service.as_str(), calls[1].method.as_str()), ("c", "d.e"));
    }

    #[test]
    fn what_belongs_to_nothing_is_a_mistake() {
        for words in [&["x=1"][..], &["a"], &["a.b", "{"], &["a.b", "x=1", "x=2"]] {
            assert_eq!(read(words), Err(Status::Usage), "{words:?}");
        }
    }

    #[test]
    fn texts_become_what_the_type_says() {
        let typed =
            |text: &str, ty: &str| super::typed(text, &ty.parse().unwrap(), &mut Graph::default());
        assert_eq!(typed("12", "text"), Some("12".into()));
        assert_eq!(typed("12", "int"), Some(Value::Int(12)));
        assert_eq!(typed("12", "float?"), Some(Value::Float(12.0)));
        assert_eq!(typed("", "float?"), Some(Value::Null));
        assert_eq!(typed("true", "bool"), Some(Value::Bool(true)));
        assert_eq!(typed("00fF", "bytes"), Some(vec![0, 255].into()));
        assert_eq!(typed("1.5", "int"), None);
        assert_eq!(typed("0g", "bytes"), None);
        assert!(typed("[1, 2]", "[int]").is_some() && typed("[1, true]", "[int]").is_none());
    }
}
