//! How work finds people.

use crate::words::words;

words! { Priority { Rush = "rush", Standard = "standard" } }
words! { AssignedHow { Taken = "taken", Served = "served", Given = "given" } }
words! { AssignmentModel { Pull = "pull", Push = "push", Managed = "managed" } }
words! { Phase { Qc = "qc", Verification = "verification" } }
words! { DeliveryPhase { First = "first", Redelivery = "redelivery" } }
