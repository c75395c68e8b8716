//! Roles, each with a sentence for those who give them.

use klisida_domain::account::Role;

/// What a role may do, in one sentence.
pub const fn sentence(role: Role) -> &'static str {
    match role {
        Role::Administrator => {
            "Mengatur akun dan peran, dan mengimpor data. Tidak melihat nilai juri."
        }
        Role::Coordinator => "Menyelenggarakan kompetisi, mengimpor data, dan mengundang juri.",
        Role::Clinic => "Mendampingi inovator; mengikuti jalannya kompetisi.",
        Role::AgencyHead => "Kepala perangkat daerah atau BUMD.",
        Role::AgencyCoordinator => "Mengelola inovasi instansinya.",
        Role::Innovator => "Mengusulkan dan menjalankan inovasi.",
        Role::Judge => "Menilai entri dalam satu kompetisi.",
        Role::Leadership => "Melihat kemajuan dan hasil.",
    }
}
