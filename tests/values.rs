//! Typed values: held against the vectors of an independent script, and against whatever chance
//! makes of lists, records and the references between them.

#[path = "vectors/bytes.rs"]
mod bytes;

use bytes::bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use salon::proto::limits::{MAX_VALUE_DEPTH, MAX_VALUES};
use salon::proto::value::schema::{Type, schema_hash};
use salon::proto::value::{Bytes, Graph, Misfit, Object, ObjectId, Typed, Value, ValueError};
use serde_json::{Value as Json, json};

fn vectors() -> Json {
    serde_json::from_str(include_str!("vectors/values.json")).expect("vectors")
}

fn text<'a>(vector: &'a Json, field: &str) -> &'a str {
    vector[field].as_str().unwrap_or_else(|| panic!("{field} of {vector}"))
}

/// A value as the vectors write it. Objects are named by their places, as in a graph that was read.
fn meaning(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(int) => json!({ "int": int.to_string() }),
        Value::Float(float) => json!({ "float": format!("{:016x}", float.to_bits()) }),
        Value::Text(text) => json!(text),
        Value::Bytes(_) => json!("bytes"),
        Value::Object(id) => json!({ "object": id.0 }),
    }
}

fn check(value: &Value, wanted: &Json, name: &str) {
    match value {
        Value::Bytes(found) => assert_eq!(*found, bytes(&wanted["bytes"]), "{name}"),
        value => assert_eq!(meaning(value), *wanted, "{name}"),
    }
}

fn check_object(object: &Object, wanted: &Json, name: &str) {
    match object {
        Object::List(items) => {
            let wanted = wanted["list"].as_array().expect("a list");
            assert_eq!(items.len(), wanted.len(), "{name}");
            items.iter().zip(wanted).for_each(|(item, wanted)| check(item, wanted, name));
        }
        Object::Record(fields) => {
            let wanted = wanted["record"].as_array().expect("a record");
            assert_eq!(fields.len(), wanted.len(), "{name}");
            for ((field, value), wanted) in fields.iter().zip(wanted) {
                assert_eq!(wanted[0], *field, "{name}");
                check(value, &wanted[1], name);
            }
        }
    }
}

#[test]
fn good_values_mean_what_they_should_and_come_out_as_they_went_in() {
    for vector in vectors()["good"].as_array().expect("good ones") {
        let (name, whole) = (text(vector, "name"), bytes(&vector["hex"]));
        let graph = Graph::decode(&whole).unwrap_or_else(|error| panic!("{name}: {error}"));
        check(&graph.root, &vector["root"], name);
        let objects = vector["objects"].as_array().expect("objects");
        for (id, wanted) in (0..).zip(objects) {
            check_object(graph.object(ObjectId(id)).expect(name), wanted, name);
        }
        assert_eq!(graph.object(ObjectId(u32::try_from(objects.len()).unwrap())), None, "{name}");
        assert_eq!(graph.encode().as_deref(), Ok(&whole[..]), "{name}: written again");
    }
}

#[test]
fn bad_values_are_refused_for_the_reason_that_is_given() {
    for vector in vectors()["bad"].as_array().expect("bad ones") {
        let error = Graph::decode(&bytes(&vector["hex"])).expect_err(text(vector, "name"));
        let shown = format!("{error:?}");
        let reason = shown.split('(').next();
        assert_eq!(reason, Some(text(vector, "error")), "{}", text(vector, "name"));
    }
}

#[test]
fn types_and_schemas_are_those_of_the_vectors() {
    let all = vectors();
    for ty in all["types"].as_array().expect("types") {
        let ty = ty.as_str().expect("a type");
        assert_eq!(ty.parse::<Type>().map(|ty| ty.to_string()).as_deref(), Ok(ty));
    }
    for text in all["no_types"].as_array().expect("no types") {
        assert!(text.as_str().expect("a text").parse::<Type>().is_err(), "{text}");
    }
    for vector in all["schemas"].as_array().expect("schemas") {
        let [service, method, params, result] =
            ["service", "method", "params", "result"].map(|field| text(vector, field));
        let hash = schema_hash(service, method, params, result);
        assert_eq!(format!("{hash:016x}"), text(vector, "hash"));
    }
}

/// Any scalar, or one of `objects` objects.
fn values(objects: usize) -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => any::<i64>().prop_map(Value::Int),
        1 => any::<f64>().prop_map(Value::Float),
        1 => "\\PC{0,8}".prop_map(Value::Text),
        1 => vec(any::<u8>(), 0..8).prop_map(Value::Bytes),
        3 => (0..objects).prop_map(|id| Value::Object(ObjectId(u32::try_from(id).unwrap()))),
    ]
}

fn objects(count: usize) -> impl Strategy<Value = Object> {
    prop_oneof![
        vec(values(count), 0..5).prop_map(Object::List),
        vec(values(count), 0..5).prop_map(|values| {
            let names = (0..).map(|at| format!("field {at}"));
            Object::Record(names.zip(values).collect())
        }),
    ]
}

/// Objects that refer to one another at random: shared ones, cycles, some that nobody refers to.
fn graphs() -> impl Strategy<Value = Graph> {
    (1..12usize).prop_flat_map(|count| {
        (vec(objects(count), count), values(count)).prop_map(|(objects, root)| {
            let mut graph = Graph::default();
            for object in objects {
                graph.add(object);
            }
            graph.root = root;
            graph
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn any_graph_comes_back_with_its_links(graph in graphs()) {
        let bytes = graph.encode().expect("a small graph");
        let again = Graph::decode(&bytes).expect("what was written");
        prop_assert_eq!(&again, &graph);
        prop_assert_eq!(again.encode(), Ok(bytes));
    }

    #[test]
    fn every_beginning_of_a_value_is_an_error(graph in graphs(), cut in any::<prop::sample::Index>()) {
        let bytes = graph.encode().expect("a small graph");
        let end = cut.index(bytes.len());
        prop_assert_eq!(Graph::decode(&bytes[..end]), Err(ValueError::Truncated));
    }

    #[test]
    fn graphs_that_differ_are_not_equal(one in graphs(), other in graphs()) {
        prop_assert_eq!(one == other, one.encode() == other.encode());
    }

    #[test]
    fn any_bytes_are_a_value_or_an_error(bytes in vec(0..12u8, 0..200)) {
        if let Ok(graph) = Graph::decode(&bytes) {
            let again = graph.encode().expect("what was read");
            prop_assert_eq!(Graph::decode(&again), Ok(graph));
        }
    }

    #[test]
    fn any_type_is_read_as_it_was_written(text in "[\\[\\]{}?a-z:, ]{0,30}") {
        if let Ok(ty) = text.parse::<Type>() {
            prop_assert_eq!(ty.to_string(), text);
        }
    }
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let deep = |depth: usize| {
        let mut graph = Graph::default();
        for _ in 0..depth {
            let root = if graph.root == Value::Null { vec![] } else { vec![graph.root.clone()] };
            graph.root = graph.add(Object::List(root)).into();
        }
        graph.encode()
    };
    assert!(deep(MAX_VALUE_DEPTH).is_ok());
    assert_eq!(deep(MAX_VALUE_DEPTH + 1), Err(ValueError::TooDeep));
    // However deep it is, neither comparing nor dropping it goes deep.
    assert_eq!(deep(1_000_000), Err(ValueError::TooDeep));
    assert_eq!(vec![(); MAX_VALUES].to_graph().encode(), Err(ValueError::TooMany));
    let twice = Graph::record([("a".into(), Value::Null), ("a".into(), Value::Null)]);
    assert_eq!(twice.encode(), Err(ValueError::Twice));
    assert_eq!(Graph::record([("".into(), Value::Null)]).encode(), Err(ValueError::Name));
    assert_eq!(Graph::from(Value::Object(ObjectId(3))).encode(), Err(ValueError::Reference(3)));
}

salon::value! {
    /// One of everything.
    struct All {
        a: i64, b: u8, c: f64, d: bool, e: String, f: Vec<Part>, g: Option<Part>, h: Bytes, i: Graph,
        j: (),
    }
}

salon::value! { struct Part { number: i32 } }

fn all() -> All {
    let mut own = Graph::default();
    let list = own.add(Object::List(vec![]));
    own.root = own.add(Object::List(vec![list.into(), list.into()])).into();
    All {
        a: i64::MIN,
        b: 255,
        c: 0.1,
        d: true,
        e: "é".into(),
        f: vec![Part { number: -1 }, Part { number: 2 }],
        g: None,
        h: Bytes(vec![0, 255]),
        i: own,
        j: (),
    }
}

#[test]
fn every_type_comes_back() {
    let bytes = all().to_graph().encode().unwrap();
    assert_eq!(All::from_graph(&Graph::decode(&bytes).unwrap()), Ok(all()));
    assert_eq!(
        All::ty().to_string(),
        "{a: int, b: int, c: float, d: bool, e: text, f: [{number: int}], g: {number: int}?, \
         h: bytes, i: any, j: null}"
    );
}

#[test]
fn a_misfit_says_where_and_what() {
    let says = |misfit: Misfit| misfit.to_string();
    let graph = vec![Part { number: 1 }, Part { number: 300 }].to_graph();
    let narrow = Vec::<Narrow>::from_graph(&graph).map_err(says);
    assert_eq!(narrow, Err("[1].number: wanted an int from 0 to 255, found 300".to_owned()));
    let missing = Part::from_graph(&Graph::record([])).map_err(says);
    assert_eq!(missing, Err("number: wanted int, found null".to_owned()));
    // More than is known is passed over, and an option may be missing.
    let more = Graph::record([("x".to_owned(), Value::Int(1))]);
    assert_eq!(Lax::from_graph(&more), Ok(Lax { y: None }));
}

#[test]
fn what_unfolds_to_too_much_is_no_value() {
    // One list, referred to again and again: each time it would be read anew.
    let long = "x".repeat(100_000);
    let mut graph = Graph::default();
    let shared = graph.add(Object::List(vec![Value::from(long.as_str())]));
    let all = graph.add(Object::List(vec![Value::Object(shared); 10_000]));
    graph.root = Value::Object(all);
    let graph = Graph::decode(&graph.encode().unwrap()).unwrap();
    let read = Vec::<Vec<String>>::from_graph(&graph).map_err(|misfit| misfit.to_string());
    let says =
        "[10][0]: wanted no more than 1048576 bytes and values, found one that unfolds to more";
    assert_eq!(read, Err(says.to_owned()));
    let graphs = Vec::<Graph>::from_graph(&graph).map_err(|misfit| misfit.path);
    assert!(graphs.is_err(), "as many copies of all of it");
    // Without references a value of any size is read.
    let words = vec!["x".repeat(3); 30_000];
    assert_eq!(Vec::from_graph(&words.to_graph()), Ok(words));
}

salon::value! { struct Narrow { number: u8 } }
salon::value! { struct Lax { y: Option<i64> } }
