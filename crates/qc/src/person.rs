//! People: their roles, the state of their account, their skills.

use crate::words::words;

words! {
    Role {
        Operator = "operator",
        Verifier = "verifier",
        VendorManager = "vendor_manager",
        DownloadManager = "download_manager",
        Post = "post",
        Production = "production",
        StudioAdmin = "studio_admin",
    }
}

words! {
    PersonState {
        Invited = "invited",
        Active = "active",
        Asleep = "asleep",
        Disabled = "disabled",
    }
}
