//! The regulation of the innovation clinic and the contract between app and Worker.
//!
//! Pure: no I/O, no clock, no wasm. Every rule takes its inputs and is a total function of them;
//! the form in the app, the handler in the Worker and the test call the same one.
//!
//! # Glossary (Bupati Bangka Barat Regulation 54/2024)
//!
//! | here | on screen | article |
//! |---|---|---|
//! | [`law::Stage`] `DrumUp` … `Display` | kemampuan berinovasi, ide, rencana aksi, hasil dan bukti, promosi | 9(2) |
//! | [`law::Kind`] | jenis inovasi | 7 |
//! | [`law::Criterion`] | kriteria | 8 |
//! | [`law::Principle`] | prinsip | 5(1) |
//! | [`agency::Agency`] | perangkat daerah (PD), BUMD, unit | 1(5), 4(4) |
//! | [`stage::Course`] | perjalanan: tahap, giliran, penahan | 9, 11–14 |
//! | [`part::Part`] | bagian isian | 8, 11(1), 12(1) |
//! | [`gate::Missing`] | yang belum ada | 10–14 |
//! | [`log::Note`] | catatan: peluncuran, kemajuan, pemantauan, kendala, promosi, masukan | 13, 14 |
//! | [`activity::Activity`] | kegiatan klinik, lokakarya | 10(2), 11(2), 12(2) |
//! | [`stage::Finding`] | hasil validasi | 11(3), 12(3) |
//! | [`told::Told`] | alasan: dikembalikan, ditarik, ditunda, dihentikan, divalidasi | 9, 11(3), 12(3) |
//! | [`legacy::FirstUse`] | inovasi sebelum 2 Agustus 2024 | 17(1) |
//! | [`evidence::Source`] | bukti | 8, 13 |
//! | [`wire::Edition`] | kompetisi (satu penyelenggaraan) | 5(2)a |
//! | [`wire::EntryLine`] | entri | 5(2)a |
//! | [`judging::Sheet`] | lembar nilai | 5(2)a, 8 |
//! | [`draft::Draft`] | isian di perangkat ini | |
//! | [`judging::Mark`] | nilai kriteria, 0–100 | 8 |
//! | [`publication::Board`] | papan peringkat | 5(1)f |
//! | [`account::Role::Coordinator`] | koordinator BAPPERIDA | 1(6), 17(2) |

pub mod access;
pub mod account;
pub mod activity;
pub mod address;
pub mod agency;
pub mod anchor;
pub mod api;
pub mod assignment;
pub mod calendar;
pub mod carried;
pub mod clinic;
mod closed_list;
pub mod competition;
pub mod conflict;
pub mod defaults;
pub mod device;
pub mod diff;
pub mod disclosure;
pub mod draft;
pub mod event;
pub mod evidence;
pub mod gate;
pub mod grant;
pub mod guide;
pub mod headers;
pub mod ids;
pub mod import;
pub mod innovation;
pub mod json;
pub mod judging;
pub mod law;
pub mod legacy;
pub mod log;
pub mod matrix;
pub mod news;
pub mod outbox;
pub mod page;
pub mod part;
pub mod part_words;
pub mod paths;
pub mod photo;
pub mod problem;
pub mod profile;
pub mod proposal;
pub mod publication;
pub mod queue;
pub mod ranking;
pub mod record;
pub mod showcase;
pub mod stage;
pub mod text;
pub mod time;
pub mod timetable;
pub mod told;
pub mod turn;
pub mod unusual;
pub mod wire;

/// The words of the history: those that several nouns write, and those of each noun that declares its own.
pub(crate) const ACTIONS: &[&[(&str, &str)]] = &[event::ACTIONS, activity::ACTIONS];
