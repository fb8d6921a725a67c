//! Tables for people, in columns as wide as what stands in them.

use super::neutral;
use unicode_width::UnicodeWidthStr;

/// The lines of a table: its headings, then its rows. Nothing in it acts on a terminal.
pub fn table<const N: usize>(headings: [String; N], rows: &[[String; N]]) -> String {
    let harmless = |row: &[String; N]| row.each_ref().map(|cell| neutral::line(cell).into_owned());
    let lines: Vec<[String; N]> = std::iter::once(&headings).chain(rows).map(harmless).collect();
    let mut widths = [0; N];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for line in &lines {
        let start = text.len();
        for (width, cell) in widths.iter().zip(line) {
            text.push_str(cell);
            text.extend(std::iter::repeat_n(' ', width - cell.width() + 2));
        }
        text.truncate(start + text[start..].trim_end().len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_harmless() {
        let row = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        let table = table(row("WHO", "WHERE"), &[row("小林", "lobby"), row("a\u{1b}", "")]);
        assert_eq!(table, "WHO      WHERE\n小林     lobby\na\\u{1b}\n");
    }
}
