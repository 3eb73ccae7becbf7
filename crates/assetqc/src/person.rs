//! `assetqc person`: invitations from the machine itself, for the first studio admin and for one who lost their password
//! while nobody else can invite.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use qc::person::Role;
use server::app::App;
use server::config::{Flags, Settings};
use server::{access, db, history, people, serve};
use sqlx::PgPool;

use crate::config;
use crate::say::say;

#[derive(Subcommand)]
pub enum Person {
    /// Invite a person of the studio or production, or renew their invitation; prints the link
    Invite(Invite),
}

#[derive(Args)]
pub struct Invite {
    #[arg(long)]
    email: String,
    #[arg(long, default_value = "Studio")]
    first_name: String,
    #[arg(long, default_value = "Admin")]
    last_name: String,
    /// studio_admin, post or production; people of a facility are invited by a studio admin
    #[arg(long, default_value = "studio_admin")]
    role: Role,
}

impl Person {
    pub async fn run(self, flags: &Flags) -> anyhow::Result<ExitCode> {
        let Person::Invite(invite) = self;
        let settings = config::read(flags)?;
        let pool = db::connect(serve::external(&settings.database, &settings.data_dir)?).await?;
        let link = invite.run(&pool, &settings).await?;
        say(format_args!(
            "Give this link to {} alone. It works once, for 7 days:\n{link}",
            invite.email
        ));
        Ok(ExitCode::SUCCESS)
    }
}

impl Invite {
    async fn run(&self, pool: &PgPool, settings: &Settings) -> anyhow::Result<String> {
        if !matches!(self.role, Role::StudioAdmin | Role::Post | Role::Production) {
            bail!(
                "{} belongs to a facility: let a studio admin invite them",
                self.role
            );
        }
        let mut tx = pool.begin().await?;
        let person = match people::find_by_email(pool, &self.email).await? {
            Some(person) => person,
            None => {
                let person =
                    people::insert_bare(&mut tx, &self.email, &self.first_name, &self.last_name, self.role)
                        .await?;
                history::record(&mut tx, history::Act::new(None, "person.invited", person)).await?;
                person
            }
        };
        let invitation = access::invite(&mut tx, settings, person).await?;
        tx.commit().await?;
        Ok(invitation.link)
    }
}

/// While nobody can sign in, each start invites the first studio admin and says how.
pub async fn invite_first(app: &App, email: Option<&str>) -> anyhow::Result<()> {
    if people::has_anyone(&app.db).await? {
        return Ok(());
    }
    let host = app.settings.public_url.host_str().unwrap_or("localhost");
    let email = email.map_or_else(|| format!("studio-admin@{host}"), str::to_lowercase);
    let invite = Invite {
        email,
        first_name: "Studio".into(),
        last_name: "Admin".into(),
        role: Role::StudioAdmin,
    };
    let link = invite
        .run(&app.db, &app.settings)
        .await
        .context("cannot invite the first studio admin")?;
    say(format_args!(
        "Nobody can sign in yet. Become the studio admin {} with this link (once, within 7 days):\n{link}",
        invite.email
    ));
    Ok(())
}
