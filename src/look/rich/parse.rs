//! Reads a text into blocks of spans.

use super::mention::mentions;
use linkify::{LinkFinder, LinkKind};
use std::ops::Range;

/// What belongs together on lines of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Words, one span after the other.
    Words(Vec<Span>),
    /// Code, as it was typed.
    Code(String),
}

/// A run of text that looks the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// What is shown.
    pub text: String,
    /// How.
    pub style: Style,
}

/// How a span looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    /// Heavier.
    pub strong: bool,
    /// Slanted.
    pub soft: bool,
    /// As code.
    pub code: bool,
    /// It is an address that can be opened.
    pub link: bool,
    /// It names somebody; `true` for the person themselves.
    pub name: Option<bool>,
}

/// Reads what somebody wrote. `me` and `others` are the names that can stand in it.
pub fn parse<'a>(
    text: &str,
    me: &'a str,
    others: impl Iterator<Item = &'a str> + Clone,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((before, code, after)) = fence(rest) {
        words(before, me, others.clone(), &mut blocks);
        blocks.push(Block::Code(code.to_owned()));
        rest = after;
    }
    words(rest, me, others, &mut blocks);
    blocks
}

/// What somebody wrote, as words alone.
pub fn plain(text: &str) -> String {
    let words = |block: Block| match block {
        Block::Words(spans) => spans.into_iter().map(|span| span.text).collect(),
        Block::Code(code) => code,
    };
    let blocks: Vec<String> = parse(text, "", std::iter::empty()).into_iter().map(words).collect();
    blocks.join("\n")
}

/// The first block of code: what stands before, in, and behind it.
fn fence(text: &str) -> Option<(&str, &str, &str)> {
    const FENCE: &str = "```";
    let (before, inside) = text.split_once(FENCE)?;
    let (code, after) = inside.split_once(FENCE)?;
    // The name of a language may stand behind the first fence.
    let code = match code.split_once('\n') {
        Some((name, code)) if name.chars().all(|c| c.is_alphanumeric()) => code,
        _ => code,
    };
    let code = code.trim_end_matches('\n');
    (!code.is_empty()).then_some((
        before.trim_end_matches('\n'),
        code,
        after.trim_start_matches('\n'),
    ))
}

fn words<'a>(
    text: &str,
    me: &'a str,
    others: impl Iterator<Item = &'a str> + Clone,
    blocks: &mut Vec<Block>,
) {
    if text.is_empty() {
        return;
    }
    let names = mentions(text, others.chain(std::iter::once(me)));
    let mut whole: Vec<(Range<usize>, Style)> = names
        .into_iter()
        .map(|(range, name)| (range, Style { name: Some(name == me), ..Style::default() }))
        .collect();
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    whole.extend(
        finder
            .links(text)
            .filter(|link| can_be_opened(link.as_str()))
            .map(|link| (link.start()..link.end(), Style { link: true, ..Style::default() })),
    );
    whole.sort_by_key(|(range, _)| range.start);
    let mut spans = Spans::default();
    emphasis(text, 0..text.len(), Style::default(), &whole, &mut spans);
    blocks.push(Block::Words(spans.0));
}

/// Nothing that a message says may start another program than a browser.
fn can_be_opened(link: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| link.starts_with(scheme))
}

#[derive(Default)]
struct Spans(Vec<Span>);

impl Spans {
    fn push(&mut self, text: &str, style: Style) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.style == style && !style.link => last.text.push_str(text),
            _ => self.0.push(Span { text: text.to_owned(), style }),
        }
    }
}

/// Reads the signs in a part of the text. `whole` are ranges that no sign can cut, in order.
fn emphasis(
    text: &str,
    range: Range<usize>,
    style: Style,
    whole: &[(Range<usize>, Style)],
    spans: &mut Spans,
) {
    let (mut at, mut plain) = (range.start, range.start);
    while at < range.end {
        if let Some((one, kind)) = whole.iter().find(|(one, _)| one.start == at)
            && one.end <= range.end
        {
            spans.push(&text[plain..at], style);
            spans.push(&text[one.clone()], Style { link: kind.link, name: kind.name, ..style });
            (at, plain) = (one.end, one.end);
            continue;
        }
        if let Some((inner, sign)) = sign_at(text, at, range.end, whole) {
            spans.push(&text[plain..at], style);
            let end = inner.end + sign.len();
            match sign {
                "`" => spans.push(&text[inner], Style { code: true, ..style }),
                "**" => emphasis(text, inner, Style { strong: true, ..style }, whole, spans),
                _ => emphasis(text, inner, Style { soft: true, ..style }, whole, spans),
            }
            (at, plain) = (end, end);
            continue;
        }
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    spans.push(&text[plain..range.end], style);
}

/// A sign that opens here and closes before `end`, and what stands between.
fn sign_at(
    text: &str,
    at: usize,
    end: usize,
    whole: &[(Range<usize>, Style)],
) -> Option<(Range<usize>, &'static str)> {
    let sign = ["**", "*", "_", "`"].into_iter().find(|sign| text[at..end].starts_with(sign))?;
    let from = at + sign.len();
    let opens = !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
        && text[from..end].chars().next().is_some_and(|c| !c.is_whitespace() && c != '`');
    if !opens {
        return None;
    }
    let closes = |to: &usize| {
        let behind = &text[to + sign.len()..];
        let tight =
            sign == "`" || text[..*to].chars().next_back().is_some_and(|c| !c.is_whitespace());
        // `**` within `*…*` is another sign.
        let own = sign.len() == 2 || sign == "`" || !behind.starts_with(sign);
        let cuts = whole.iter().any(|(one, _)| one.contains(to) && one.start < *to);
        *to > from
            && tight
            && own
            && !cuts
            && !behind.chars().next().is_some_and(char::is_alphanumeric)
            && !text[from..*to].contains('\n')
    };
    let found = text[from..end].match_indices(sign).map(|(to, _)| from + to).find(closes)?;
    Some((from..found, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spans of a text, with marks: `<b>`, `<i>`, `<c>`, `<a>`, `<n>`, `<me>`.
    fn marked(text: &str) -> String {
        let blocks = parse(text, "Léa", ["Tom", "Tom Jones"].into_iter());
        let span = |span: &Span| {
            let Style { strong, soft, code, link, name } = span.style;
            let marks = [
                (strong, "b"),
                (soft, "i"),
                (code, "c"),
                (link, "a"),
                (name == Some(false), "n"),
                (name == Some(true), "me"),
            ];
            let marks: String =
                marks.iter().filter(|(on, _)| *on).map(|(_, mark)| format!("<{mark}>")).collect();
            format!("{marks}{}{}", span.text, if marks.is_empty() { "" } else { "</>" })
        };
        let block = |block: &Block| match block {
            Block::Words(spans) => spans.iter().map(span).collect(),
            Block::Code(code) => format!("[{code}]"),
        };
        blocks.iter().map(block).collect::<Vec<String>>().join("|")
    }

    #[test]
    fn words_alone_have_no_signs() {
        assert_eq!(plain("*so* **loud**, @Tom: `x`\n```\nlet y;\n```"), "so loud, @Tom: x\nlet y;");
        assert_eq!(plain("2*3*4"), "2*3*4");
    }

    #[test]
    fn signs_count_at_words() {
        for (text, expected) in [
            ("plain", "plain"),
            ("*soft* _soft_ **loud**", "<i>soft</> <i>soft</> <b>loud</>"),
            ("**a *b* c**", "<b>a </><b><i>b</><b> c</>"),
            ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
            ("* a list *", "* a list *"),
            ("*open", "*open"),
            ("**", "**"),
            ("`a*b*c` x", "<c>a*b*c</> x"),
            ("(*soft*)!", "(<i>soft</>)!"),
            ("*two\nlines*", "*two\nlines*"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn links_and_names_are_whole() {
        for (text, expected) in [
            ("see https://a.org/x_y_z.", "see <a>https://a.org/x_y_z</>."),
            ("*https://a.org/*", "<i><a>https://a.org/</>"),
            ("javascript:alert(1) file:///etc/passwd", "javascript:alert(1) file:///etc/passwd"),
            ("@tom jones and @Léa", "<n>@tom jones</> and <me>@Léa</>"),
            ("**@Tom**", "<b><n>@Tom</>"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_of_code_stay_as_they_are() {
        assert_eq!(marked("look:\n```rust\nlet *a* = 1;\n```\nwell"), "look:|[let *a* = 1;]|well");
        assert_eq!(marked("```one line```"), "[one line]");
        assert_eq!(marked("``` never closed"), "``` never closed");
        assert_eq!(marked("``````"), "``````");
    }
}
