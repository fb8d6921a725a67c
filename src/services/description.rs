//! What a service says of itself, so that clients can list it and compare it with what they know.

use crate::proto::limits::{MAX_DESCRIPTION, MAX_METHODS, MAX_SERVICE_NAME, MAX_TYPE};
use crate::proto::message::{MethodInfo, ServiceInfo};
use crate::proto::value::schema::{Type, schema_hash};

/// A service: its name, what it does, and its methods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// How it is called: ASCII letters, digits and `_`, 64 bytes at most.
    pub name: String,
    /// What it does, for a person; 512 bytes at most.
    pub about: String,
    /// What it can be asked for, 64 at most.
    pub methods: Vec<Method>,
}

/// A method of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    /// How it is called, as services are.
    pub name: String,
    /// What it does, for a person; 512 bytes at most.
    pub about: String,
    /// Its parameters: a record.
    pub params: Type,
    /// What it gives.
    pub result: Type,
}

/// Why a description can't be shown to clients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    /// A name can't be one.
    #[error("\"{0}\" is not 1 to {MAX_SERVICE_NAME} ASCII letters, digits and _")]
    Name(String),
    /// Two services, or two methods of one, have the same name.
    #[error("\"{0}\" is there twice")]
    Twice(String),
    /// A text is too long.
    #[error("the description of \"{0}\" is longer than {MAX_DESCRIPTION} bytes")]
    TooLong(String),
    /// A type can't be described in so many bytes, or not read again.
    #[error("a type of \"{0}\" can't be described in {MAX_TYPE} bytes, or nests too deep")]
    Type(String),
    /// The parameters are not a record.
    #[error("the parameters of \"{0}\" are not a record")]
    Params(String),
    /// There are too many methods.
    #[error("there are more than {MAX_METHODS} methods")]
    TooMany,
}

impl Method {
    /// The hash of its schema, within `service`.
    pub fn schema(&self, service: &str) -> u64 {
        let (params, result) = (self.params.to_string(), self.result.to_string());
        schema_hash(service, &self.name, &params, &result)
    }

    /// As a person reads it: `add_mark{class: text, mark: text} -> null`.
    pub fn signature(&self) -> String {
        format!("{}{} -> {}", self.name, self.params, self.result)
    }

    fn check(&self) -> Result<(), DescriptionError> {
        check_name(&self.name)?;
        check_about(&self.name, &self.about)?;
        if !matches!(self.params, Type::Record(_)) {
            return Err(DescriptionError::Params(self.name.clone()));
        }
        for ty in [&self.params, &self.result] {
            let text = ty.to_string();
            if text.len() > MAX_TYPE || text.parse().as_ref() != Ok(ty) {
                return Err(DescriptionError::Type(self.name.clone()));
            }
        }
        Ok(())
    }
}

impl Description {
    /// Checks what clients rely on.
    pub(crate) fn check(&self) -> Result<(), DescriptionError> {
        check_name(&self.name)?;
        check_about(&self.name, &self.about)?;
        if self.methods.len() > MAX_METHODS {
            return Err(DescriptionError::TooMany);
        }
        for (at, method) in self.methods.iter().enumerate() {
            method.check()?;
            if self.methods.iter().skip(at + 1).any(|other| other.name == method.name) {
                return Err(DescriptionError::Twice(method.name.clone()));
            }
        }
        Ok(())
    }

    /// As it travels.
    pub(crate) fn info(&self) -> ServiceInfo {
        let method = |method: &Method| MethodInfo {
            name: method.name.as_str().into(),
            description: method.about.as_str().into(),
            schema: method.schema(&self.name),
            params: method.params.to_string().as_str().into(),
            result: method.result.to_string().as_str().into(),
        };
        ServiceInfo {
            name: self.name.as_str().into(),
            description: self.about.as_str().into(),
            methods: self.methods.iter().map(method).collect(),
        }
    }
}

fn check_name(name: &str) -> Result<(), DescriptionError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || name.len() > MAX_SERVICE_NAME || !name.chars().all(fits) {
        return Err(DescriptionError::Name(name.to_owned()));
    }
    Ok(())
}

fn check_about(name: &str, about: &str) -> Result<(), DescriptionError> {
    if about.len() > MAX_DESCRIPTION {
        return Err(DescriptionError::TooLong(name.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(name: &str) -> Method {
        let params = Type::Record(vec![("class".into(), Type::Text)]);
        Method { name: name.into(), about: String::new(), params, result: Type::Null }
    }

    fn description(name: &str, methods: Vec<Method>) -> Description {
        Description { name: name.into(), about: String::new(), methods }
    }

    #[test]
    fn what_clients_could_not_read_is_refused() {
        assert_eq!(description("a", vec![method("b")]).check(), Ok(()));
        let name = |name: &str| Err(DescriptionError::Name(name.into()));
        assert_eq!(description("a.b", vec![]).check(), name("a.b"));
        assert_eq!(description("a", vec![method("")]).check(), name(""));
        let twice = description("a", vec![method("b"), method("c"), method("b")]).check();
        assert_eq!(twice, Err(DescriptionError::Twice("b".into())));
        let bad = Method { params: Type::Int, ..method("b") };
        assert_eq!(description("a", vec![bad]).check(), Err(DescriptionError::Params("b".into())));
        let deep = (0..20).fold(Type::Int, |inner, _| Type::List(Box::new(inner)));
        let bad = Method { result: deep, ..method("b") };
        assert_eq!(description("a", vec![bad]).check(), Err(DescriptionError::Type("b".into())));
    }

    #[test]
    fn a_signature_is_read_by_people_and_hashed_with_the_service() {
        let method = method("add");
        assert_eq!(method.signature(), "add{class: text} -> null");
        assert_ne!(method.schema("a"), method.schema("b"));
    }
}
