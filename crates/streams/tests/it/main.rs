//! Real programs in real jails: the jail's walls, whole renditions of real masters, and refusals of what ffmpeg got wrong.

mod chunks;
mod colours;
mod jail;
mod kinds;
mod own_masters;
mod renditions;
mod sound_only;
mod unfit;
mod world;
