//! Who is introduced to whom: only those who both wish so.
