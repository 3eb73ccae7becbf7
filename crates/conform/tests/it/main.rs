//! Deliveries in, findings out: packages of others, our own masters with planted faults, WAV sets, the rule list.

mod broken_packages;
mod dolby_vision;
mod fixtures;
mod hostile;
mod own_masters;
mod rules;
mod truth;
mod wav_sets;
