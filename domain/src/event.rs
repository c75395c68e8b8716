//! The record: what is written down of every decision, by a stable name, and its words on screen.

/// Declares the names of recorded actions with their words.
macro_rules! actions {
    ($($(#[doc = $doc:literal])+ $name:ident = $action:literal, $words:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: &str = $action;)+

        /// All actions with their words.
        pub const ALL: &[(&str, &str)] = &[$(($action, $words)),+];
    };
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
    /// The marks were read.
    RESULT_READ = "result.read", "Hasil dibaca";
    /// A version was published.
    EDITION_PUBLISHED = "edition.published", "Hasil diumumkan";
    /// Entries were added.
    ENTRY_ADDED = "entry.added", "Entri ditambahkan";
    /// An entry was taken out of a draft.
    ENTRY_REMOVED = "entry.removed", "Entri dihapus";
    /// An entry was withdrawn after opening.
    ENTRY_WITHDRAWN = "entry.withdrawn", "Entri ditarik";
    /// What judges read was changed.
    DOSSIER_SAVED = "dossier.saved", "Bahan penilaian diubah";
    /// A judge came on the panel.
    SEAT_ADDED = "seat.added", "Juri masuk panel";
    /// A judge left the panel.
    SEAT_REMOVED = "seat.removed", "Juri dikeluarkan dari panel";
    /// Who judges what was changed.
    ASSIGNMENT_CHANGED = "assignment.changed", "Penugasan diubah";
    /// A judge declared a relation with an entry.
    CONFLICT_DECLARED = "conflict.declared", "Juri menyatakan hubungan dengan entri";
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
    /// A file was imported.
    IMPORT_RUN = "import.run", "Berkas diimpor";
}

/// Words of a recorded action; an unknown name is shown as it is.
pub fn words(action: &str) -> &str {
    ALL.iter()
        .find(|(name, _)| *name == action)
        .map_or(action, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_have_words() {
        let mut seen = std::collections::BTreeSet::new();
        for (name, said) in ALL {
            assert!(seen.insert(name), "{name}");
            assert!(name.contains('.') && !said.is_empty());
        }
        assert_eq!(words(EDITION_OPENED), "Kompetisi dibuka");
        assert_eq!(words("x.y"), "x.y");
    }
}
