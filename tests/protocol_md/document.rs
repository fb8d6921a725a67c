//! `PROTOCOL.md` as headings, tables and blocks of hex.

use crate::bytes::unhex;

/// The whole file.
pub const DOC: &str = include_str!("../../PROTOCOL.md");

/// A heading, with what stands under it up to the next one.
pub struct Section {
    /// How many `#` it has.
    pub level: usize,
    /// Its words.
    pub title: &'static str,
    /// What stands under it.
    pub lines: Vec<&'static str>,
}

/// All of them, in order.
pub fn sections() -> Vec<Section> {
    let mut all: Vec<Section> = Vec::new();
    let mut fenced = false;
    for line in DOC.lines() {
        fenced ^= line.starts_with("```");
        let level = line.bytes().take_while(|b| *b == b'#').count();
        if !fenced && level > 0 {
            all.push(Section { level, title: line[level..].trim(), lines: Vec::new() });
        } else if let Some(section) = all.last_mut() {
            section.lines.push(line);
        }
    }
    all
}

/// The one of a title.
pub fn section(title: &str) -> Section {
    sections()
        .into_iter()
        .find(|s| s.title == title)
        .unwrap_or_else(|| panic!("no section {title}"))
}

impl Section {
    /// The rows of the table whose header begins with `first`, without backticks and links.
    pub fn table(&self, first: &str) -> Vec<Vec<String>> {
        let start = self.lines.iter().position(|line| line.starts_with(&format!("| {first} |")));
        let start = start.unwrap_or_else(|| panic!("no table {first} in {}", self.title));
        table_rows(&self.lines[start + 2..])
    }

    /// The blocks of hex and what stands behind the word in their first line.
    pub fn examples(&self) -> Vec<(&'static str, Vec<u8>)> {
        let mut all = Vec::new();
        let mut open: Option<(&str, String)> = None;
        for line in &self.lines {
            match (&mut open, line.strip_prefix("```")) {
                (None, Some(what)) => {
                    open = what.strip_prefix("hex").map(|who| (who.trim(), String::new()));
                }
                (Some(_), Some(_)) => {
                    let (who, digits) = open.take().expect("an open block");
                    all.push((who, unhex(&digits)));
                }
                (Some((_, digits)), None) => {
                    digits.push_str(line.split('#').next().unwrap_or_default());
                }
                (None, None) => {}
            }
        }
        all
    }
}

/// The rows at the beginning of `lines`, as cells.
pub fn table_rows(lines: &[&str]) -> Vec<Vec<String>> {
    lines.iter().take_while(|line| line.starts_with('|')).map(|line| cells(line)).collect()
}

fn cells(row: &str) -> Vec<String> {
    let inner = row.trim_matches('|');
    inner.split('|').map(|cell| unlink(cell.trim()).replace('`', "")).collect()
}

/// `[text](#anchor)` as its text.
fn unlink(cell: &str) -> &str {
    cell.strip_prefix('[').and_then(|c| c.split_once("](")).map_or(cell, |(text, _)| text)
}

/// A number, decimal or after `0x`.
pub fn number(text: &str) -> u64 {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    }
    .unwrap_or_else(|_| panic!("{text} is no number"))
}

/// The anchor that a heading has on a page.
pub fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
