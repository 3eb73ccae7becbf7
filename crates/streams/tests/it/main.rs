//! Real programs in real jails: the jail's walls, whole renditions of real masters, refusals of what ffmpeg got wrong,
//! and what the machine finds in a master.

mod chunks;
mod colours;
mod dolby_vision;
mod jail;
mod kinds;
mod measure;
mod own_masters;
mod renditions;
mod sound_only;
mod unfit;
mod world;
