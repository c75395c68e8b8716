//! Addresses of the app as links need them, the table of its pages, and the parameters of the page shown. A leaf: everybody knows
//! it, it knows nobody; the table names who builds a page for those who read it.

use klisida_domain::{
    activity::ActivityId,
    ids::{AssignmentId, EditionId, EntryId, InnovationId, PersonId},
    part::Part,
    paths::encode,
    wire::Title,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Home.
pub const HOME: &str = "/app";
/// Sign in.
pub const SIGN_IN: &str = "/masuk";
/// All editions.
pub const COMPETITIONS: &str = "/app/kompetisi";
/// A new edition.
pub const COMPETITION_NEW: &str = "/app/kompetisi/baru";
/// Import.
pub const IMPORT: &str = "/app/impor";
/// A judge's list.
pub const DESK: &str = "/app/juri";
/// What is not sent yet.
pub const OUTBOX: &str = "/app/kiriman";
/// Accounts.
pub const PEOPLE: &str = "/app/akun";
/// Invitations.
pub const INVITATIONS: &str = "/app/akun/undangan";
/// Roles in doubt.
pub const CONFIRM: &str = "/app/akun/konfirmasi";
/// Settings.
pub const SETTINGS: &str = "/app/setelan";
/// Boards inside the app.
pub const BOARDS: &str = "/app/papan";

/// Innovations of a person and of the agency.
pub const INNOVATIONS: &str = "/app/inovasi";
/// A new innovation.
pub const INNOVATION_NEW: &str = "/app/inovasi/baru";
/// An innovation from before 2 August 2024.
pub const LEGACY: &str = "/app/inovasi/terdahulu";
/// The clinic's desk.
pub const CLINIC: &str = "/app/klinik";
/// The clinic's activities.
pub const CLINIC_ACTIVITIES: &str = "/app/klinik/kegiatan";
/// The clinic's settings.
pub const CLINIC_SETTINGS: &str = "/app/klinik/pengaturan";
/// The register of conflicts of interest.
pub const CLINIC_INTERESTS: &str = "/app/klinik/kepentingan";
/// Activities, as agencies see them.
pub const ACTIVITIES: &str = "/app/kegiatan";
/// Checking in to an activity.
pub const CHECK_IN: &str = "/app/hadir";
/// The own agency.
pub const AGENCY: &str = "/app/instansi";

/// The pages, by the part of the app that they come with (`chunk.rs`): address, title, who may open it, what builds it. The address
/// stands below `/app`, but for those of the door; the more particular one stands first. `split.rs` cuts the program by this table,
/// `routes.rs` leads to its pages.
macro_rules! screens {
    ($with:ident) => {
        $with! {
            door Door {
                "/masuk", "Masuk", OPEN => account::sign_in::page;
                "/undangan", "Undangan", OPEN => account::invited::page;
            }
            home Home {
                "", "Beranda", ANYBODY => home::page;
            }
            office Office {
                "/kompetisi", "Kompetisi", WATCH => competition::list::page;
                "/kompetisi/baru", "Kompetisi baru", RUN => competition::create::page;
                "/kompetisi/:edition", "Kompetisi", WATCH => competition::overview::page;
                "/kompetisi/:edition/pengaturan", "Pengaturan", WATCH => competition::setup::page;
                "/kompetisi/:edition/entri", "Entri", WATCH => competition::entries::page;
                "/kompetisi/:edition/entri/:entry", "Entri", WATCH => competition::entry::page;
                "/kompetisi/:edition/juri", "Juri", WATCH => competition::panel::page;
                "/kompetisi/:edition/penugasan", "Penugasan", WATCH => competition::assignments::page;
                "/kompetisi/:edition/pantau", "Pantau penilaian", WATCH => competition::watch::page;
                "/kompetisi/:edition/hasil", "Hasil", WATCH => competition::results::page;
                "/kompetisi/:edition/catatan", "Riwayat", RUN => competition::record::page;
                "/impor", "Impor data", IMPORT => import::page;
                "/akun", "Akun", INVITE => account::people::page;
                "/akun/undangan", "Undangan", INVITE => account::invitations::page;
                "/akun/konfirmasi", "Konfirmasi peran", ADMINISTER => account::confirm::page;
                "/akun/:person", "Akun", ADMINISTER => account::person::page;
            }
            fill Fill {
                "/inovasi/baru", "Inovasi baru", START => innovation::create::page;
                "/inovasi/:innovation/isi/:part", "Isi bagian", RECORD => innovation::part::page;
            }
            activity Activity {
                "/inovasi/terdahulu", "Inovasi sebelum 2 Agustus 2024", START => innovation::legacy::page;
                "/hadir", "Hadir", RECORD => agency::check_in::page;
                "/kegiatan", "Kegiatan", RECORD => clinic::activities::page;
                "/instansi", "Instansi", GOVERN => agency::settings::page;
                "/klinik/kegiatan", "Kegiatan", DESK => clinic::activities::page;
                "/klinik/kegiatan/:activity", "Kegiatan", DESK => clinic::activity::page;
            }
            record Record {
                "/inovasi", "Inovasi", RECORD => innovation::list::page;
                "/inovasi/:innovation", "Ruang inovasi", RECORD => innovation::room::page;
                "/inovasi/:innovation/tim", "Tim", RECORD => innovation::team::page;
                "/inovasi/:innovation/profil", "Profil inovasi", RECORD => innovation::profile::page;
            }
            course Course {
                "/inovasi/:innovation/periksa", "Periksa dan ajukan", RECORD => innovation::check::page;
                "/inovasi/:innovation/riwayat", "Riwayat", RECORD => innovation::history::page;
            }
            field Field {
                "/inovasi/:innovation/catatan", "Catatan", RECORD => innovation::notes::page;
                "/inovasi/:innovation/catatan/:kind", "Catatan baru", RECORD => innovation::notes::page;
                "/inovasi/:innovation/bukti", "Bukti dan foto", RECORD => innovation::evidence::page;
            }
            clinic Clinic {
                "/klinik", "Meja klinik", DESK => clinic::queue::page;
                "/klinik/kepentingan", "Konflik kepentingan", DESK => clinic::interests::page;
                "/klinik/pengaturan", "Pengaturan klinik", DESK => clinic::settings::page;
            }
            consult Consult {
                "/klinik/konsultasi/:innovation", "Konsultasi", DESK => clinic::consult::page;
            }
            desk Desk {
                "/juri", "Penilaian", JUDGE => judging::desk::page;
            }
            sheet Sheet {
                "/juri/kunci/:edition", "Periksa dan kunci", JUDGE => judging::lock_all::page;
                "/juri/:assignment", "Lembar nilai", JUDGE => judging::sheet::page;
                "/juri/:assignment/entri", "Baca entri", JUDGE => judging::dossier::page;
            }
            own Own {
                "/kiriman", "Kiriman", ANYBODY => outbox::page;
                "/setelan", "Setelan", ANYBODY => settings::page;
                "/papan", "Papan peringkat", ANYBODY => board::list::page;
                "/papan/:slug", "Papan peringkat", ANYBODY => board::show::page;
                "/papan/:slug/versi/:version", "Papan peringkat", ANYBODY => board::show::page;
            }
        }
    };
}
pub(crate) use screens;

fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// An edition.
pub fn edition(id: EditionId) -> String {
    join(&[COMPETITIONS, "/", &id.to_string()])
}

/// A part of an edition: `pengaturan`, `entri`, `juri`, `penugasan`, `pantau`, `hasil`, `catatan`.
pub fn edition_part(id: EditionId, part: &str) -> String {
    join(&[COMPETITIONS, "/", &id.to_string(), "/", part])
}

/// An entry of an edition.
pub fn entry(edition: EditionId, entry: EntryId) -> String {
    join(&[
        COMPETITIONS,
        "/",
        &edition.to_string(),
        "/entri/",
        &entry.to_string(),
    ])
}

/// An innovation.
pub fn innovation(id: InnovationId) -> String {
    join(&[INNOVATIONS, "/", &id.to_string()])
}

/// What was registered of an innovation from before 2 August 2024, to correct it.
pub fn legacy_of(id: InnovationId) -> String {
    join(&[LEGACY, "?ubah=", &id.to_string()])
}

/// Registering what the catalogue knows of an innovation from before 2 August 2024.
pub fn legacy_from(title: &Title) -> String {
    let year = title.years.from.map(|it| it.to_string());
    let (id, name) = (title.id.to_string(), encode(&title.name));
    let year = year.unwrap_or_default();
    join(&[LEGACY, "?katalog=", &id, "&nama=", &name, "&tahun=", &year])
}

/// A page of an innovation: `periksa`, `tim`, `riwayat`, `profil`, `catatan`, `catatan/<kind>`, `bukti`.
pub fn innovation_part(id: InnovationId, part: &str) -> String {
    join(&[INNOVATIONS, "/", &id.to_string(), "/", part])
}

/// A part of the record to fill.
pub fn fill(id: InnovationId, part: Part) -> String {
    join(&[INNOVATIONS, "/", &id.to_string(), "/isi/", part.code()])
}

/// Desk consultation of an innovation.
pub fn consult(id: InnovationId) -> String {
    join(&[CLINIC, "/konsultasi/", &id.to_string()])
}

/// An activity, for the clinic.
pub fn activity(id: ActivityId) -> String {
    join(&[CLINIC_ACTIVITIES, "/", &id.to_string()])
}

/// A judge's sheet.
pub fn sheet(id: AssignmentId) -> String {
    join(&[DESK, "/", &id.to_string()])
}

/// A judge's full sheets of an edition, to be locked together.
pub fn lock_all(id: EditionId) -> String {
    join(&[DESK, "/kunci/", &id.to_string()])
}

/// The entry behind a judge's sheet.
pub fn dossier(id: AssignmentId) -> String {
    join(&[DESK, "/", &id.to_string(), "/entri"])
}

/// A person.
pub fn person(id: PersonId) -> String {
    join(&[PEOPLE, "/", &id.to_string()])
}

/// A board inside the app.
pub fn board(slug: &str) -> String {
    join(&[BOARDS, "/", slug])
}

/// A version of a board inside the app.
pub fn board_version(slug: &str, version: u32) -> String {
    join(&[BOARDS, "/", slug, "/versi/", &version.to_string()])
}

/// Signing in, and then back to an address of the app: path, query and fragment. The router decodes a query twice, so
/// the percent signs of the address are escaped once more, or `%26` inside it would come back as `&`.
pub fn sign_in(path: &str) -> String {
    let once = path.replace('%', "%25");
    join(&[SIGN_IN, "?ke=", &encode(&once)])
}

/// A path parameter of the page shown, read: `param::<EditionId>("edition")`. None when it is no such thing.
/// The page is built anew when a parameter changes, so this need not be followed.
pub fn param<T: core::str::FromStr>(name: &str) -> Option<T> {
    use_params_map().with_untracked(|params| params.get(name)?.parse().ok())
}
