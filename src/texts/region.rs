//! What the region of a person is used to, in the language that is spoken: dates, hours, figures.

use super::Language;
use fluent_bundle::FluentValue;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::Locale;
use icu_locale_core::subtags::Region;
use std::sync::LazyLock;

/// The variables by which a system says how dates and hours are written, the weightiest first.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_TIME", "LANG"];

/// The spoken language as it is written in the person's region: English with the hours and dates of
/// France, if the system says so. `None` where the region is not known and would matter: American
/// and British dates look alike and mean other days.
pub(super) fn format_locale(language: Language) -> Option<Locale> {
    let region = *REGION;
    if region.is_none() && language == Language::English {
        return None;
    }
    let mut locale: Locale = language.code().parse().ok()?;
    locale.id.region = region;
    Some(locale)
}

static REGION: LazyLock<Option<Region>> = LazyLock::new(|| {
    let named = VARIABLES.into_iter().filter_map(|name| std::env::var(name).ok());
    // An empty variable counts as none.
    let named = named.filter(|locale| !locale.is_empty()).take(1);
    named.chain(sys_locale::get_locale()).find_map(|locale| region_of(&locale))
});

/// The region of a locale such as `fr-CA`, `fr_FR.UTF-8` or `zh-Hans-SG`.
fn region_of(locale: &str) -> Option<Region> {
    let tag = locale.split(['.', '@']).next()?;
    let is_region = |part: &&str| part.len() == 2 || part.len() == 3;
    tag.split(['-', '_']).skip(1).find(is_region).and_then(|part| part.parse().ok())
}

/// Figures in a sentence, with the marks that the language puts between thousands.
pub(super) fn figures(language: Language) -> fn(&FluentValue<'_>, &Memoizer) -> Option<String> {
    match language {
        Language::English => |value, _| written(value, Language::English),
        Language::French => |value, _| written(value, Language::French),
    }
}

type Memoizer = intl_memoizer::concurrent::IntlLangMemoizer;

fn written(value: &FluentValue<'_>, language: Language) -> Option<String> {
    thread_local! {
        // In boxes: every thread has room for these, and a client's thread has little.
        static ENGLISH: Option<Box<DecimalFormatter>> = formatter(Language::English).map(Box::new);
        static FRENCH: Option<Box<DecimalFormatter>> = formatter(Language::French).map(Box::new);
    }
    let FluentValue::Number(number) = value else { return None };
    let decimal = Decimal::try_from_str(&number.as_string()).ok()?;
    let write = |formatter: &Option<Box<DecimalFormatter>>| {
        formatter.as_ref().map(|formatter| formatter.format(&decimal).to_string())
    };
    match language {
        Language::English => ENGLISH.with(write),
        Language::French => FRENCH.with(write),
    }
}

fn formatter(language: Language) -> Option<DecimalFormatter> {
    let locale: Locale = language.code().parse().ok()?;
    DecimalFormatter::try_new((&locale).into(), Default::default()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_region() {
        for (locale, region) in [
            ("fr-CA", Some("CA")),
            ("fr_FR.UTF-8", Some("FR")),
            ("zh-Hans-SG", Some("SG")),
            ("en", None),
            ("C.UTF-8", None),
            ("es_419", Some("419")),
        ] {
            assert_eq!(region_of(locale).as_ref().map(Region::as_str), region, "{locale}");
        }
    }

    #[test]
    fn thousands_are_told_apart() {
        let number = FluentValue::from(12_345);
        assert_eq!(written(&number, Language::English).as_deref(), Some("12,345"));
        assert_eq!(written(&number, Language::French).as_deref(), Some("12\u{202F}345"));
        assert_eq!(written(&FluentValue::from("12345"), Language::English), None);
    }
}
