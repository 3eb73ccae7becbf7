//! The sample people and their facilities. They are written in one transaction, into a database that holds nobody: that
//! they are all there is how a demonstration's database is known again.

use anyhow::{bail, ensure};
use api::people::NewPerson;
use qc::id::{FacilityId, PersonId};
use qc::person::{Role, SKILL_ATMOS, SKILL_HDR};
use server::app::App;
use server::config::Settings;
use server::db::Tx;
use server::history::{self, Act};
use server::people::NewAccount;
use server::{access, facilities, people};

use super::PASSWORD;

pub struct Sample {
    pub email: &'static str,
    first_name: &'static str,
    last_name: &'static str,
    role: Role,
    facility: Option<&'static str>,
    pub does: &'static str,
}

pub const STUDIO_ADMIN: &str = "ada@studio.example";
pub const PRODUCTION: &str = "max@production.example";
/// Those who are onboarded to the sample show.
pub const OF_THE_SHOW: [&str; 2] = ["pia@studio.example", PRODUCTION];

const NORTHLIGHT: &str = "Northlight";
const SOUTHBANK: &str = "Southbank";
pub const FACILITIES: [&str; 2] = [NORTHLIGHT, SOUTHBANK];

const fn sample(
    email: &'static str,
    (first_name, last_name): (&'static str, &'static str),
    role: Role,
    facility: Option<&'static str>,
    does: &'static str,
) -> Sample {
    Sample {
        email,
        first_name,
        last_name,
        role,
        facility,
        does,
    }
}

pub const PEOPLE: [Sample; 9] = [
    sample(
        "olga@northlight.example",
        ("Olga", "Berg"),
        Role::Operator,
        Some(NORTHLIGHT),
        "operator of Northlight: reviews",
    ),
    sample(
        "omar@northlight.example",
        ("Omar", "Diaz"),
        Role::Operator,
        Some(NORTHLIGHT),
        "operator of Northlight: reviews",
    ),
    sample(
        "vik@southbank.example",
        ("Vik", "Rao"),
        Role::Verifier,
        Some(SOUTHBANK),
        "verifier of Southbank: verifies reports",
    ),
    sample(
        "val@southbank.example",
        ("Val", "Moreau"),
        Role::Verifier,
        Some(SOUTHBANK),
        "verifier of Southbank: verifies reports",
    ),
    sample(
        "vera@northlight.example",
        ("Vera", "Lind"),
        Role::VendorManager,
        Some(NORTHLIGHT),
        "vendor manager of Northlight",
    ),
    sample(
        "dan@northlight.example",
        ("Dan", "Okafor"),
        Role::DownloadManager,
        Some(NORTHLIGHT),
        "download manager of Northlight",
    ),
    sample(
        OF_THE_SHOW[0],
        ("Pia", "Novak"),
        Role::Post,
        None,
        "post at the studio: waivers, redeliveries",
    ),
    sample(
        PRODUCTION,
        ("Max", "Hale"),
        Role::Production,
        None,
        "production: delivers, answers fix notes",
    ),
    sample(
        STUDIO_ADMIN,
        ("Ada", "Stone"),
        Role::StudioAdmin,
        None,
        "studio admin: people, facilities, policies, tickets",
    ),
];

/// Brings the sample people in, or finds them there; gives them the password when it is new or asked for.
pub async fn settle(app: &App, password: Option<&str>) -> anyhow::Result<()> {
    if let Some(password) = password {
        ensure!(
            password.chars().count() >= access::LEAST_CHARACTERS,
            "a password has at least {} characters",
            access::LEAST_CHARACTERS
        );
    }
    let mut tx = app.db.begin().await?;
    let known = find_all(app).await?;
    let (ids, is_new) = match known {
        Some(ids) => (ids, false),
        None if people::count(&app.db).await? == 0 => (insert_all(&mut tx).await?, true),
        None => bail!(
            "this database holds other people: the demonstration only starts on one of its own. \
             Give another --data-dir, or start `assetqc serve`"
        ),
    };
    if is_new || password.is_some() {
        let password = password.unwrap_or(PASSWORD).to_owned();
        access::set_passwords(app, &mut tx, &ids, password).await?;
    }
    Ok(tx.commit().await?)
}

/// None unless all of them are there.
async fn find_all(app: &App) -> anyhow::Result<Option<Vec<PersonId>>> {
    let mut ids = Vec::new();
    for person in &PEOPLE {
        match people::find_by_email(&app.db, person.email).await? {
            Some(id) => ids.push(id),
            None => return Ok(None),
        }
    }
    Ok(Some(ids))
}

async fn insert_all(tx: &mut Tx) -> anyhow::Result<Vec<PersonId>> {
    let mut by_name = Vec::new();
    for name in FACILITIES {
        let id = facilities::insert(tx, name).await?;
        history::record(tx, Act::new(None, "facility.created", id)).await?;
        by_name.push((name, id));
    }
    let facility = |wanted: &str| {
        by_name
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, id)| *id)
    };
    let mut ids = Vec::new();
    for person in &PEOPLE {
        let form = form(person, person.facility.and_then(facility));
        let id = people::insert(
            tx,
            &NewAccount {
                person: &form,
                email: person.email,
            },
        )
        .await?;
        history::record(tx, Act::new(None, "person.invited", id)).await?;
        ids.push(id);
    }
    Ok(ids)
}

fn form(person: &Sample, facility_id: Option<FacilityId>) -> NewPerson {
    let is_skilled = matches!(person.role, Role::Operator | Role::Verifier);
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    NewPerson {
        email: person.email.to_owned(),
        first_name: person.first_name.to_owned(),
        last_name: person.last_name.to_owned(),
        role: person.role,
        facility_id,
        skills: if is_skilled {
            words(&[SKILL_HDR, SKILL_ATMOS])
        } else {
            Vec::new()
        },
        languages: if is_skilled { words(&["en"]) } else { Vec::new() },
        same_human_as: None,
        show_ids: Vec::new(),
    }
}

/// Nobody elsewhere can reach it.
pub fn is_this_machine(settings: &Settings) -> bool {
    let is_near = match settings.public_url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    settings.listen.ip().is_loopback() && is_near
}

/// A server for others does not start on the database of a demonstration.
pub async fn refuse_in_public(app: &App) -> anyhow::Result<()> {
    if !is_this_machine(&app.settings) && find_all(app).await?.is_some() {
        bail!(
            "this database holds the sample people of `assetqc demo`, whose password everyone knows: \
             it is not served to other machines. Give another --data-dir or database_url"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use qc::person::parse_email;

    use super::*;

    #[test]
    fn sample_people_could_be_onboarded_like_everyone_else() {
        for person in &PEOPLE {
            assert_eq!(parse_email(person.email).as_deref(), Ok(person.email));
            assert_eq!(
                person.role.is_of_facility(),
                person.facility.is_some(),
                "{}",
                person.email
            );
        }
        for role in Role::ALL {
            assert!(
                PEOPLE.iter().any(|person| person.role == *role),
                "nobody is {role}"
            );
        }
        assert!(PASSWORD.chars().count() >= access::LEAST_CHARACTERS);
    }
}
