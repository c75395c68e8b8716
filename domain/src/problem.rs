//! What can go wrong, by name. The server sends codes; the words are made here, for both sides.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{
    gate::Missing,
    json::{Fault, Kind},
    law::Article,
};

macro_rules! codes {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $status:literal, $words:literal;)+) => {
        /// A stable name for one kind of refusal.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum Code {
            $($(#[$meta])* #[cfg_attr(feature = "schema", schemars(rename = $code))] $variant,)+
        }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable name on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// HTTP status, 400 to 503.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)+ }
            }

            /// What to say to a person (Indonesian): what is wrong and how to mend it.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)+ }
            }

            /// The one with this wire name.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    };
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

// Not derived: with so many variants that would be the largest reader of the app's first load.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;

        impl de::Visitor<'_> for Name {
            type Value = Code;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a code")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Code, E> {
                Code::from_code(name).ok_or_else(|| E::unknown_variant(name, &[]))
            }
        }

        deserializer.deserialize_str(Name)
    }
}

codes! {
    // Transport
    /// The body is not JSON, or not UTF-8.
    Unreadable = "unreadable", 400, "Data yang dikirim tidak terbaca. Muat ulang halaman, lalu coba lagi.";
    /// A key that the contract does not know.
    UnknownField = "unknown_field", 422, "Ada isian yang tidak dikenal. Muat ulang halaman untuk memakai versi terbaru.";
    /// A value outside a closed list.
    UnknownValue = "unknown_value", 422, "Pilihan ini tidak dikenal. Pilih salah satu yang tersedia.";
    /// A required key is absent.
    FieldMissing = "field_missing", 422, "Isian ini wajib. Lengkapi, lalu kirim lagi.";
    /// A value of another JSON type.
    WrongType = "wrong_type", 422, "Isian ini bukan bentuk yang diminta, misalnya huruf di tempat angka. Periksa, lalu kirim lagi.";
    /// A number with decimals, letters or signs where a whole one is asked for.
    NumberNotWhole = "number_not_whole", 422, "Tulis bilangan bulat, misalnya 20.";
    /// An identifier that is none.
    BadId = "bad_id", 404, "Alamat ini tidak ada. Periksa tautannya.";
    /// A cursor that the server did not make.
    CursorInvalid = "cursor_invalid", 422, "Tautan ke halaman berikutnya tidak dikenal. Mulai lagi dari halaman pertama.";
    /// Body over the limit of the route.
    BodyTooLarge = "body_too_large", 413, "Data yang dikirim terlalu besar. Kecilkan atau bagi menjadi beberapa bagian.";
    /// Not `application/json`.
    WrongMediaType = "wrong_media_type", 415, "Data dikirim dalam bentuk yang tidak diterima. Muat ulang halaman, lalu coba lagi.";
    /// A request that did not come from the app's own pages.
    CrossSite = "cross_site", 403, "Permintaan ini tidak berasal dari halaman KLISIDA. Buka aplikasi, lalu ulangi dari sana.";
    /// A write without an idempotency key.
    KeyMissing = "key_missing", 400, "Permintaan tidak lengkap. Muat ulang halaman, lalu coba lagi.";
    /// Same idempotency key, other body.
    KeyReused = "key_reused", 422, "Kiriman ini berbeda dari kiriman sebelumnya dengan nomor yang sama. Muat ulang halaman, lalu coba lagi.";
    /// No such thing, or not for this person to know.
    NotFound = "not_found", 404, "Tidak ditemukan. Mungkin sudah dipindah, atau bukan untuk akun Anda.";
    /// The path exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405, "Cara memanggil alamat ini keliru.";
    /// Somebody wrote in between; the current version comes along.
    StaleVersion = "stale_version", 409, "Sudah ada perubahan yang lebih baru. Bandingkan kedua isian, lalu pilih.";
    /// An app older than the Worker.
    UpdateNeeded = "update_needed", 426, "Versi baru tersedia. Muat ulang; isian Anda tetap di perangkat ini.";
    /// Too many requests; `retry_after` says when.
    TooManyRequests = "too_many_requests", 429, "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.";
    /// Our fault; `request_id` is the code to quote.
    Internal = "internal", 500, "Ada gangguan di server. Isian Anda tetap aman di perangkat ini. Coba lagi sebentar lagi.";

    // Accounts
    /// No session, or it ended.
    SignInNeeded = "sign_in_needed", 401, "Masuk dulu untuk melanjutkan. Isian Anda tidak hilang.";
    /// Wrong user name, wrong password, disabled: one answer for all.
    BadCredentials = "bad_credentials", 401, "Nama pengguna atau kata sandi tidak cocok.";
    /// The password must be typed again.
    PasswordNeeded = "password_needed", 422, "Ketik kata sandi Anda sekali lagi.";
    /// The password typed again does not match.
    BadPassword = "bad_password", 403, "Kata sandi tidak cocok. Ketik ulang kata sandi Anda.";
    /// The role or relation does not allow it.
    Forbidden = "forbidden", 403, "Ini bukan wewenang akun Anda. Hubungi koordinator BAPPERIDA.";
    /// Invitation unknown, used, expired or revoked: one answer for all.
    InvitationInvalid = "invitation_invalid", 410, "Tautan undangan ini tidak berlaku lagi. Minta tautan baru kepada pengundang Anda.";
    /// User name taken.
    UsernameTaken = "username_taken", 409, "Nama pengguna ini sudah dipakai. Pilih yang lain.";
    /// User name outside the rule.
    UsernameInvalid = "username_invalid", 422, "Nama pengguna: 3 sampai 60 huruf kecil, angka, titik, garis, atau surel.";
    /// Password shorter than 8 characters.
    PasswordTooShort = "password_too_short", 422, "Kata sandi minimal 8 karakter. Yang terbaik 15 karakter atau lebih.";
    /// Password longer than 128 characters.
    PasswordTooLong = "password_too_long", 422, "Kata sandi paling panjang 128 karakter.";
    /// Password on the list of common ones.
    PasswordCommon = "password_common", 422, "Kata sandi ini terlalu umum dan mudah ditebak. Pilih yang lain, misalnya empat kata acak.";
    /// Password contains the user name or a word of this service.
    PasswordGuessable = "password_guessable", 422, "Kata sandi memuat nama Anda atau kata yang mudah ditebak di sini. Pilih yang lain.";
    /// The last administrator must stay.
    LastAdministrator = "last_administrator", 409, "Harus ada paling sedikit satu administrator. Tambahkan administrator lain dulu.";
    /// Nobody changes the own roles or disables the own account.
    NotYourself = "not_yourself", 409, "Anda tidak dapat mengubah peran atau menonaktifkan akun sendiri.";
    /// A judge's role names its edition.
    EditionNeeded = "edition_needed", 422, "Pilih kompetisi untuk juri ini.";
    /// Home agency or "outside the region" is needed.
    AgencyNeeded = "agency_needed", 422, "Pilih instansi asal, atau tandai luar daerah.";
    /// Within one edition a judge is neither coordinator nor administrator.
    JudgeExcludesOffice = "judge_excludes_office", 409, "Juri suatu kompetisi tidak boleh sekaligus koordinator atau administrator. Lepas dulu salah satunya, atau pilih orang lain.";
    /// Whoever administers accounts could become any judge: that person reads no marks.
    AdministratorReadsNoMarks = "administrator_reads_no_marks", 403, "Administrator tidak membaca nilai juri, juga bila sekaligus koordinator. Minta koordinator lain membacanya.";
    /// The role was already given.
    RoleExists = "role_exists", 409, "Peran ini sudah dimiliki.";

    // Text and numbers
    /// Needs a choice.
    ChoiceMissing = "choice_missing", 422, "Pilih salah satu.";
    /// Needs text.
    TextMissing = "text_missing", 422, "Isian ini belum diisi.";
    /// Too short.
    TextTooShort = "text_too_short", 422, "Isian ini terlalu pendek.";
    /// Too long, or with unprintable characters.
    TextTooLong = "text_too_long", 422, "Isian ini terlalu panjang. Ringkas, lalu kirim lagi.";
    /// More items than allowed.
    TooMany = "too_many", 422, "Terlalu banyak. Kurangi jumlahnya.";
    /// Year outside 2024 to 2100.
    YearOutOfRange = "year_out_of_range", 422, "Tahun harus antara 2024 dan 2100.";
    /// A link that is not https.
    LinkNotHttps = "link_not_https", 422, "Tautan harus diawali https:// dan tanpa spasi.";
    /// A step that needs a reason.
    ReasonNeeded = "reason_needed", 422, "Tulis alasannya, 5 sampai 500 karakter.";

    // Competition
    /// The five criteria of Article 8, each once, in order.
    CriteriaIncomplete = "criteria_incomplete", 422, "Kelima kriteria Pasal 8 harus ada, masing-masing satu kali.";
    /// Weights must sum to 100.
    WeightsNotHundred = "weights_not_hundred", 422, "Jumlah bobot harus tepat 100 %.";
    /// A weight of zero would drop a criterion of Article 8.
    WeightZero = "weight_zero", 422, "Bobot paling kecil 1 %: setiap kriteria Pasal 8 ikut dinilai.";
    /// Five bands a criterion.
    BandsIncomplete = "bands_incomplete", 422, "Setiap kriteria punya lima rentang, masing-masing dengan kalimatnya.";
    /// Closing at least an hour after opening.
    ClosingBeforeOpening = "closing_before_opening", 422, "Penutupan paling cepat satu jam setelah pembukaan.";
    /// Closing must lie in the future.
    ClosingInPast = "closing_in_past", 409, "Waktu penutupan sudah lewat. Ubah dulu waktunya.";
    /// The new deadline must be later than the old one.
    DeadlineNotLater = "deadline_not_later", 422, "Tenggat baru harus lebih lambat daripada tenggat sekarang dan belum lewat.";
    /// An extension goes back to the deadline before it at most.
    DeadlineBeforeExtension = "deadline_before_extension", 422, "Tenggat hanya dapat dikembalikan sampai tenggat sebelum diundur.";
    /// The deadline before the extension has passed.
    ExtensionStands = "extension_stands", 422, "Tenggat sebelum diundur sudah lewat, jadi tenggat tidak dapat dimajukan lagi.";
    /// Judges use the time that was given.
    SheetsSinceExtension = "sheets_since_extension", 409, "Sejak tenggat diundur ada lembar yang diisi dan belum dikunci. Tenggat dapat dikembalikan setelah juri menguncinya.";
    /// 3 to 15 judges an entry.
    PanelTooSmall = "panel_too_small", 422, "Paling sedikit 3 juri untuk setiap entri, paling banyak 15.";
    /// A criterion twice in the tie chain.
    TieChainRepeats = "tie_chain_repeats", 422, "Satu kriteria hanya boleh sekali dalam urutan penentu seri.";
    /// An edition must have entries.
    NoEntries = "no_entries", 409, "Belum ada entri. Pilih inovasi dari katalog dulu.";
    /// An edition must have judges.
    NotEnoughJudges = "not_enough_judges", 409, "Juri belum cukup. Undang juri dulu.";
    /// More entries than an edition can hold ([`crate::competition::MAX_ENTRIES`]).
    EditionTooManyEntries = "edition_too_many_entries", 409, "Satu kompetisi memuat paling banyak 500 entri. Keluarkan sebagian, atau bagi menjadi dua kompetisi.";
    /// More judges for one entry than allowed ([`crate::competition::MAX_JUDGES`]).
    EntryTooManyJudges = "entry_too_many_judges", 409, "Satu entri dinilai paling banyak 20 juri. Lepaskan sebagian penugasan.";
    /// An entry has fewer judges or counted sheets than the minimum.
    EntryUnderMinimum = "entry_under_minimum", 409, "Entri ini belum mencapai jumlah juri minimum.";
    /// A dossier that nobody can judge from.
    DossierMissing = "dossier_missing", 409, "Entri ini belum punya bahan: ringkasan dan kelima kriteria masih kosong.";
    /// The gaps come with the answer.
    NotReady = "not_ready", 409, "Belum bisa. Lengkapi dulu yang disebut di bawah.";
    /// Setup is frozen.
    EditionAlreadyOpen = "edition_already_open", 409, "Kompetisi sudah dibuka; pengaturan dan entri terkunci.";
    /// The edition was cancelled: nothing goes on in it.
    EditionCancelled = "edition_cancelled", 409, "Kompetisi ini sudah dibatalkan.";
    /// A draft is not cancelled.
    DraftIsDeleted = "draft_is_deleted", 409, "Kompetisi ini belum dibuka. Draf dihapus, bukan dibatalkan.";
    /// A published edition is not cancelled.
    PublishedIsArchived = "published_is_archived", 409, "Hasil sudah diumumkan, jadi kompetisi tidak dapat dibatalkan. Yang keliru diperbaiki dengan ralat.";
    /// Only what is over is archived.
    NotOverYet = "not_over_yet", 409, "Arsip hanya untuk kompetisi yang sudah diumumkan atau dibatalkan.";
    /// Judging has not begun.
    JudgingNotOpen = "judging_not_open", 409, "Penilaian belum dibuka.";
    /// Judging is over.
    JudgingClosed = "judging_closed", 409, "Penilaian sudah ditutup. Isian Anda tetap tersimpan dan terlihat, tetapi tidak dihitung.";
    /// Judging is still open.
    JudgingStillOpen = "judging_still_open", 409, "Penilaian masih dibuka. Tutup dulu.";
    /// A deadline in the far future that nobody said is meant.
    DeadlineFar = "deadline_far", 422, "Tenggat ini lebih dari 90 hari lagi. Periksa tahunnya; bila benar, nyatakan bahwa memang begitu.";
    /// Reopening what is not closed.
    JudgingNotClosed = "judging_not_closed", 409, "Penilaian belum ditutup. Bila perlu waktu lagi, undur tenggatnya.";
    /// Reopening what was published.
    AlreadyPublished = "already_published", 409, "Hasil sudah diumumkan, jadi penilaian tidak dapat dibuka kembali. Ralat terbit sebagai versi baru.";
    /// Reopening after somebody read a mark.
    MarksRead = "marks_read", 409, "Nilai sudah dibaca, jadi penilaian tidak dapat dibuka kembali.";
    /// Closing while entries have too few locked sheets.
    EntriesShort = "entries_short", 409, "Ada entri dengan lembar terkunci di bawah minimum. Tunggu jurinya, atau nyatakan Anda tetap menutup.";
    /// Opening while dossiers are incomplete.
    DossiersIncomplete = "dossiers_incomplete", 409, "Ada entri yang bahannya belum lengkap. Lengkapi, atau nyatakan Anda tetap membuka.";
    /// Nobody sees another's marks before closing.
    MarksSealed = "marks_sealed", 403, "Nilai juri tertutup sampai penilaian ditutup.";
    /// No empty entry has anything handed in at the clinic.
    NothingToCarry = "nothing_to_carry", 409, "Tidak ada entri kosong yang inovasinya sudah diajukan ke klinik. Isi bahannya sendiri.";
    /// This innovation is already an entry.
    EntryExists = "entry_exists", 409, "Inovasi ini sudah menjadi entri.";
    /// Agencies-only edition, innovation from elsewhere.
    EntrantNotEligible = "entrant_not_eligible", 409, "Kompetisi ini hanya untuk perangkat daerah dan BUMD Bangka Barat (Pasal 5 ayat (2) huruf a).";
    /// The entry was withdrawn.
    EntryWithdrawn = "entry_withdrawn", 409, "Entri ini sudah dikeluarkan dari lomba.";
    /// A conflict or a proposal about the entry is on record.
    EntryOnRecord = "entry_on_record", 409, "Ada benturan kepentingan atau pengajuan yang tercatat tentang entri ini, jadi entri tidak dapat dihapus. Keluarkan entri ini dari lomba dengan alasan.";
    /// Not a judge of this edition.
    NotAJudge = "not_a_judge", 409, "Orang ini bukan juri kompetisi ini.";
    /// Already assigned.
    AlreadyAssigned = "already_assigned", 409, "Juri ini sudah ditugaskan untuk entri ini.";
    /// Not assigned.
    NotAssigned = "not_assigned", 409, "Juri ini tidak ditugaskan untuk entri ini.";
    /// Own agency, its parent or its units (Article 5(1)d).
    ConflictOfInterest = "conflict_of_interest", 409, "Juri berasal dari instansi yang sama, induknya, atau unitnya (Pasal 5 ayat (1) huruf d).";
    /// On the team, its facilitator or its reviewer (Article 5(1)d).
    ConflictOfWork = "conflict_of_work", 409, "Juri ikut mengerjakan, mendampingi, atau menelaah inovasi ini (Pasal 5 ayat (1) huruf d).";
    /// A conflict was found later and nobody decided it.
    ConflictUndecided = "conflict_undecided", 409, "Ada benturan kepentingan yang belum diputuskan. Lepaskan penugasannya, atau catat keputusan beserta alasannya.";
    /// No conflict waits for a decision here.
    NoConflict = "no_conflict", 409, "Tidak ada benturan kepentingan yang menunggu keputusan pada pasangan ini.";
    /// The marks were read: excluding needs another person.
    SecondPersonNeeded = "second_person_needed", 409, "Langkah ini perlu persetujuan orang kedua. Ajukan dulu; orang lain yang menyetujuinya.";
    /// Nobody read the marks: one person excludes alone.
    SecondPersonNotNeeded = "second_person_not_needed", 409, "Nilai belum dibaca siapa pun, jadi langkah ini belum perlu orang kedua. Lakukan langsung, dengan alasan.";
    /// The subject moved since it was proposed (F34).
    ProposalOutdated = "proposal_outdated", 409, "Keadaannya sudah berubah sejak diajukan. Ambil kembali, lalu ajukan lagi bila masih perlu.";
    /// Approved, refused, taken back or expired.
    ProposalEnded = "proposal_ended", 409, "Pengajuan ini sudah selesai atau kedaluwarsa.";
    /// What was approved is not what is proposed.
    ProposalChanged = "proposal_changed", 409, "Yang Anda lihat bukan yang diajukan. Muat ulang, lalu baca lagi.";
    /// A correction that changes no mark.
    NothingToCorrect = "nothing_to_correct", 409, "Tidak ada nilai yang berubah, atau lembar ini tidak terkunci.";
    /// The judge declared a relation.
    ConflictDeclared = "conflict_declared", 409, "Juri menyatakan punya hubungan dengan entri ini.";
    /// The newest published version says the same already.
    BoardUnchanged = "board_unchanged", 409, "Papan yang sudah diumumkan memuat hal yang sama: tidak ada yang perlu diralat.";
    /// Already published, a correction needs a note.
    NoteNeeded = "note_needed", 422, "Tulis catatan ralat: apa yang berubah dan mengapa, 10 sampai 500 karakter.";
    /// A step that waits for a second person.
    ProposalWaiting = "proposal_waiting", 409, "Menunggu persetujuan orang kedua; hasilnya bisa berubah sesudah diputuskan.";
    /// Open sheets and steps must be acknowledged.
    GapsNotAcknowledged = "gaps_not_acknowledged", 409, "Ada lembar yang belum dikunci atau langkah yang belum diputuskan. Baca daftarnya, lalu nyatakan Anda mengetahuinya.";

    // Judging
    /// Mark over 100 or under 0.
    MarkOutOfRange = "mark_out_of_range", 422, "Nilai harus antara 0 dan 100.";
    /// Mark with a fraction, or not a number.
    MarkNotWhole = "mark_not_whole", 422, "Nilai harus bilangan bulat.";
    /// Five marks are needed to lock.
    SheetIncomplete = "sheet_incomplete", 409, "Kelima kriteria harus dinilai sebelum lembar dikunci.";
    /// A full sheet that its judge did not lock: it does not count.
    SheetFullNotLocked = "sheet_full_not_locked", 409, "Lembar sudah lengkap tetapi belum dikunci oleh juri.";
    /// Locked: reopen first.
    SheetLocked = "sheet_locked", 409, "Lembar nilai terkunci. Buka kunci dulu untuk mengubah.";
    /// Nothing to reopen.
    SheetNotLocked = "sheet_not_locked", 409, "Lembar nilai tidak terkunci.";
    /// The assignment was taken away or a conflict declared.
    AssignmentEnded = "assignment_ended", 409, "Penugasan ini sudah berakhir. Isian Anda disimpan sebagai bukti dan tidak dihitung.";

    // Import
    /// The header row differs from the expected one.
    ImportHeader = "import_header", 422, "Judul kolom tidak ditemukan dalam 20 baris pertama. Pakai judul kolom seperti pada contoh berkas.";
    /// One of the columns is not there.
    ImportColumnMissing = "import_column_missing", 422, "Kolom ini tidak ada dalam berkas. Tambahkan kolomnya, boleh kosong isinya.";
    /// Text lies above the column names, and nobody confirmed that it is a title.
    ImportHeaderRow = "import_header_row", 422, "Ada tulisan di atas judul kolom. Periksa pratinjaunya, lalu benarkan di baris mana judul kolom.";
    /// A letter was lost before the file came here.
    ImportLetters = "import_letters", 422, "Ada huruf yang rusak (�). Simpan berkas sebagai CSV UTF-8, lalu pilih lagi.";
    /// The file has no rows.
    ImportEmpty = "import_empty", 422, "Berkas tidak memuat baris data.";
    /// More than 2,000 rows.
    ImportTooManyRows = "import_too_many_rows", 422, "Paling banyak 2.000 baris sekali impor. Bagi berkasnya.";
    /// A quote is not closed, or the row has another number of columns.
    ImportRowBroken = "import_row_broken", 422, "Baris ini rusak: jumlah kolom tidak sesuai, ada ganti baris di dalam isian, atau tanda kutip tidak ditutup.";
    /// The same key twice in the file.
    ImportDuplicate = "import_duplicate", 422, "Baris ini sama dengan baris lain: nama, instansi, dan wilayahnya sama.";
    /// The parent agency is not known.
    ImportParentUnknown = "import_parent_unknown", 422, "Instansi induk tidak dikenal.";
    /// What was confirmed is not what was previewed.
    ImportChanged = "import_changed", 409, "Berkas atau katalog berubah sejak pratinjau. Periksa pratinjaunya lagi.";

    // Clinic
    /// Already in the clinic.
    AlreadyInClinic = "already_in_clinic", 409, "Inovasi ini sudah berada di klinik.";
    /// Not of the regency.
    NotLocal = "not_local", 409, "Instansi kabupaten hanya dimiliki inovasi dari Kabupaten Bangka Barat.";
    /// An entry of an edition that is open or closed and not published.
    InnovationJudged = "innovation_judged", 409, "Inovasi ini sedang dinilai, dan instansinya menentukan benturan kepentingan juri. Ubah setelah hasil diumumkan.";
    /// No year, or none that an innovation can bear.
    LegacyYear = "legacy_year", 422, "Tulis tahunnya dengan empat angka, 1945 atau sesudahnya, misalnya 2021.";
    /// No day of the month.
    LegacyDay = "legacy_day", 422, "Tulis tanggal yang ada dalam bulan itu, angkanya saja, misalnya 1.";
    /// In use only since the regulation came.
    LegacyTooLate = "legacy_too_late", 422, "Yang diterapkan sejak 2 Agustus 2024 melalui kelima tahap klinik. Mulai sebagai inovasi baru.";
    /// The year in which the regulation came needs the month.
    LegacyMonthNeeded = "legacy_month_needed", 422, "Untuk tahun 2024, pilih bulan mulai diterapkan: sebelum atau sesudah 2 Agustus 2024 yang menentukan.";
    /// The month in which the regulation came needs the day.
    LegacyDayNeeded = "legacy_day_needed", 422, "Untuk Agustus 2024, isi tanggalnya: hanya yang diterapkan sebelum 2 Agustus.";
    /// It was not registered by the form for what is from before the regulation.
    NotLegacy = "not_legacy", 409, "Inovasi ini menjalani tahapan klinik. Ubah bagiannya satu per satu di ruang inovasi.";
    /// Not in the clinic.
    NotInClinic = "not_in_clinic", 409, "Inovasi ini masih di luar klinik. Mulai tahapannya dulu.";
    /// Walked to its end.
    StagesEnded = "stages_ended", 409, "Kelima tahap sudah dilalui.";
    /// Stopped.
    InnovationStopped = "innovation_stopped", 409, "Inovasi ini sudah dihentikan.";
    /// Put aside.
    InnovationPaused = "innovation_paused", 409, "Inovasi ini ditunda. Lanjutkan dulu.";
    /// Not put aside.
    NotPaused = "not_paused", 409, "Inovasi ini tidak sedang ditunda.";
    /// It is somebody else's turn.
    NotYourTurn = "not_your_turn", 409, "Belum giliran Anda. Lihat baris giliran di atas.";
    /// That stage is not an earlier one.
    NotEarlier = "not_earlier", 409, "Pilih tahap yang lebih awal daripada tahap sekarang.";
    /// Finishing needs the last stage.
    NotAtDisplay = "not_at_display", 409, "Selesai atau berlanjut hanya dari tahap promosi dan pemanfaatan.";
    /// No closing to take back.
    NotEnded = "not_ended", 409, "Kelima tahap belum ditutup.";
    /// Nothing to take back.
    NotWithClinic = "not_with_clinic", 409, "Tidak ada pengajuan yang dapat ditarik.";
    /// Somebody else is assigned, or the writer accompanies the innovation.
    ReviewAside = "review_aside", 422, "Tulis mengapa Anda yang memvalidasi, 5 sampai 500 karakter.";
    /// The entry was corrected before.
    LogReplaced = "log_replaced", 409, "Catatan ini sudah diperbaiki. Muat ulang, lalu perbaiki yang terbaru.";
    /// A gate is closed; what is missing comes along.
    GateClosed = "gate_closed", 409, "Belum bisa maju. Lengkapi dulu yang disebut di bawah.";
    /// The clinic opened other parts for changes, or none.
    PartClosed = "part_closed", 409, "Bagian ini sedang tidak dibuka untuk perubahan.";
    /// The plan was validated: it changes by a new version with a reason.
    PlanFrozen = "plan_frozen", 409, "Rencana sudah dinyatakan valid. Ubah lewat versi rencana baru beserta alasannya.";
    /// There is no validated plan yet.
    PlanNotValidated = "plan_not_validated", 409, "Rencana aksi belum dinyatakan valid.";
    /// An innovation of this name and agency exists.
    InnovationExists = "innovation_exists", 409, "Inovasi dengan nama dan instansi yang sama sudah ada di katalog.";
    /// Only a draft that was never handed in may be deleted.
    NotADraft = "not_a_draft", 409, "Yang sudah pernah diajukan tidak dapat dihapus. Hentikan dengan alasan.";
    /// The review judged an older revision.
    ReviewOutdated = "review_outdated", 409, "Ajuan ini sudah berubah sejak Anda membacanya. Baca versi terbaru dulu.";
    /// On the team of that record.
    OwnWork = "own_work", 409, "Anda anggota tim inovasi ini. Pemeriksaan dan keputusan dilakukan orang lain (Pasal 5 ayat (1) huruf d).";
    /// A review is held back already.
    ReviewHeld = "review_held", 409, "Sudah ada hasil validasi yang menunggu diumumkan.";
    /// No review is held back.
    ReviewNotHeld = "review_not_held", 409, "Hasil validasi ini sudah diumumkan.";
    /// Fixes must name the parts that are opened.
    PartsNeeded = "parts_needed", 422, "Pilih bagian yang perlu diperbaiki, paling sedikit satu.";
    /// A finding without fixes names no parts.
    PartsNotWanted = "parts_not_wanted", 422, "Hasil valid tidak meminta perbaikan. Kosongkan pilihan bagian.";
    /// All five criteria need a reason.
    CriterionReason = "criterion_reason", 422, "Tulis alasan untuk setiap kriteria, 5 sampai 500 karakter.";
    /// This entry belongs to another stage.
    StageWrong = "stage_wrong", 409, "Catatan ini untuk tahap lain.";
    /// Not a line of the validated plan.
    ItemUnknown = "item_unknown", 422, "Butir ini tidak ada dalam rencana yang berlaku.";
    /// Nothing to follow up, or done already.
    NothingToFollow = "nothing_to_follow", 409, "Catatan ini tidak menunggu tindak lanjut.";
    /// A team has exactly one lead.
    LeadNeeded = "lead_needed", 422, "Tim punya tepat satu ketua.";
    /// Not a person of the agency.
    NotOfAgency = "not_of_agency", 422, "Orang ini bukan dari instansi inovasi.";
    /// Not somebody of the clinic.
    NotOfClinic = "not_of_clinic", 422, "Pilih orang dari Tim Klinik.";
    /// A date that has not come yet.
    DateInFuture = "date_in_future", 422, "Tanggal ini belum tiba. Catat setelah terjadi.";
    /// A visit goes to a body.
    HostNeeded = "host_needed", 422, "Pilih instansi yang dikunjungi.";
    /// An appointment of a day that is over.
    AppointmentPast = "appointment_past", 422, "Hari ini sudah lewat. Ubah waktunya, atau tulis sebagai catatan konsultasi.";
    /// A date before anybody took such a photo.
    DateTooEarly = "date_too_early", 422, "Tanggal ini terlalu lama. Paling awal 1 Januari 1990.";
    /// The last day lies before the first.
    EndBeforeStart = "end_before_start", 422, "Tanggal akhir lebih awal daripada tanggal mulai.";
    /// A figure outside its range.
    NumberOutOfRange = "number_out_of_range", 422, "Angka di luar rentang yang boleh.";
    /// No activity has this code.
    CheckInUnknown = "check_in_unknown", 404, "Kode kegiatan tidak dikenal. Periksa, lalu ketik ulang.";
    /// Check-in only around the activity.
    CheckInClosed = "check_in_closed", 409, "Daftar hadir dibuka dari sehari sebelum sampai sehari sesudah kegiatan. Bila Anda hadir, minta tim klinik mencatat Anda.";
    /// The body to be visited has no innovation that succeeded.
    HostNotProven = "host_not_proven", 422, "Instansi ini belum punya inovasi yang terbukti (Pasal 10 ayat (2) huruf c). Pilih yang lain, atau catat sebagai kegiatan lain.";
    /// Present already.
    AlreadyPresent = "already_present", 409, "Kehadiran ini sudah tercatat.";
    /// An account is tied to a name on the list of its own side alone.
    NotOfAttendance = "not_of_attendance", 422, "Orang ini bukan dari instansi yang tertulis pada baris itu. Pilih akun lain, atau hapus baris itu dan catat lagi.";
    /// The head of an agency cannot be asked: nobody has that role there.
    NoAgencyHead = "no_agency_head", 409, "Belum ada akun kepala instansi. Undang kepalanya dulu, baru nyalakan persetujuannya.";
    /// Already asked, published or not published.
    PublicationUnchanged = "publication_unchanged", 409, "Keadaan publikasi sudah seperti itu.";
    /// Nobody of the agency asked to publish.
    PublicationUnasked = "publication_unasked", 409, "Instansi belum meminta ajuan ini diterbitkan.";
    /// The agency asked for another revision than the one named.
    PublicationOutdated = "publication_outdated", 409, "Ajuan yang diminta terbit sudah lain sejak Anda membacanya. Baca ajuan itu dulu.";
    /// The clinic has not found what is to be published valid.
    PublicationNotValidated = "publication_not_validated", 409, "Belum ada ajuan yang dinyatakan valid oleh Tim Klinik, jadi belum ada yang dapat diterbitkan.";
    /// A summary is needed to publish.
    SummaryNeeded = "summary_needed", 409, "Isi dulu ringkasan, masalah, solusi, dan manfaat sebelum dipublikasikan.";

    // Evidence
    /// Over 10 MB.
    FileTooLarge = "file_too_large", 413, "Berkas lebih dari 10 MB. Kecilkan, atau bagikan lewat tautan.";
    /// Over 50 MB or 200 pieces an innovation.
    EvidenceFull = "evidence_full", 409, "Bukti inovasi ini sudah 50 MB atau 200 buah. Hapus yang tidak perlu; video cukup tautannya.";
    /// The person added too much within a day.
    EvidenceDay = "evidence_day", 409, "Dalam 24 jam terakhir Anda sudah menambahkan 300 bukti atau 300 MB. Coba lagi besok, atau minta anggota tim lain.";
    /// Another file is being looked at; this one lies in the store and is looked at later.
    FileWaits = "file_waits", 503, "Server sedang memeriksa berkas lain. Berkas Anda diperiksa sebentar lagi, tanpa dikirim ulang.";
    /// The person has begun too many innovations that were never handed in.
    DraftsFull = "drafts_full", 409, "Anda punya 200 draf inovasi yang belum pernah diajukan. Ajukan atau hapus sebagian dulu.";
    /// Not one of the six types.
    FileKind = "file_kind", 422, "Jenis berkas ini tidak diterima. Pakai PDF, JPG, PNG, WebP, DOCX, atau XLSX.";
    /// Name, declared type and content disagree.
    FileMismatch = "file_mismatch", 422, "Isi berkas tidak sesuai dengan jenisnya. Simpan ulang dalam bentuk yang benar.";
    /// Encrypted or protected by a password.
    FileEncrypted = "file_encrypted", 422, "Berkas dilindungi kata sandi. Simpan tanpa sandi atau cetak ulang ke PDF, lalu unggah hasilnya.";
    /// Opens for everybody, but its owner's password forbids to read it by program.
    FileOwner = "file_owner_password", 422, "Berkas dilindungi kata sandi pemilik, walau dapat dibuka. Cetak ulang ke PDF, lalu unggah hasilnya.";
    /// Packed in a way that cannot be looked into.
    FileUnread = "file_unreadable", 422, "Isi berkas tidak dapat diperiksa sampai akhir. Cetak ulang ke PDF, lalu unggah hasilnya.";
    /// Macros, scripts, embedded programs, outside references.
    FileActive = "file_active", 422, "Berkas memuat makro atau isi aktif. Simpan tanpa itu, lalu unggah lagi.";
    /// Cut, empty or damaged.
    FileBroken = "file_broken", 422, "Berkas kosong atau rusak. Buka di perangkat Anda untuk memeriksa, lalu unggah lagi.";
    /// A picture that says where it was taken.
    FilePlace = "file_place", 422, "Foto ini menyimpan tempat pengambilannya. Unggah lewat aplikasi KLISIDA, yang menghapusnya, atau hapus data lokasinya.";
    /// Far too many pixels, or unpacks to far too much.
    FileBomb = "file_bomb", 422, "Gambar atau isi berkas terlalu besar bila dibuka. Kecilkan, lalu unggah lagi.";
    /// The bytes are not those that were announced.
    FileDigest = "file_digest", 422, "Berkas berubah di jalan. Unggah lagi.";
    /// The file is stored already, with other bytes.
    FileStored = "file_stored", 409, "Berkas ini sudah tersimpan.";
    /// It had arrived, and the store does not have it any more.
    FileLost = "file_lost", 404, "Isi berkas ini tidak ada lagi di penyimpanan. Unggah lagi sebagai bukti baru, atau minta administrator memulihkannya dari cadangan.";
    /// The file has not arrived yet.
    FilePending = "file_pending", 409, "Berkas ini belum selesai diunggah.";
    /// Showing people needs their consent.
    ConsentNeeded = "consent_needed", 422, "Nyatakan dulu bahwa orang yang tampak setuju fotonya ditampilkan.";
}

/// One faulty field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldFault {
    /// Path of the field in the body, `rubric.weights`.
    pub field: String,
    /// What is wrong with it.
    pub code: Code,
}

impl FieldFault {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, code: Code) -> Self {
        Self {
            field: field.into(),
            code,
        }
    }
}

/// The body of every answer that is not a success.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// What happened.
    pub code: Code,
    /// The field it concerns, when one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// All faulty fields, when several were checked together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FieldFault>,
    /// What a closed gate asks for, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
    /// The article that asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<Article>,
    /// Seconds until it is worth trying again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The version now stored, when the one sent was stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u32>,
    /// Code to quote when asking for help.
    #[serde(default)]
    pub request_id: String,
}

impl Problem {
    /// A problem with nothing but its code.
    pub const fn new(code: Code) -> Self {
        Self {
            code,
            field: None,
            faults: Vec::new(),
            missing: Vec::new(),
            article: None,
            retry_after: None,
            current_version: None,
            request_id: String::new(),
        }
    }

    /// A problem of one field.
    pub fn field(code: Code, field: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            ..Self::new(code)
        }
    }

    /// The problem that several faults make together; none when there are none.
    pub fn faults(faults: Vec<FieldFault>) -> Option<Self> {
        let first = faults.first()?.clone();
        Some(Self {
            field: Some(first.field),
            faults,
            ..Self::new(first.code)
        })
    }

    /// A closed gate: what it asks for, with the article of the first; none when nothing is missing.
    pub fn gate(missing: Vec<Missing>) -> Option<Self> {
        let first = *missing.first()?;
        Some(Self {
            article: Some(first.article()),
            missing,
            ..Self::new(Code::GateClosed)
        })
    }

    /// A stale write, with the version now stored.
    pub fn stale(current_version: u32) -> Self {
        Self {
            current_version: Some(current_version),
            ..Self::new(Code::StaleVersion)
        }
    }

    /// The problem behind a fault of a JSON body; `path` names the value that was being read. The code follows from the
    /// kind of the fault alone: no word of the body or of a message decides about it.
    pub fn of_json(path: &str, fault: &Fault) -> Self {
        let inside = |name: &str| match path {
            "" => name.to_owned(),
            path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
            path => format!("{path}.{name}"),
        };
        let here = || (!path.is_empty()).then(|| path.to_owned());
        let (code, field) = match fault.kind() {
            Kind::Syntax => (Code::Unreadable, None),
            Kind::UnknownField(name) => (Code::UnknownField, Some(inside(name))),
            Kind::MissingField(name) => (Code::FieldMissing, Some(inside(name))),
            Kind::DuplicateField(_) => (Code::Unreadable, here()),
            Kind::UnknownValue => (Code::UnknownValue, here()),
            Kind::Value => (Code::WrongType, here()),
        };
        Self {
            field,
            ..Self::new(code)
        }
    }

    /// What to say to a person: the sentence, the article, and when to try again.
    pub fn words(&self) -> String {
        let mut words = self.code.words().to_owned();
        if let Some(article) = self.article {
            words = format!("{words} ({article})");
        }
        if let Some(seconds) = self.retry_after {
            let wait = if seconds < 120 {
                format!("{seconds} detik")
            } else {
                format!("{} menit", seconds.div_ceil(60))
            };
            words = format!("{words} Coba lagi dalam {wait}.");
        }
        words
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_snake_case_unique_and_say_what_to_do() {
        let mut seen = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.code()), "{}", code.code());
            assert!(
                code.code()
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c == '_')
            );
            assert!((400..=503).contains(&code.status()));
            assert!(code.words().ends_with('.'), "{}", code.words());
        }
    }

    fn of<T: de::DeserializeOwned + fmt::Debug>(path: &str, text: &str) -> Problem {
        Problem::of_json(path, &crate::json::read_strict::<T>(text).unwrap_err())
    }

    #[test]
    fn faults_of_a_body_become_codes_with_a_field() {
        use crate::{law::Criterion, wire};

        assert_eq!(
            of::<wire::SignIn>("", r#"{"username":"a","password":"b","role":"c"}"#),
            Problem::field(Code::UnknownField, "role")
        );
        assert_eq!(
            of::<Criterion>("marks", r#""x""#),
            Problem::field(Code::UnknownValue, "marks")
        );
        assert_eq!(
            of::<wire::SignIn>("setup", r#"{"username":"a"}"#),
            Problem::field(Code::FieldMissing, "setup.password")
        );
        assert_eq!(
            of::<wire::SignIn>("username", r#"{"username":1,"password":"b"}"#),
            Problem::field(Code::WrongType, "username")
        );
        assert_eq!(of::<wire::SignIn>("", "{"), Problem::new(Code::Unreadable));
    }

    #[test]
    fn no_word_of_a_body_is_taken_for_a_code() {
        use crate::wire;

        let words = Code::ALL.iter().map(|code| code.code());
        for word in words.chain(["missing field", "unknown variant", "a`internal`b"]) {
            let body = format!(r#"{{"username":"a","password":"b","{word}":1}}"#);
            assert_eq!(
                of::<wire::SignIn>("", &body),
                Problem::field(Code::UnknownField, word)
            );
            let twice = format!(r#"{{"{word}":1,"{word}":2}}"#);
            let told = of::<wire::SignIn>("", &twice).code;
            assert!(
                matches!(told, Code::UnknownField | Code::Unreadable),
                "{word}"
            );
            assert_eq!(
                of::<crate::law::Criterion>("x", &format!(r#""{word}""#)).code,
                Code::UnknownValue
            );
        }
    }

    #[test]
    fn a_wait_is_said_in_words() {
        let problem = Problem {
            retry_after: Some(300),
            ..Problem::new(Code::TooManyRequests)
        };
        assert!(problem.words().ends_with("Coba lagi dalam 5 menit."));
    }
}
