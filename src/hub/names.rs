//! Who bears which name: no two names in it can be taken for one another.

use crate::proto::name::NameKey;
use std::collections::HashMap;

/// An index of names by the keys that they are compared by.
#[derive(Debug)]
pub struct NameIndex<T>(HashMap<NameKey, T>);

impl<T> Default for NameIndex<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: Copy + Eq> NameIndex<T> {
    /// Who bears a name with one of these keys.
    pub fn find(&self, keys: &[NameKey; 2]) -> Option<T> {
        keys.iter().find_map(|key| self.0.get(key)).copied()
    }

    /// Who else than `own` bears a name with one of these keys. Both are looked at: the first may
    /// well be `own`'s and the second somebody else's.
    pub fn find_other(&self, keys: &[NameKey; 2], own: Option<T>) -> Option<T> {
        keys.iter().filter_map(|key| self.0.get(key)).copied().find(|bearer| Some(*bearer) != own)
    }

    /// Enters a name. Callers ask [`NameIndex::find_other`] first.
    pub fn insert(&mut self, keys: [NameKey; 2], bearer: T) {
        for key in keys {
            self.0.insert(key, bearer);
        }
    }

    /// Takes a name out, if `bearer` bears it.
    pub fn remove(&mut self, keys: &[NameKey; 2], bearer: T) {
        for key in keys {
            if self.0.get(key) == Some(&bearer) {
                self.0.remove(key);
            }
        }
    }
}
