//! What an accepted delivery opens: service, tasks, depth and priority. Policies are rows of the server; here is the most
//! specific one chosen, the default made, and both fitted to what the delivery really holds.

use super::{DeliveryPhase, Priority, Service};
use crate::asset::AssetKind;
use crate::id::ShowId;
use crate::task::{TaskDepth, TaskKind, TaskPlan};

/// A row: for one show, or (`show` absent) for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestPolicy {
    pub show: Option<ShowId>,
    pub asset: AssetKind,
    pub phase: DeliveryPhase,
    pub service: Service,
    pub tasks: Vec<TaskPlan>,
    pub priority: Priority,
}

/// What a delivery holds, as far as tasks depend on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Holds {
    pub picture: bool,
    pub hdr: bool,
    pub five_one: bool,
    pub stereo: bool,
    pub atmos: bool,
}

/// The policy of this show, else the one for all shows.
pub fn resolve(
    policies: &[RequestPolicy],
    show: ShowId,
    asset: AssetKind,
    phase: DeliveryPhase,
) -> Option<&RequestPolicy> {
    let fits = |policy: &&RequestPolicy| policy.asset == asset && policy.phase == phase;
    let of_show = policies
        .iter()
        .filter(fits)
        .find(|policy| policy.show == Some(show));
    of_show.or_else(|| policies.iter().filter(fits).find(|policy| policy.show.is_none()))
}

/// Where no policy says otherwise: pictures go to Cast, sound masters to Download.
pub fn default_service(asset: AssetKind) -> Service {
    match asset {
        AssetKind::PrimaryAv => Service::Cast,
        AssetKind::Printmaster | AssetKind::MusicAndEffects | AssetKind::Atmos | AssetKind::Iab => {
            Service::Download
        }
    }
}

/// Every task that the delivery allows, at this depth.
pub fn default_tasks(asset: AssetKind, holds: Holds, depth: TaskDepth) -> Vec<TaskPlan> {
    let kinds = TaskKind::ALL
        .iter()
        .filter(|kind| is_possible(**kind, asset, holds));
    kinds.map(|kind| TaskPlan { kind: *kind, depth }).collect()
}

/// The planned tasks that the delivery allows; when none is left, the whole default set: no delivery goes unchecked.
pub fn fitted(planned: &[TaskPlan], asset: AssetKind, holds: Holds, depth: TaskDepth) -> Vec<TaskPlan> {
    let possible = planned.iter().filter(|task| is_possible(task.kind, asset, holds));
    let tasks: Vec<TaskPlan> = possible.copied().collect();
    if tasks.is_empty() {
        default_tasks(asset, holds, depth)
    } else {
        tasks
    }
}

fn is_possible(kind: TaskKind, asset: AssetKind, holds: Holds) -> bool {
    let is_held = match kind {
        TaskKind::Hdr => holds.hdr,
        TaskKind::Sdr => holds.picture,
        TaskKind::FiveOne => holds.five_one,
        TaskKind::Stereo => holds.stereo,
        TaskKind::Atmos => asset != AssetKind::PrimaryAv || holds.atmos,
        TaskKind::Printmaster | TaskKind::MusicAndEffects => true,
    };
    is_held && kind.suits(asset)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDR_51: Holds = Holds {
        picture: true,
        hdr: false,
        five_one: true,
        stereo: false,
        atmos: false,
    };

    fn kinds(tasks: &[TaskPlan]) -> Vec<TaskKind> {
        tasks.iter().map(|task| task.kind).collect()
    }

    #[test]
    fn an_hdr_master_is_reviewed_in_two_passes_and_each_sound() {
        let holds = Holds {
            picture: true,
            hdr: true,
            five_one: true,
            stereo: true,
            atmos: false,
        };
        let tasks = default_tasks(AssetKind::PrimaryAv, holds, TaskDepth::Full);
        assert_eq!(
            kinds(&tasks),
            [TaskKind::Hdr, TaskKind::Sdr, TaskKind::FiveOne, TaskKind::Stereo]
        );
    }

    #[test]
    fn what_the_delivery_does_not_hold_is_dropped_but_never_everything() {
        let full = |kind| TaskPlan {
            kind,
            depth: TaskDepth::Full,
        };
        let planned = [full(TaskKind::Hdr), full(TaskKind::Sdr), full(TaskKind::Stereo)];
        assert_eq!(
            kinds(&fitted(&planned, AssetKind::PrimaryAv, SDR_51, TaskDepth::Full)),
            [TaskKind::Sdr]
        );
        let none = [full(TaskKind::Hdr)];
        let fallback = fitted(&none, AssetKind::PrimaryAv, SDR_51, TaskDepth::Full);
        assert_eq!(kinds(&fallback), [TaskKind::Sdr, TaskKind::FiveOne]);
    }

    #[test]
    fn the_shows_own_policy_goes_before_the_one_for_all() {
        let show = ShowId::new();
        let policy = |show, service| RequestPolicy {
            show,
            asset: AssetKind::PrimaryAv,
            phase: DeliveryPhase::First,
            service,
            tasks: vec![],
            priority: Priority::Standard,
        };
        let rows = [policy(None, Service::Cast), policy(Some(show), Service::Browser)];
        let of = |show| {
            resolve(&rows, show, AssetKind::PrimaryAv, DeliveryPhase::First).map(|policy| policy.service)
        };
        assert_eq!(of(show), Some(Service::Browser));
        assert_eq!(of(ShowId::new()), Some(Service::Cast));
        assert!(resolve(&rows, show, AssetKind::Atmos, DeliveryPhase::First).is_none());
    }
}
