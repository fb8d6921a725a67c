//! Bytes as the vectors and `PROTOCOL.md` write them.

use serde_json::Value;

/// Bytes of a vector: hex, or a list of hex and of runs of one byte.
pub fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(hex) => unhex(hex),
        Value::Array(parts) => parts.iter().flat_map(bytes).collect(),
        Value::Object(run) => {
            let times = run["times"].as_u64().expect("how often a run repeats");
            bytes(&run["hex"]).repeat(usize::try_from(times).unwrap())
        }
        other => panic!("no bytes: {other}"),
    }
}

/// The bytes that hexadecimal digits stand for; whitespace between them is passed over.
pub fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| u8::try_from(c.to_digit(16).expect("a hexadecimal digit")).unwrap())
        .collect();
    assert!(digits.len().is_multiple_of(2), "half a byte in {hex:?}");
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}
