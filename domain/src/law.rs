//! The vocabulary of the regulation: stages (Article 9), kinds (Article 7), criteria (Article 8)
//! and principles (Article 5(1)), each with the article it comes from and its words on screen.

use core::fmt;

use serde::{Deserialize, Serialize};

/// A place in Regulation 54/2024.
///
/// Shown as the citizen reads it: `Pasal 8 huruf a`, `Pasal 12 ayat (1)`, `Pasal 5 ayat (2) huruf a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Article {
    /// Pasal, 1 to 18.
    pub pasal: u8,
    /// Ayat, 1.. when the pasal is divided into paragraphs.
    pub ayat: Option<u8>,
    /// Huruf, `a`.. when it is a lettered item.
    pub huruf: Option<char>,
}

impl Article {
    /// A whole pasal.
    pub const fn pasal(pasal: u8) -> Self {
        Self {
            pasal,
            ayat: None,
            huruf: None,
        }
    }

    /// A paragraph of a pasal.
    pub const fn ayat(pasal: u8, ayat: u8) -> Self {
        Self {
            pasal,
            ayat: Some(ayat),
            huruf: None,
        }
    }

    /// A lettered item of an undivided pasal.
    pub const fn huruf(pasal: u8, huruf: char) -> Self {
        Self {
            pasal,
            ayat: None,
            huruf: Some(huruf),
        }
    }

    /// A lettered item of a paragraph.
    pub const fn item(pasal: u8, ayat: u8, huruf: char) -> Self {
        Self {
            pasal,
            ayat: Some(ayat),
            huruf: Some(huruf),
        }
    }
}

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pasal {}", self.pasal)?;
        if let Some(ayat) = self.ayat {
            write!(f, " ayat ({ayat})")?;
        }
        if let Some(huruf) = self.huruf {
            write!(f, " huruf {huruf}")?;
        }
        Ok(())
    }
}

/// A closed list of the law: codes for the wire, words for the screen, in the order of the law.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal, $label:literal, $article:expr;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// All of them, in the order of the regulation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable name on the wire and in the database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Words on screen (Indonesian).
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Where the regulation says it.
            pub const fn article(self) -> Article {
                match self { $(Self::$variant => $article,)+ }
            }

            /// The one with this wire name.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }

            /// Position in the regulation, from 0.
            pub fn index(self) -> usize {
                self as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.label())
            }
        }
    };
}

vocabulary! {
    /// The five stages of an innovation, in the only order in which they may be walked (Article 9(2)).
    Stage {
        /// Article 10.
        DrumUp = "drum_up", "Kemampuan berinovasi", Article::item(9, 2, 'a');
        /// Article 11.
        Diagnose = "diagnose", "Ide inovasi", Article::item(9, 2, 'b');
        /// Article 12.
        Design = "design", "Rencana aksi", Article::item(9, 2, 'c');
        /// Article 13.
        Deliver = "deliver", "Hasil dan bukti", Article::item(9, 2, 'd');
        /// Article 14.
        Display = "display", "Promosi dan pemanfaatan", Article::item(9, 2, 'e');
    }
}

vocabulary! {
    /// The eight kinds of innovation (Article 7).
    Kind {
        /// Work processes, inside and towards the public.
        Process = "proses", "Inovasi proses", Article::huruf(7, 'a');
        /// A new way, technique or strategy.
        Method = "metode", "Inovasi metode", Article::huruf(7, 'b');
        /// A new or redesigned product.
        Product = "produk", "Inovasi produk", Article::huruf(7, 'c');
        /// A new way to look at a problem.
        Concept = "konseptual", "Inovasi konseptual", Article::huruf(7, 'd');
        /// New technology.
        Technology = "teknologi", "Inovasi teknologi", Article::huruf(7, 'e');
        /// Forming, merging or removing units.
        Structure = "struktur", "Inovasi struktur organisasi", Article::huruf(7, 'f');
        /// Partnership, participation, networks.
        Relationship = "hubungan", "Inovasi hubungan", Article::huruf(7, 'g');
        /// People: values, empowerment, leadership, professionalism.
        HumanResources = "sdm", "Inovasi pengembangan SDM", Article::huruf(7, 'h');
    }
}

impl Kind {
    /// The kind without the word "Inovasi", for chips and narrow columns.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Process => "Proses",
            Self::Method => "Metode",
            Self::Product => "Produk",
            Self::Concept => "Konseptual",
            Self::Technology => "Teknologi",
            Self::Structure => "Struktur organisasi",
            Self::Relationship => "Hubungan",
            Self::HumanResources => "Pengembangan SDM",
        }
    }

    /// When to choose it, in our own words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Process => {
                "cara kerja internal maupun layanan ke luar menjadi lebih cepat, ringkas, dan murah"
            }
            Self::Method => "cara, teknik, atau strategi baru yang menyederhanakan layanan",
            Self::Product => "barang atau jasa baru, atau yang lama dirancang ulang",
            Self::Concept => "cara pandang baru terhadap masalah",
            Self::Technology => {
                "memakai teknologi baru, termasuk layanan elektronik dan pembaruan alat"
            }
            Self::Structure => "membentuk, menggabung, atau menghapus unit",
            Self::Relationship => "kemitraan, peran warga, jejaring",
            Self::HumanResources => "tata nilai, pemberdayaan, kepemimpinan, profesionalisme",
        }
    }

    /// A real innovation of this kind, from the national data set.
    pub const fn example(self) -> &'static str {
        match self {
            Self::Process => "Pelayanan KTP 1 Jam",
            Self::Method => "e Lit Boo (Edukasi Live Talkshow via Facebook)",
            Self::Product => "Laku Banget (Lempah Kuning dalam Kaleng Bangka Tengah)",
            Self::Concept => "Pengelolaan Sampah melalui Bank Sampah",
            Self::Technology => "SIDILAN CUTI",
            Self::Structure => "Pembentukan Unit Layanan Pengadaan",
            Self::Relationship => "Kemitraan Bidan dan Dukun Kabupaten Takalar",
            Self::HumanResources => "Wirausaha Muda Mandiri",
        }
    }
}

/// How a missing kind is shown (imported records may lack one until somebody decides it).
pub const KIND_UNDECIDED: &str = "belum ditentukan";

vocabulary! {
    /// The five criteria on which entries are judged (Article 8).
    Criterion {
        /// Novelty.
        Novelty = "kebaruan", "Kebaruan", Article::huruf(8, 'a');
        /// Benefit.
        Benefit = "kemanfaatan", "Kemanfaatan", Article::huruf(8, 'b');
        /// Gives a solution.
        Solution = "solusi", "Memberi solusi", Article::huruf(8, 'c');
        /// Can be replicated, and lasts.
        Replicability = "replikasi", "Dapat direplikasikan", Article::huruf(8, 'd');
        /// Fits policy and the systems around it.
        Compatibility = "kompatibilitas", "Kompatibilitas", Article::huruf(8, 'e');
    }
}

/// How many criteria the regulation has.
pub const CRITERIA: usize = 5;

vocabulary! {
    /// The eight principles of building innovation (Article 5(1)).
    Principle {
        /// More efficient.
        Efficiency = "efisiensi", "Peningkatan efisiensi", Article::item(5, 1, 'a');
        /// More effective.
        Effectiveness = "efektivitas", "Perbaikan efektivitas", Article::item(5, 1, 'b');
        /// Better service.
        ServiceQuality = "kualitas_pelayanan", "Perbaikan kualitas pelayanan", Article::item(5, 1, 'c');
        /// No conflict of interest.
        NoConflict = "tanpa_konflik", "Tidak ada konflik kepentingan", Article::item(5, 1, 'd');
        /// For the public interest.
        PublicInterest = "kepentingan_umum", "Berorientasi pada kepentingan umum", Article::item(5, 1, 'e');
        /// Done openly.
        Openness = "terbuka", "Dilakukan secara terbuka", Article::item(5, 1, 'f');
        /// Obedient and proper (the regulation prints "kepatuhan").
        Propriety = "kepatuhan", "Memenuhi nilai-nilai kepatuhan", Article::item(5, 1, 'g');
        /// Its results can be accounted for.
        Accountability = "akuntabel", "Dapat dipertanggungjawabkan hasilnya", Article::item(5, 1, 'h');
    }
}

impl Principle {
    /// The question that the writers answer about themselves.
    pub const fn question(self) -> &'static str {
        match self {
            Self::Efficiency => {
                "Apakah memakai biaya, waktu, atau tenaga lebih sedikit daripada cara lama?"
            }
            Self::Effectiveness => "Apakah hasil yang dituju lebih sering tercapai?",
            Self::ServiceQuality => "Apakah warga merasakan layanan yang lebih baik?",
            Self::NoConflict => {
                "Apakah inovasi ini bebas dari keuntungan pribadi bagi anggota tim dan keluarganya?"
            }
            Self::PublicInterest => "Apakah manfaatnya untuk orang banyak?",
            Self::Openness => "Apakah proses dan hasilnya dapat diumumkan?",
            Self::Propriety => "Apakah sesuai dengan aturan, norma, dan nilai setempat?",
            Self::Accountability => "Apakah hasilnya dapat dibuktikan dengan angka atau dokumen?",
        }
    }
}

/// The regulation came into force on 2 August 2024 (Article 18), 00.00 WIB, in milliseconds UTC.
pub const IN_FORCE_SINCE: crate::time::Instant = crate::time::Instant(1_722_531_600_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_those_of_the_regulation() {
        assert_eq!(Stage::ALL.len(), 5, "Pasal 9 ayat (2)");
        assert_eq!(Kind::ALL.len(), 8, "Pasal 7");
        assert_eq!(Criterion::ALL.len(), CRITERIA, "Pasal 8");
        assert_eq!(Principle::ALL.len(), 8, "Pasal 5 ayat (1)");
    }

    #[test]
    fn codes_round_trip_and_articles_read_as_printed() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_code(kind.code()), Some(*kind));
        }
        assert_eq!(Criterion::Novelty.article().to_string(), "Pasal 8 huruf a");
        assert_eq!(
            Stage::Design.article().to_string(),
            "Pasal 9 ayat (2) huruf c"
        );
        assert_eq!(Article::ayat(12, 1).to_string(), "Pasal 12 ayat (1)");
    }

    #[test]
    fn in_force_is_the_second_of_august_2024_in_wib() {
        assert_eq!(IN_FORCE_SINCE.wib().date_long(), "2 Agustus 2024");
        assert_eq!(IN_FORCE_SINCE.wib().clock(), "00.00");
    }
}
