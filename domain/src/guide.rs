//! The guides for those who work with the system, and which one belongs to whom.

use crate::{account::Role, anchor, closed_list::closed_list, law::Stage, paths::public};

closed_list! {
    /// A guide, by the last part of its address.
    pub enum Guide {
        /// From an idea to its promotion (Article 9).
        Innovator = "inovator", "Inovator";
        /// Checking, teams, decrees, publication (Article 15).
        Agency = "koordinator-instansi", "Koordinator dan kepala instansi";
        /// Validation and activities (Articles 10 to 14).
        Clinic = "klinik", "Tim Klinik";
        /// The competition (Article 5).
        Competition = "koordinator-kompetisi", "Koordinator kompetisi (BAPPERIDA)";
        /// Judging (Articles 5, 8).
        Judge = "juri", "Juri";
        /// What the leadership sees (Article 16).
        Leadership = "pimpinan", "Pimpinan daerah";
        /// Accounts.
        Administrator = "administrator", "Administrator";
        /// Roles, invitations, passwords.
        Account = "akun", "Akun, peran, dan undangan";
        /// What two people decide.
        Second = "orang-kedua", "Persetujuan orang kedua";
    }
}

impl Guide {
    /// What is in it, for the list of guides.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Innovator => "Dari gagasan sampai promosi, juga tanpa sinyal.",
            Self::Agency => "Memeriksa, meneruskan, tim, keputusan, publikasi.",
            Self::Clinic => "Meja klinik, validasi, kegiatan, pengumuman.",
            Self::Competition => "Dari impor data sampai pengumuman dan ralat.",
            Self::Judge => "Menilai di HP, mengunci, tanpa sinyal, memperbaiki nilai.",
            Self::Leadership => "Apa yang terlihat, dan di mana.",
            Self::Administrator => "Masuk pertama, mengundang, menonaktifkan, orang kedua.",
            Self::Account => "Aturan peran, konfirmasi, lupa kata sandi.",
            Self::Second => {
                "Mengeluarkan sesudah nilai dibaca, perbaikan nilai, benturan kepentingan."
            }
        }
    }

    /// The guide of a role.
    pub const fn of(role: Role) -> Self {
        match role {
            Role::Administrator => Self::Administrator,
            Role::Coordinator => Self::Competition,
            Role::Clinic => Self::Clinic,
            Role::AgencyHead | Role::AgencyCoordinator => Self::Agency,
            Role::Innovator => Self::Innovator,
            Role::Judge => Self::Judge,
            Role::Leadership => Self::Leadership,
        }
    }

    /// Its address.
    pub fn address(self) -> String {
        public::guide(self.code())
    }

    /// The address of what it says under a heading, by the heading's name in addresses.
    pub fn under(self, heading: &str) -> String {
        format!("{}#{heading}", self.address())
    }
}

/// Where the innovator's guide tells of a stage: its words on screen are the heading.
pub fn of_stage(stage: Stage) -> String {
    Guide::Innovator.under(&anchor::of(stage.label()))
}
