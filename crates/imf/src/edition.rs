//! Editions of the standards, as the namespaces of documents and the identifications of applications name them. Code
//! that reads and judges exists once; what differs between editions stands here.

use serde::{Deserialize, Serialize};

/// A document of SMPTE in one of its editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    pub namespace: &'static str,
    /// `ST 2067-3`.
    pub document: &'static str,
    /// The year.
    pub edition: &'static str,
    pub role: Role,
}

/// What the namespace is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    AssetMap,
    PackingList,
    Composition,
    /// Sequences of the core constraints.
    CoreConstraints,
    /// Sequences of a plug-in.
    Plugin,
    Application(Application),
    OutputProfileList,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Application {
    /// ST 2067-20 and ST 2067-21: JPEG 2000.
    Two,
    /// ST 2067-50: ACES.
    Five,
}

macro_rules! editions {
    ($($namespace:literal $document:literal $edition:literal $role:expr;)*) => {
        &[$(Edition { namespace: $namespace, document: $document, edition: $edition, role: $role }),*]
    };
}

pub const EDITIONS: &[Edition] = editions! {
    "http://www.smpte-ra.org/schemas/429-9/2007/AM" "ST 429-9" "2007" Role::AssetMap;
    "http://www.smpte-ra.org/schemas/429-8/2007/PKL" "ST 429-8" "2007" Role::PackingList;
    "http://www.smpte-ra.org/schemas/2067-2/2013/PKL" "ST 2067-2" "2013" Role::PackingList;
    "http://www.smpte-ra.org/schemas/2067-2/2016/PKL" "ST 2067-2" "2016" Role::PackingList;
    "http://www.smpte-ra.org/ns/2067-2/2020/PKL" "ST 2067-2" "2020" Role::PackingList;
    "http://www.smpte-ra.org/schemas/2067-3/2013" "ST 2067-3" "2013" Role::Composition;
    "http://www.smpte-ra.org/schemas/2067-3/2016" "ST 2067-3" "2016" Role::Composition;
    "http://www.smpte-ra.org/ns/2067-3/2020" "ST 2067-3" "2020" Role::Composition;
    "http://www.smpte-ra.org/schemas/2067-2/2013" "ST 2067-2" "2013" Role::CoreConstraints;
    "http://www.smpte-ra.org/schemas/2067-2/2016" "ST 2067-2" "2016" Role::CoreConstraints;
    "http://www.smpte-ra.org/ns/2067-2/2020" "ST 2067-2" "2020" Role::CoreConstraints;
    "http://www.smpte-ra.org/schemas/2067-20/2016" "ST 2067-20" "2016" Role::Application(Application::Two);
    "http://www.smpte-ra.org/schemas/2067-21/2014" "ST 2067-21" "2014" Role::Application(Application::Two);
    "http://www.smpte-ra.org/schemas/2067-21/2016" "ST 2067-21" "2016" Role::Application(Application::Two);
    "http://www.smpte-ra.org/ns/2067-21/2020" "ST 2067-21" "2020" Role::Application(Application::Two);
    "http://www.smpte-ra.org/ns/2067-21/2021" "ST 2067-21" "2021" Role::Application(Application::Two);
    "http://www.smpte-ra.org/ns/2067-21/5ED" "ST 2067-21" "2023" Role::Application(Application::Two);
    "http://www.smpte-ra.org/ns/2067-50/2017" "ST 2067-50" "2017" Role::Application(Application::Five);
    "http://www.smpte-ra.org/ns/2067-201/2019" "ST 2067-201" "2019" Role::Plugin;
    "http://www.smpte-ra.org/ns/2067-202/2022" "ST 2067-202" "2022" Role::Plugin;
    "http://www.smpte-ra.org/ns/2067-203/2022" "ST 2067-203" "2022" Role::Plugin;
    "http://www.smpte-ra.org/schemas/2067-100/2014" "ST 2067-100" "2014" Role::OutputProfileList;
};

/// The edition of a namespace or an application's identification.
#[must_use]
pub fn of(namespace: &str) -> Option<&'static Edition> {
    EDITIONS.iter().find(|edition| edition.namespace == namespace)
}

/// Whether a document with this namespace may play that role.
#[must_use]
pub fn is(namespace: &str, role: Role) -> bool {
    of(namespace).is_some_and(|edition| edition.role == role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_namespace_stands_once() {
        for (index, edition) in EDITIONS.iter().enumerate() {
            assert_eq!(
                EDITIONS
                    .iter()
                    .position(|other| other.namespace == edition.namespace),
                Some(index)
            );
        }
        assert!(is("http://www.smpte-ra.org/ns/2067-3/2020", Role::Composition));
        assert!(!is(
            "http://www.smpte-ra.org/schemas/2067-2/20XX/PKL",
            Role::PackingList
        ));
    }
}
