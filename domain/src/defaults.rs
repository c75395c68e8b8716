//! The default edition: weights, band texts and tie chain that a coordinator starts from.
//!
//! Our own wording of Article 8; every text may be changed until the edition opens.

use crate::{
    competition::{CriterionRule, Phase, Rubric},
    law::Criterion,
};

/// Default tie chain: benefit first, compatibility last.
pub const TIE_CHAIN: [Criterion; 5] = [
    Criterion::Benefit,
    Criterion::Replicability,
    Criterion::Novelty,
    Criterion::Solution,
    Criterion::Compatibility,
];

/// Default weight of a criterion, in percent.
pub const fn weight(criterion: Criterion) -> u8 {
    match criterion {
        Criterion::Benefit => 30,
        Criterion::Novelty | Criterion::Solution | Criterion::Replicability => 20,
        Criterion::Compatibility => 10,
    }
}

/// What judges look at.
pub const fn look_at(criterion: Criterion) -> &'static str {
    match criterion {
        Criterion::Novelty => "beda dengan cara lama; pernah ada di mana; tujuan perubahannya",
        Criterion::Benefit => {
            "siapa dan berapa yang terbantu; angka sebelum dan sesudah; kepuasan pengguna"
        }
        Criterion::Solution => {
            "masalah dan akar masalahnya; hubungan solusi dengan akar masalah; masalah berkurang"
        }
        Criterion::Replicability => {
            "berlanjut (aturan, anggaran, orang); dapat ditiru (prasyarat, panduan, biaya); sudah ditiru"
        }
        Criterion::Compatibility => {
            "selaras dengan kebijakan dan RKPD; tidak membebani warga; cocok dengan sistem yang ada"
        }
    }
}

/// The five band sentences, lowest first.
pub const fn bands(criterion: Criterion) -> [&'static str; 5] {
    match criterion {
        Criterion::Novelty => [
            "Sama dengan cara lama atau meniru tanpa perubahan",
            "Perubahan kecil pada alat atau istilah, cara kerja tetap",
            "Perbaikan nyata atas cara yang ada, sudah umum di daerah lain",
            "Baru bagi daerah ini, bedanya dijelaskan dan terlihat",
            "Belum pernah ada yang serupa, atau adaptasi yang jelas lebih baik daripada asalnya, dan terbukti",
        ],
        Criterion::Benefit => [
            "Manfaat belum dapat ditunjukkan",
            "Manfaat disebut tanpa angka, atau hanya bagi penyelenggara",
            "Ada angka sesudah, tanpa pembanding atau cakupannya kecil",
            "Angka sebelum dan sesudah membaik, pengguna layanan merasakannya",
            "Perbaikan besar, cakupan luas, ada bukti dari pengguna (survei) dan bertahan",
        ],
        Criterion::Solution => [
            "Masalah tidak jelas",
            "Masalah jelas, solusi tidak menyentuh akarnya",
            "Solusi menyentuh sebagian akar masalah",
            "Solusi menjawab akar masalah dan masalah berkurang",
            "Masalah utama teratasi dan tidak muncul kembali selama dipantau",
        ],
        Criterion::Replicability => [
            "Bergantung pada satu orang atau satu kali kegiatan",
            "Berjalan, belum ada aturan, anggaran, atau panduan",
            "Ada keputusan dan anggaran, panduan belum lengkap",
            "Berlanjut dengan keputusan, anggaran, pelaksana; panduan dan prasyarat tertulis",
            "Semua itu, dan sudah dipakai unit atau daerah lain",
        ],
        Criterion::Compatibility => [
            "Bertentangan dengan aturan atau membebani warga",
            "Belum diperiksa terhadap aturan dan sistem yang ada",
            "Sesuai aturan, belum terhubung dengan kebijakan atau sistem lain",
            "Selaras dengan kebijakan daerah dan sistem yang ada",
            "Menguatkan kebijakan daerah dan terhubung dengan sistem lain tanpa beban baru",
        ],
    }
}

/// The default rubric.
pub fn rubric() -> Rubric {
    Rubric {
        criteria: Criterion::ALL
            .iter()
            .map(|&criterion| CriterionRule {
                criterion,
                weight: weight(criterion),
                look_at: look_at(criterion).to_owned(),
                bands: bands(criterion).map(str::to_owned).to_vec(),
            })
            .collect(),
    }
}

/// The one phase that the screens know for now.
pub fn phases() -> Vec<Phase> {
    vec![Phase {
        n: 1,
        name: "Penilaian".to_owned(),
        percent: 100,
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_weights_sum_to_100() {
        assert_eq!(rubric().faults(), vec![]);
        assert_eq!(rubric().weights(), [20, 30, 20, 20, 10]);
    }
}
