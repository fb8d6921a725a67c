//! Long lists, in pages.

/// Entries for which there is room from the start: growing to them would leave pieces of memory of
/// each size on the way with the thread.
const FEW: usize = 64;

/// The first `most` of what is left of a list, and whether there is more of it.
pub(super) fn page<T>(rest: impl IntoIterator<Item = T>, most: usize) -> (Vec<T>, bool) {
    let mut rest = rest.into_iter();
    let mut page = Vec::with_capacity(FEW.min(most));
    page.extend(rest.by_ref().take(most));
    (page, rest.next().is_some())
}
