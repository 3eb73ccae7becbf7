-- The finding of the machine that a verifier made an issue of. While the verification runs, only their verdict knows of it:
-- the finding's own row stays as the operator left it until the verification is submitted.
alter table verdict add column machine_finding_id uuid references machine_finding on delete set null;
create unique index verdict_machine_finding on verdict (verification_id, machine_finding_id) where machine_finding_id is not null;
