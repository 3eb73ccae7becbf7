//! The queries of notices.

use qc::id::{NoticeId, PersonId};
use qc::person::Role;
use uuid::Uuid;

use super::{Notice, People};
use crate::db::Tx;

/// One notice for each person concerned.
pub(super) async fn insert(tx: &mut Tx, to: People, notice: &Notice) -> Result<Vec<(NoticeId, PersonId)>, sqlx::Error> {
    let mut sent = Vec::new();
    for person in list_concerned(tx, to).await? {
        let id = NoticeId::new();
        sqlx::query!(
            "insert into notice (id, person_id, kind, subject, body, link) values ($1, $2, $3, $4, $5, $6)",
            id.uuid(),
            person.uuid(),
            notice.kind.as_str(),
            notice.subject,
            notice.body,
            notice.link,
        )
        .execute(&mut **tx)
        .await?;
        sent.push((id, person));
    }
    Ok(sent)
}

async fn list_concerned(tx: &mut Tx, to: People) -> Result<Vec<PersonId>, sqlx::Error> {
    let (person, roles, facility, show): (_, &[Role], _, _) = match to {
        People::Person(person) => (Some(person), Role::ALL, None, None),
        People::DownloadManagers(facility) => (None, &[Role::DownloadManager], Some(facility), None),
        People::VendorManagers(facility) => (None, &[Role::VendorManager], Some(facility), None),
        People::Show(show) => (None, &[Role::Post, Role::Production], None, Some(show)),
        People::Post(show) => (None, &[Role::Post], None, Some(show)),
        People::Production(show) => (None, &[Role::Production], None, Some(show)),
        People::StudioAdmins => (None, &[Role::StudioAdmin], None, None),
    };
    let roles: Vec<String> = roles.iter().map(|role| role.as_str().to_owned()).collect();
    sqlx::query_scalar!(
        r#"select p.id as "id: PersonId" from person p
         where p.state = 'active' and ($1::uuid is null or p.id = $1) and p.role = any($2)
           and ($3::uuid is null or p.facility_id = $3)
           and ($4::uuid is null or exists (select from show_grant g where g.person_id = p.id and g.show_id = $4))
         order by p.id"#,
        person.map(Uuid::from),
        &roles,
        facility.map(Uuid::from),
        show.map(Uuid::from),
    )
    .fetch_all(&mut **tx)
    .await
}
