//! Long lists, in pages.

/// The first `most` of what is left of a list, and whether there is more of it.
pub(super) fn page<T>(rest: impl IntoIterator<Item = T>, most: usize) -> (Vec<T>, bool) {
    let mut rest = rest.into_iter();
    let page = rest.by_ref().take(most).collect();
    (page, rest.next().is_some())
}
