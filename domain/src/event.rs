//! The record: what is written down of every decision, by a stable name, and its words on screen.

/// Declares the names of recorded actions with their words. What a noun declares in its own file is listed in `lib.rs`.
macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident = $action:literal, $words:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $action;)+

        /// These actions with their words.
        pub const ACTIONS: &[(&str, &str)] = &[$(($action, $words)),+];
    };
}
pub(crate) use actions;

/// What is saved on the way to something: so many lines that a list of decisions leaves them out.
pub const ON_THE_WAY: &[&str] = &[PART_SAVED, DOSSIER_SAVED, SHEET_LOCKED, SHEET_REOPENED];

/// It is part of the validation of a record: handing in, deciding, judging.
pub fn is_validation(action: &str) -> bool {
    action.starts_with("review.")
        || [
            RECORD_HANDED_IN,
            RECORD_RELEASED,
            RECORD_RETURNED,
            RECORD_WITHDRAWN,
            RECORD_LED_BACK,
            RECORD_REOPENED,
            CRITERIA_JUDGED,
        ]
        .contains(&action)
}

actions! {
    /// An edition was made.
    EDITION_CREATED = "edition.created", "Kompetisi dibuat";
    /// Its settings changed.
    EDITION_CHANGED = "edition.changed", "Pengaturan diubah";
    /// It was opened; settings and dossiers are frozen.
    EDITION_OPENED = "edition.opened", "Kompetisi dibuka";
    /// Its deadline moved.
    EDITION_EXTENDED = "edition.extended", "Tenggat diundur";
    /// Its judging was closed.
    EDITION_CLOSED = "edition.closed", "Penilaian ditutup";
    /// Its judging was reopened.
    EDITION_REOPENED = "edition.reopened", "Penilaian dibuka kembali";
    /// An extension was taken back.
    EDITION_SHORTENED = "edition.shortened", "Tenggat dikembalikan";
    /// A draft was deleted.
    EDITION_DELETED = "edition.deleted", "Draf kompetisi dihapus";
    /// An edition was cancelled.
    EDITION_CANCELLED = "edition.cancelled", "Kompetisi dibatalkan";
    /// An edition left the public home.
    EDITION_ARCHIVED = "edition.archived", "Kompetisi diarsipkan";
    /// An edition came back to the public home.
    EDITION_UNARCHIVED = "edition.unarchived", "Kompetisi dikeluarkan dari arsip";
    /// What came late became the judge's draft again.
    SHEET_TAKEN_UP = "sheet.taken_up", "Lembar yang datang terlambat menjadi draf juri";
    /// The marks were read.
    RESULT_READ = "result.read", "Hasil dibaca";
    /// A version was published.
    EDITION_PUBLISHED = "edition.published", "Hasil diumumkan";
    /// Entries were added.
    ENTRY_ADDED = "entry.added", "Entri ditambahkan";
    /// An entry was taken out of a draft.
    ENTRY_REMOVED = "entry.removed", "Entri dihapus";
    /// An entry was withdrawn after opening.
    ENTRY_WITHDRAWN = "entry.withdrawn", "Entri dikeluarkan dari lomba";
    /// What judges read was changed.
    DOSSIER_SAVED = "dossier.saved", "Bahan penilaian diubah";
    /// Empty dossiers were filled from the records of their innovations.
    DOSSIERS_FILLED = "edition.dossiers_filled", "Bahan yang kosong diisi dari catatan klinik";
    /// A judge came on the panel.
    SEAT_ADDED = "seat.added", "Juri masuk panel";
    /// A judge left the panel.
    SEAT_REMOVED = "seat.removed", "Juri dikeluarkan dari panel";
    /// Who judges what was changed.
    ASSIGNMENT_CHANGED = "assignment.changed", "Penugasan diubah";
    /// A judge declared a relation with an entry.
    CONFLICT_DECLARED = "conflict.declared", "Juri menyatakan hubungan dengan entri";
    /// A conflict of interest was found after the pair was made.
    CONFLICT_FOUND = "conflict.found", "Benturan kepentingan ditemukan";
    /// Somebody decided a conflict of interest.
    CONFLICT_DECIDED = "conflict.decided", "Benturan kepentingan diputuskan";
    /// A step was proposed that needs a second person.
    PROPOSAL_MADE = "proposal.made", "Diajukan untuk persetujuan orang kedua";
    /// The second person approved.
    PROPOSAL_APPROVED = "proposal.approved", "Disetujui orang kedua";
    /// The second person refused.
    PROPOSAL_REFUSED = "proposal.refused", "Ditolak orang kedua";
    /// The proposer took it back.
    PROPOSAL_TAKEN_BACK = "proposal.taken_back", "Pengajuan diambil kembali";
    /// One sheet was left out.
    SHEET_EXCLUDED = "sheet.excluded", "Lembar nilai dikeluarkan";
    /// A judge's new sheet took the place of the old one after closing.
    SHEET_CORRECTED = "sheet.corrected", "Lembar nilai diperbaiki jurinya";
    /// A sheet was changed after the judge's account was recovered.
    SHEET_AFTER_RECOVERY = "sheet.after_recovery", "Lembar nilai diubah setelah akun jurinya dipulihkan";
    /// A judge locked a sheet.
    SHEET_LOCKED = "sheet.locked", "Lembar nilai dikunci";
    /// A judge reopened a sheet.
    SHEET_REOPENED = "sheet.reopened", "Kunci lembar nilai dibuka";
    /// A sheet came after closing; kept, not counted.
    SHEET_LATE = "sheet.late", "Lembar nilai datang terlambat";
    /// An account was made from an invitation.
    ACCOUNT_CREATED = "account.created", "Akun dibuat";
    /// A signed-in person used an invitation and got a further role.
    ROLE_ACCEPTED = "role.accepted", "Peran diterima";
    /// An administrator confirmed a role that came by somebody who was switched off or lost a role.
    ROLE_CONFIRMED = "role.confirmed", "Peran dikonfirmasi";
    /// An administrator corrected where a person comes from.
    HOME_SET = "person.home_set", "Asal orang diralat";
    /// The links of somebody who was switched off or lost a role ended.
    LINKS_ENDED = "invitation.ended", "Tautan yang belum dipakai diakhiri";
    /// An administrator set the roles of a person.
    ROLES_SET = "person.grants_set", "Peran diubah";
    /// A person was switched off.
    ACCOUNT_DISABLED = "person.disabled", "Akun dinonaktifkan";
    /// A person was switched on again.
    ACCOUNT_ENABLED = "person.enabled", "Akun diaktifkan lagi";
    /// A person changed the own password.
    PASSWORD_CHANGED = "password.changed", "Kata sandi diganti";
    /// An administrator made a recovery link.
    RECOVERY_STARTED = "recovery.started", "Tautan pemulihan dibuat";
    /// A recovery link was used.
    ACCOUNT_RECOVERED = "account.recovered", "Akun dipulihkan";
    /// Somebody was invited.
    INVITATION_CREATED = "invitation.created", "Undangan dibuat";
    /// An invitation was taken back.
    INVITATION_REVOKED = "invitation.revoked", "Undangan dicabut";
    /// A record was begun.
    RECORD_CREATED = "record.created", "Inovasi dimulai";
    /// An innovation of the catalogue was taken into the clinic.
    RECORD_STARTED = "record.started", "Inovasi masuk klinik";
    /// What is from before the regulation was registered.
    RECORD_REGISTERED = "record.registered", "Didata sebagai inovasi sebelum 2 Agustus 2024 (Pasal 17)";
    /// What was registered of it was corrected.
    RECORD_CORRECTED = "record.corrected", "Data inovasi diperbaiki";
    /// A part was written.
    PART_SAVED = "part.saved", "Bagian diisi";
    /// The team changed.
    TEAM_SET = "record.team_set", "Tim diubah";
    /// Handed in for checking.
    RECORD_HANDED_IN = "record.handed_in", "Diajukan";
    /// The agency let it go on.
    RECORD_RELEASED = "record.released", "Diteruskan";
    /// The agency has its head release no longer: it lies with the coordinator again.
    RECORD_FREED = "record.freed", "Persetujuan kepala instansi tidak lagi diminta";
    /// The agency gave it back to the team.
    RECORD_RETURNED = "record.returned", "Dikembalikan ke inovator";
    /// The agency took a submission back.
    RECORD_WITHDRAWN = "record.withdrawn", "Pengajuan ditarik";
    /// The clinic led it back to an earlier stage.
    RECORD_LED_BACK = "record.led_back", "Dikembalikan ke tahap sebelumnya";
    /// Put aside.
    RECORD_PAUSED = "record.paused", "Ditunda";
    /// Taken up again.
    RECORD_RESUMED = "record.resumed", "Dilanjutkan";
    /// Stopped.
    RECORD_STOPPED = "record.stopped", "Dihentikan";
    /// Finished.
    RECORD_FINISHED = "record.finished", "Selesai";
    /// Goes on as a routine.
    RECORD_CONTINUED = "record.continued", "Berlanjut sebagai layanan";
    /// The clinic took a closing back.
    RECORD_REOPENED = "record.reopened", "Penutupan ditarik kembali";
    /// A draft was deleted.
    RECORD_DELETED = "record.deleted", "Draf dihapus";
    /// The clinic reviewed a submission.
    REVIEW_WRITTEN = "review.written", "Validasi dicatat";
    /// The clinic took a review back that it had held; nobody else is told of it.
    REVIEW_DROPPED = "review.dropped", "Validasi yang ditahan ditarik";
    /// A review was announced.
    REVIEW_ANNOUNCED = "review.announced", "Hasil validasi diumumkan";
    /// The clinic judged the criteria.
    CRITERIA_JUDGED = "record.criteria_judged", "Kriteria Pasal 8 dinilai";
    /// A validated plan was changed.
    PLAN_CHANGED = "plan.changed", "Rencana aksi diubah";
    /// The log got an entry.
    LOG_ADDED = "log.added", "Catatan ditambahkan";
    /// An obstacle or input was followed up.
    LOG_FOLLOWED = "log.followed", "Catatan ditindaklanjuti";
    /// An entry was corrected by another one; the first stays.
    LOG_CORRECTED = "log.corrected", "Catatan diperbaiki";
    /// Somebody commented.
    REMARK_ADDED = "remark.added", "Komentar ditulis";
    /// A comment was settled.
    REMARK_DONE = "remark.done", "Komentar diselesaikan";
    /// Facilitator or reviewer set.
    DESK_ASSIGNED = "record.assigned", "Pendamping atau penelaah ditetapkan";
    /// Settings of the clinic changed.
    CLINIC_SET = "clinic.settings_set", "Pengaturan klinik diubah";
    /// To which agency an innovation of the catalogue belongs.
    INNOVATION_AGENCY_SET = "innovation.agency_set", "Instansi inovasi ditetapkan";
    /// Settings of an agency changed.
    AGENCY_SET = "agency.settings_set", "Pengaturan instansi diubah";
    /// The agency asked for publication.
    PUBLICATION_ASKED = "record.publication_asked", "Publikasi diminta";
    /// Made public.
    RECORD_PUBLISHED = "record.published", "Dipublikasikan";
    /// Taken back from the public.
    RECORD_UNPUBLISHED = "record.unpublished", "Publikasi ditarik";
    /// Evidence was announced.
    EVIDENCE_ADDED = "evidence.added", "Bukti ditambahkan";
    /// A file arrived.
    EVIDENCE_STORED = "evidence.stored", "Berkas bukti diterima";
    /// The contents of a file could not be taken in.
    EVIDENCE_REFUSED = "evidence.refused", "Berkas bukti ditolak";
    /// Evidence is shown to the public, or no more.
    EVIDENCE_EXPOSED = "evidence.exposed", "Tampilan bukti kepada publik diubah";
    /// Its date was mended.
    EVIDENCE_DATED = "evidence.dated", "Tanggal bukti diralat";
    /// What is said of it was changed.
    EVIDENCE_DESCRIBED = "evidence.described", "Keterangan bukti diubah";
    /// Evidence was taken away.
    EVIDENCE_DROPPED = "evidence.dropped", "Bukti dihapus";
    /// A file was imported.
    IMPORT_RUN = "import.run", "Berkas diimpor";
}

/// Words of a recorded action; an unknown name is shown as it is.
pub fn words(action: &str) -> &str {
    crate::ACTIONS
        .iter()
        .copied()
        .flatten()
        .find(|(name, _)| *name == action)
        .map_or(action, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_have_words() {
        let mut seen = std::collections::BTreeSet::new();
        for (name, said) in crate::ACTIONS.iter().copied().flatten() {
            assert!(seen.insert(name), "{name}");
            assert!(name.contains('.') && !said.is_empty());
        }
        assert_eq!(words(EDITION_OPENED), "Kompetisi dibuka");
        assert_eq!(words("x.y"), "x.y");
    }

    #[test]
    fn the_way_of_a_submission_is_told_from_the_rest() {
        assert!(is_validation(REVIEW_WRITTEN));
        assert!(is_validation(RECORD_HANDED_IN));
        assert!(!is_validation(PART_SAVED));
        assert!(!is_validation(REMARK_ADDED));
    }
}
