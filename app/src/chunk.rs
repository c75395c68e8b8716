//! The parts of the app that come when they are first needed, one an audience: a judge on a phone never waits for the
//! office's pages. `split.rs` cuts the program at them; the service worker keeps those of whoever is signed in
//! (docs/decisions/0035).

/// A part of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Coming in: sign in, accept an invitation.
    Door,
    /// Home.
    Home,
    /// A judge's list.
    Desk,
    /// A judge's score sheet, and the entry to read.
    Sheet,
    /// An innovation's room: what is to be done, its team and profile, and the list of innovations.
    Record,
    /// What was written as a whole: checked and handed in, and what changed when.
    Course,
    /// Forms of a record: a new one, and each part.
    Fill,
    /// Work in the field: log and evidence.
    Field,
    /// Activities of the clinic, and the own agency.
    Activity,
    /// The clinic's desk.
    Clinic,
    /// One innovation, as the clinic reads and judges it.
    Consult,
    /// The office: competitions, import, accounts.
    Office,
    /// What everybody has: the own device, what is waiting to be sent, boards.
    Own,
}

/// The sender of a judge's sheets. The names of groups are those of the files, also on devices of an earlier release.
const COURIER: &str = "courier";
/// The senders of what a team and the clinic write.
const MAIL: &str = "mail";

impl Chunk {
    /// All.
    #[cfg(test)]
    const ALL: [Self; 13] = [
        Self::Door,
        Self::Home,
        Self::Desk,
        Self::Sheet,
        Self::Record,
        Self::Course,
        Self::Fill,
        Self::Field,
        Self::Activity,
        Self::Clinic,
        Self::Consult,
        Self::Office,
        Self::Own,
    ];

    /// Its words on screen, and the names of the files' groups that it works with, as the build knows them.
    const fn about(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Door => ("masuk dan keluar", &["door"]),
            Self::Home => ("beranda", &["home"]),
            Self::Desk => ("daftar penilaian", &["desk", COURIER]),
            Self::Sheet => ("lembar nilai", &["sheet", COURIER]),
            Self::Record => ("ruang inovasi", &["record", MAIL]),
            Self::Course => ("pengajuan dan riwayat", &["course", MAIL]),
            Self::Fill => ("isian inovasi", &["fill", MAIL]),
            Self::Field => ("catatan dan bukti", &["field", MAIL]),
            Self::Activity => ("kegiatan dan instansi", &["activity", MAIL]),
            Self::Clinic => ("meja klinik", &["clinic", MAIL]),
            Self::Consult => ("konsultasi", &["consult", MAIL]),
            Self::Office => ("kompetisi, impor, akun", &["office"]),
            Self::Own => ("papan, kiriman, setelan", &["own"]),
        }
    }

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        self.about().0
    }

    /// The groups of files that it needs besides what every page needs.
    pub const fn groups(self) -> &'static [&'static str] {
        self.about().1
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Chunk;

    #[test]
    fn the_groups_are_those_that_the_build_cuts() {
        let senders = include_str!("split.rs")
            .lines()
            .filter_map(|line| line.strip_prefix("#[wasm_split("))
            .filter_map(|line| line.split(',').next());
        let cut: BTreeSet<&str> = crate::split::GROUPS
            .iter()
            .copied()
            .chain(senders)
            .collect();
        let named: BTreeSet<&str> = Chunk::ALL
            .iter()
            .flat_map(|chunk| chunk.groups())
            .copied()
            .collect();
        assert_eq!(cut, named);
    }
}
