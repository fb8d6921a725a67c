//! Values and services as people read them.

use crate::cli::neutral;
use salon::client::ServiceInfo;
use salon::proto::value::{Graph, Object, ObjectId, Value};
use salon::texts::tr;
use std::collections::HashSet;

/// The longest text of a result, in bytes: about, and `...` is put behind it. What is shared is written
/// wherever it stands, so that few bytes can be text without end.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// A result: a scalar on one line, the fields of a record and the items of a list on a line each. Null
/// is nothing at all.
pub fn result(graph: &Graph) -> String {
    let mut shown = Shown { graph, text: String::new(), open: HashSet::new(), is_cut: false };
    match &graph.root {
        Value::Null => {}
        Value::Object(id) => shown.object(*id, 0),
        scalar => {
            shown.scalar(scalar);
            shown.text.push('\n');
        }
    }
    if shown.is_cut {
        shown.text.push_str("...\n");
    }
    shown.text
}

struct Shown<'a> {
    graph: &'a Graph,
    text: String,
    /// The objects that this line stands in.
    open: HashSet<ObjectId>,
    is_cut: bool,
}

impl<'a> Shown<'a> {
    fn object(&mut self, id: ObjectId, depth: usize) {
        self.open.insert(id);
        match self.graph.object(id) {
            Some(Object::List(items)) => {
                for item in items {
                    self.line("-", item, depth);
                }
            }
            Some(Object::Record(fields)) => {
                for (name, value) in fields {
                    self.line(&format!("{}:", neutral::line(name)), value, depth);
                }
            }
            None => {}
        }
        self.open.remove(&id);
    }

    fn line(&mut self, label: &str, value: &'a Value, depth: usize) {
        self.is_cut |= self.text.len() > MAX_TEXT;
        if self.is_cut {
            return;
        }
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(label);
        match value {
            // What stands within itself is shown once.
            Value::Object(id) if self.open.contains(id) => self.text.push_str(" ...\n"),
            Value::Object(id) => {
                self.text.push('\n');
                self.object(*id, depth + 1);
            }
            Value::Null => self.text.push('\n'),
            scalar => {
                self.text.push(' ');
                self.scalar(scalar);
                self.text.push('\n');
            }
        }
    }

    fn scalar(&mut self, value: &Value) {
        let text = match value {
            Value::Bool(yes) => yes.to_string(),
            Value::Int(int) => int.to_string(),
            Value::Float(float) => float.to_string(),
            Value::Text(text) => neutral::line(text).into_owned(),
            Value::Bytes(bytes) => super::json::hex(bytes),
            Value::Null | Value::Object(_) => String::new(),
        };
        self.text.push_str(&text);
    }
}

/// Each service with its methods.
pub fn services(services: &[ServiceInfo]) -> String {
    if services.is_empty() {
        return format!("{}\n", tr!("cli-no-services"));
    }
    let mut text = String::new();
    for service in services {
        text += &described(&service.name, &service.description, "");
        for method in &service.methods {
            let params = fields(&method.params);
            let result = if &*method.result == "null" { "" } else { &*method.result };
            let arrow = if result.is_empty() { "" } else { " -> " };
            let signature =
                format!("{}.{}({params}){arrow}{result}", &*service.name, &*method.name);
            text += &described(&signature, &method.description, "  ");
        }
    }
    text
}

/// The fields of a record's type, without the braces around them.
fn fields(params: &str) -> &str {
    let within = params.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    within.unwrap_or(params)
}

fn described(name: &str, description: &str, indent: &str) -> String {
    let (name, description) = (neutral::line(name), neutral::line(description));
    if description.is_empty() {
        format!("{indent}{name}\n")
    } else {
        format!("{indent}{name}\n{indent}    {description}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_line_by_line_and_its_links_end() {
        let mut graph = Graph::default();
        let marks = graph.add(Object::List(vec!["15.5".into(), Value::Null]));
        let own = graph.add(Object::Record(vec![
            ("name".into(), "Zo\u{1b}é".into()),
            ("marks".into(), marks.into()),
            ("again".into(), marks.into()),
        ]));
        graph.record_mut(own).unwrap().push(("itself".into(), own.into()));
        graph.root = own.into();
        let text = "name: Zo\\u{1b}é\nmarks:\n  - 15.5\n  -\nagain:\n  - 15.5\n  -\nitself: ...\n";
        assert_eq!(result(&graph), text);
        assert_eq!(result(&Graph::default()), "");
        assert_eq!(result(&Value::Int(3).into()), "3\n");
    }

    #[test]
    fn what_is_shared_again_and_again_is_cut() {
        let mut graph = Graph::default();
        let mut next = Value::Null;
        for _ in 0..60 {
            next = graph.add(Object::List(vec![next.clone(), next])).into();
        }
        graph.root = next;
        let text = result(&graph);
        assert!(text.ends_with("\n...\n"));
        assert!(text.len() < MAX_TEXT + 1024, "{}", text.len());
    }

    #[test]
    fn braces_within_a_signature_stay() {
        assert_eq!(fields("{who: {name: text}}"), "who: {name: text}");
        assert_eq!(fields("{}"), "");
    }
}
