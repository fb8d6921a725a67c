//! The sentences of both languages, and which language is spoken.

use super::region::figures;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use parking_lot::RwLock;
use std::sync::LazyLock;
use unic_langid::LanguageIdentifier;

/// Names the language, whatever the system says: `SALON_LANG=fr`.
const LANGUAGE_VARIABLE: &str = "SALON_LANG";

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, also where no other one fits.
    English,
    /// French.
    French,
}

impl Language {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// Its code of two letters.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// The language of a locale such as `fr-CA` or `fr_FR.UTF-8`, if it is spoken here.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let code = locale.split(|c: char| !c.is_ascii_alphanumeric()).next()?;
        Self::ALL.into_iter().find(|language| code.eq_ignore_ascii_case(language.code()))
    }

    /// Its files, as they were when the program was built.
    pub(super) fn sources(self) -> [&'static str; 4] {
        match self {
            Self::English => [
                include_str!("../../locales/en/common.ftl"),
                include_str!("../../locales/en/admin.ftl"),
                include_str!("../../locales/en/client.ftl"),
                include_str!("../../locales/en/cli.ftl"),
            ],
            Self::French => [
                include_str!("../../locales/fr/common.ftl"),
                include_str!("../../locales/fr/admin.ftl"),
                include_str!("../../locales/fr/client.ftl"),
                include_str!("../../locales/fr/cli.ftl"),
            ],
        }
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| load(Language::English));
        static FRENCH: LazyLock<Bundle> = LazyLock::new(|| load(Language::French));
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }
}

pub(super) type Bundle = FluentBundle<FluentResource>;

fn load(language: Language) -> Bundle {
    load_from(language, &language.sources())
}

/// The sentences of some files of a language.
pub(super) fn load_from(language: Language, sources: &[&str]) -> Bundle {
    let locale: LanguageIdentifier = language.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // The marks would stand as boxes in a window, and as noise in a terminal.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(figures(language)));
    for source in sources {
        // What can't be read is left out and falls back to its key; a test lets none through.
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) | Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The language set by [`set_language`]; until then the person's is.
static CHOSEN: RwLock<Option<Language>> = RwLock::new(None);

/// The language that `SALON_LANG` names, if it names any.
fn named_language() -> Option<Language> {
    let locale = std::env::var(LANGUAGE_VARIABLE).ok().filter(|locale| !locale.is_empty())?;
    Some(Language::of_locale(&locale).unwrap_or(Language::English))
}

/// The language that is spoken: the one that was set, the one that `SALON_LANG` names, the first
/// of the system's that is known, else English.
pub fn language() -> Language {
    static PERSONAL: LazyLock<Language> = LazyLock::new(|| {
        let spoken = || sys_locale::get_locales().find_map(|locale| Language::of_locale(&locale));
        named_language().or_else(spoken).unwrap_or(Language::English)
    });
    CHOSEN.read().unwrap_or_else(|| *PERSONAL)
}

/// Speaks this language from now on, in all windows of the process.
pub fn set_language(language: Language) {
    *CHOSEN.write() = Some(language);
}

/// The language that somebody chose, if anybody has.
pub fn chosen_language() -> Option<Language> {
    *CHOSEN.read()
}

/// Speaks the language that was chosen some other time, unless `SALON_LANG` names one now.
pub fn recall_language(language: Language) {
    if named_language().is_none() {
        set_language(language);
    }
}

/// The sentence of `key` in the spoken language, else in English, else the key. Meant for
/// [`tr!`](super::tr), whose keys are checked by tests.
pub fn look_up(key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
    format(language(), key, arguments)
        .or_else(|| format(Language::English, key, arguments))
        .unwrap_or_else(|| key.to_owned())
}

fn format(language: Language, key: &str, arguments: Option<&FluentArgs<'_>>) -> Option<String> {
    format_in(language.bundle(), key, arguments)
}

/// The sentence of `key` in a bundle, if it has one.
pub(super) fn format_in(
    bundle: &Bundle,
    key: &str,
    arguments: Option<&FluentArgs<'_>>,
) -> Option<String> {
    let pattern = bundle.get_message(key)?.value()?;
    // A variable that was not given stays visible as its name; a test lets none through.
    let mut errors = Vec::new();
    Some(bundle.format_pattern(pattern, arguments, &mut errors).into_owned())
}
