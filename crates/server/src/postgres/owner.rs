//! The operating-system user that PostgreSQL runs as: ourselves, or, since it refuses root, an unprivileged one.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::{Gid, Uid, User, chown, getegid, geteuid};

use super::{PostgresError, folder};

#[derive(Clone, Debug)]
pub struct Owner {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    /// Whether children must be switched to this user.
    pub is_other: bool,
}

impl Owner {
    pub fn of_process() -> Result<Owner, PostgresError> {
        if !geteuid().is_root() {
            let user = User::from_uid(geteuid()).ok().flatten();
            let name = user.map_or_else(|| geteuid().to_string(), |user| user.name);
            return Ok(Owner {
                name,
                uid: geteuid().as_raw(),
                gid: getegid().as_raw(),
                is_other: false,
            });
        }
        let unprivileged = ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten());
        let user = unprivileged.ok_or(PostgresError::NoOwner)?;
        Ok(Owner {
            name: user.name,
            uid: user.uid.as_raw(),
            gid: user.gid.as_raw(),
            is_other: true,
        })
    }

    /// Hands a folder over. Only its top: what lies in it was made by the owner.
    pub fn take(&self, path: &Path) -> Result<(), PostgresError> {
        if !self.is_other {
            return Ok(());
        }
        chown(path, Some(Uid::from_raw(self.uid)), Some(Gid::from_raw(self.gid)))
            .map_err(|errno| folder("cannot hand over", path)(errno.into()))
    }

    /// Whether the owner may pass through every folder above `path`: better said now than by initdb's riddle.
    pub fn may_reach(&self, path: &Path) -> Result<(), PostgresError> {
        if !self.is_other {
            return Ok(());
        }
        for above in path.ancestors().skip(1) {
            let Ok(metadata) = above.metadata() else { continue };
            let bit = match (metadata.uid() == self.uid, metadata.gid() == self.gid) {
                (true, _) => 0o100,
                (false, true) => 0o010,
                (false, false) => 0o001,
            };
            if metadata.mode() & bit == 0 {
                return Err(PostgresError::OutOfReach {
                    user: self.name.clone(),
                    path: above.to_owned(),
                });
            }
        }
        Ok(())
    }
}
