//! Names of files that somebody else has chosen, made into names that are safe here. What comes out is
//! never a path, whatever went in.

use crate::proto::name::is_harmful;
use unicode_normalization::UnicodeNormalization;

/// Most bytes of a name of a file, on most systems.
pub const MAX_FILE_NAME: usize = 255;

/// What a name becomes of which nothing is left.
const NAMELESS: &str = "file";

/// The longest ending that is kept when a name is shortened, in bytes with its dot.
const MAX_ENDING: usize = 32;

/// Names that are devices on Windows, whatever their ending.
const DEVICES: [&str; 24] = [
    "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "CONIN$",
    "CONOUT$",
];

/// A safe name for a file that somebody calls `wish`: its last part, without what no file system
/// takes, nor what hides a file or turns its letters round; of 255 bytes at most.
pub fn safe_name(wish: &str) -> String {
    let last = wish.rsplit(['/', '\\']).next().unwrap_or_default();
    // `C:x` is a path, too.
    let last = match last.split_once(':') {
        Some((drive, rest)) if drive.len() == 1 => rest,
        _ => last,
    };
    let kept: String = last.nfc().filter(|c| !is_harmful(*c)).map(replaced).collect();
    let kept = kept.trim().trim_end_matches(['.', ' ']);
    let mut name = match kept.strip_prefix('.') {
        Some(rest) if !rest.trim_matches('.').is_empty() => format!("_{rest}"),
        Some(_) => String::new(),
        None => kept.to_owned(),
    };
    if name.is_empty() {
        NAMELESS.clone_into(&mut name);
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    if DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) {
        name.insert(0, '_');
    }
    shortened(&name, "")
}

/// The name of the `n`th file of one name: `song.flac` is `song (2).flac`.
pub fn numbered(name: &str, n: u32) -> String {
    if n < 2 { name.to_owned() } else { shortened(name, &format!(" ({n})")) }
}

/// `name` with `mark` before its ending, of 255 bytes at most.
fn shortened(name: &str, mark: &str) -> String {
    let ending = name.rfind('.').filter(|at| *at > 0 && name.len() - at <= MAX_ENDING);
    let (stem, ending) = name.split_at(ending.unwrap_or(name.len()));
    let room = MAX_FILE_NAME - mark.len() - ending.len();
    let stem = &stem[..stem.floor_char_boundary(room.min(stem.len()))];
    format!("{stem}{mark}{ending}")
}

/// What some systems don't take.
fn replaced(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_climbs_out() {
        for (wish, name) in [
            ("song.flac", "song.flac"),
            ("../../x", "x"),
            ("/etc/passwd", "passwd"),
            ("C:\\x", "x"),
            ("C:x", "x"),
            ("..\\..\\x.exe", "x.exe"),
            ("..", "file"),
            (".", "file"),
            ("", "file"),
            ("a/", "file"),
            ("...", "file"),
            (" . ", "file"),
            ("a\0b", "ab"),
            ("\0", "file"),
            ("a\nb\x1b[31m", "ab[31m"),
            (".bashrc", "_bashrc"),
            ("x. . ", "x"),
            ("nul", "_nul"),
            ("NUL.txt", "_NUL.txt"),
            ("com1", "_com1"),
            ("LPT9 .tar.gz", "_LPT9 .tar.gz"),
            ("console", "console"),
            ("what?.txt", "what_.txt"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("\u{202E}", "file"),
            ("a\u{061C}1\u{E0041}.txt", "a1.txt"),
            ("été.txt", "été.txt"),
            ("文件 – ملف – 🦊.pdf", "文件 – ملف – 🦊.pdf"),
        ] {
            assert_eq!(safe_name(wish), name, "{wish:?}");
        }
    }

    #[test]
    fn a_name_is_as_long_as_it_may_be() {
        let long = format!("{}.txt", "é".repeat(200));
        let name = safe_name(&long);
        assert_eq!((name.len(), name.ends_with("é.txt")), (254, true));
        assert_eq!(safe_name(&"x".repeat(255)), "x".repeat(255));
        assert_eq!(safe_name(&"x".repeat(256)).len(), 255);
        assert_eq!(safe_name(&format!("x.{}", "y".repeat(300))).len(), 255);
        let second = numbered(&"x".repeat(255), 2);
        assert_eq!((second.len(), second.ends_with("x (2)")), (255, true));
    }

    #[test]
    fn a_second_one_is_told_from_the_first() {
        assert_eq!(numbered("song.flac", 1), "song.flac");
        assert_eq!(numbered("song.flac", 2), "song (2).flac");
        assert_eq!(numbered("README", 12), "README (12)");
        assert_eq!(numbered("a.tar.gz", 2), "a.tar (2).gz");
    }

    #[test]
    fn whatever_goes_in_is_a_name_that_comes_out() {
        let mut random = fastrand::Rng::with_seed(5);
        for _ in 0..20_000 {
            let wish: String = (0..random.usize(..40)).map(|_| random.char(..)).collect();
            let odd = b"./\\: \0CONa";
            let odd: String = (0..random.usize(..12))
                .map(|_| char::from(odd[random.usize(..odd.len())]))
                .collect();
            for wish in [wish, odd] {
                let name = safe_name(&wish);
                assert!(!name.is_empty() && name.len() <= MAX_FILE_NAME, "{wish:?}");
                assert!(!name.contains(['/', '\\', '\0', ':']), "{wish:?}");
                assert!(
                    !name.starts_with('.') && !name.ends_with(['.', ' ']),
                    "{wish:?}: {name:?}"
                );
                assert_eq!(safe_name(&name), name, "{wish:?}");
            }
        }
    }
}
