//! Bodies and replies of the API. Every type refuses keys it does not know.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Grant, Home, LinkKind, LinkState, Role},
    agency::AgencyCode,
    competition::{Content, Dossier, OpeningGap, Phase, Setup, Standing},
    ids::{
        AssignmentId, DeviceId, DeviceKeyId, EditionId, EntryId, ImportId, InnovationId,
        InvitationId, PersonId, PublicationId, SessionId,
    },
    import::{RowFault, Source},
    innovation::Innovation,
    judging::{AssignmentState, Sheet, SheetSent, SheetState},
    law::Kind,
    news::News,
    page::Cursor,
    publication::{Board, Gap},
    stage::Course,
    time::Instant,
    told::Told,
};

/// A text that is taken letter for letter: a password, whose every space and odd character counts, or a file, whose
/// faults are shown and not mended. Every other text that is sent is cleaned ([`crate::text::clean`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verbatim(pub String);

impl core::ops::Deref for Verbatim {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Verbatim {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Verbatim {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Declares wire types: all derive the same, all refuse unknown keys.
macro_rules! wire {
    ($($(#[$meta:meta])* $name:ident { $($(#[$fmeta:meta])* $field:ident: $type:ty,)* })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$fmeta])* pub $field: $type,)*
        }
    )+};
}
pub(crate) use wire;

mod clinic;
mod second;

pub use crate::activity::{
    ActivityLine, ActivityNew, ActivityUpdate, ActivityView, Attendance, AttendanceNew, CheckIn,
    CheckedIn,
};
pub use clinic::*;
pub use second::*;

wire! {
    /// Nothing.
    Empty {}

    /// What is running.
    Health {
        /// Version of the product.
        version: String,
        /// Hash of the build.
        build: String,
        /// Demo data and demo accounts are loaded (never in a release deployment).
        demo: bool,
        /// Server time.
        now: Instant,
    }

    /// A write that succeeded.
    Saved {
        /// The version now stored; send it with the next change.
        version: u32,
        /// Server time of the write.
        at: Instant,
    }

    // Accounts -------------------------------------------------------------------------------

    /// User name and password for a session.
    SignIn {
        /// User name.
        username: String,
        /// Password, byte for byte.
        password: Verbatim,
        /// Remember this device.
        #[serde(default)]
        remember: bool,
    }

    /// Who is signed in.
    Me {
        /// The person, roles and home.
        actor: Actor,
        /// Names this session in the list of devices; the cookie's secret is another.
        session: SessionId,
        /// When this session ends at the latest.
        expires_at: Instant,
        /// Server time, to correct the device's clock for display.
        now: Instant,
    }

    /// A device that is signed in.
    Device {
        /// Names the session to end it; not its secret.
        id: SessionId,
        /// Browser and system, in words.
        label: String,
        /// Signed in since.
        created_at: Instant,
        /// Last request.
        seen_at: Instant,
        /// It is the one asking.
        current: bool,
        /// "Remember this device" was ticked: the session lives longer.
        remembered: bool,
    }

    /// Ask for the keys of what lies on this device.
    DeviceKeyAsk {
        /// The browser, as it named itself.
        device: DeviceId,
        /// Earlier keys under which nothing lies there any more; the server forgets them.
        #[serde(default)]
        drop: Vec<DeviceKeyId>,
    }

    /// A key under which the person's unsent work lies on a device.
    DeviceKey {
        /// Stands beside what lies under the key; made by the server.
        id: DeviceKeyId,
        /// 256 bits for AES-GCM, base64url without padding.
        key: String,
    }

    /// The keys of one person on one device.
    DeviceKeys {
        /// What is written from now on lies under this one.
        current: DeviceKey,
        /// What was written in earlier sessions lies under these, newest first.
        earlier: Vec<DeviceKey>,
        /// The session ends after this long without a request, in milliseconds.
        idle: i64,
    }

    /// Change the own password.
    PasswordChange {
        /// The password until now.
        current: Verbatim,
        /// Password from now on, see [`crate::account::check_password`].
        new: Verbatim,
    }

    /// A link's secret.
    Token {
        /// 43 characters, base64url of 256 bits.
        token: String,
    }

    /// What a link offers.
    LinkInfo {
        /// What it is for.
        kind: LinkKind,
        /// The role offered.
        role: Option<Role>,
        /// Name of the edition, for a judge.
        edition: Option<String>,
        /// Name of the agency that the role is held at, or that the person comes from; none for "outside the
        /// region".
        agency: Option<String>,
        /// Who made the link; none for the operator's console.
        by: Option<String>,
        /// Name of the person, for recovery.
        person: Option<String>,
        /// User name, for recovery.
        username: Option<String>,
        /// It dies then.
        expires_at: Instant,
        /// Whoever asks is signed in and accepted it before.
        #[serde(default)]
        accepted: bool,
    }

    /// Use an invitation: make the account and sign in.
    Redeem {
        /// The link's secret.
        token: String,
        /// Name as shown, 2 to 100 characters.
        name: String,
        /// User name, see [`crate::account::check_username`].
        username: String,
        /// Password, see [`crate::account::check_password`].
        password: Verbatim,
    }

    /// Use a recovery link: set a new password and sign in; all other sessions end.
    Recover {
        /// The link's secret.
        token: String,
        /// The new password.
        password: Verbatim,
    }

    /// Invite somebody.
    InvitationNew {
        /// Made by the client.
        id: InvitationId,
        /// The role offered.
        role: Role,
        /// Home agency or outside the region.
        home: Home,
        /// The edition, for a judge.
        #[serde(default)]
        edition: Option<EditionId>,
        /// For whom, a note of the inviter, up to 100 characters.
        #[serde(default)]
        note: String,
    }

    /// A link just made; the token is shown this once.
    LinkMade {
        /// The invitation or recovery.
        id: InvitationId,
        /// Its secret, for the fragment of `/undangan#…`.
        token: String,
        /// It dies then.
        expires_at: Instant,
    }

    /// An invitation in the list.
    Invitation {
        /// As the inviter's client made it.
        id: InvitationId,
        /// The role offered.
        role: Role,
        /// Home agency or outside.
        home: Home,
        /// The edition, for a judge.
        edition: Option<EditionId>,
        /// For whom.
        note: String,
        /// Who invited.
        by: String,
        /// When.
        created_at: Instant,
        /// Until when.
        expires_at: Instant,
        /// Where it stands.
        state: LinkState,
    }

    /// A person in the list of accounts.
    Person {
        /// Never changes, whatever the user name becomes.
        id: PersonId,
        /// Name as shown, 2 to 100 characters.
        name: String,
        /// User name.
        username: String,
        /// Where the person comes from; an agency, or outside the region.
        home: Home,
        /// Roles held now.
        grants: Vec<Grant>,
        /// Switched off.
        disabled: bool,
        /// Account since.
        created_at: Instant,
        /// Last request of any session.
        seen_at: Option<Instant>,
        /// Version of the record.
        version: u32,
    }

    /// Set the roles of a person.
    GrantsSet {
        /// Version seen.
        version: u32,
        /// All roles from now on; a judge's names its edition.
        grants: Vec<Grant>,
    }

    /// Switch a person off or on.
    DisabledSet {
        /// Version seen.
        version: u32,
        /// Off.
        disabled: bool,
        /// Why.
        reason: String,
    }

    /// Correct where a person comes from.
    HomeSet {
        /// Version seen.
        version: u32,
        /// The right home.
        home: Home,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// A role that came by somebody who was switched off or lost a role since: it stands until an
    /// administrator confirms it or takes it away.
    UnsureGrant {
        /// Its number.
        id: u32,
        /// Who holds it.
        person: PersonId,
        /// Name of the holder.
        name: String,
        /// The role.
        grant: Grant,
        /// Name of the edition, for a judge.
        edition: Option<String>,
        /// Who gave it.
        by: String,
        /// Given then.
        granted_at: Instant,
        /// In doubt since.
        since: Instant,
    }

    /// Confirm roles in doubt.
    GrantsConfirm {
        /// Their numbers, 1 to 100.
        grants: Vec<u32>,
    }

    /// Start recovery for a person.
    RecoveryNew {
        /// Made by the client.
        id: InvitationId,
        /// How the person was identified, 5 to 500 characters.
        reason: String,
    }

    /// Something that waits for the person, or for others.
    HomeItem {
        /// What it is.
        kind: HomeKind,
        /// The edition it belongs to, when it is about one.
        edition: Option<EditionId>,
        /// The innovation it is about, when it is about one.
        innovation: Option<InnovationId>,
        /// Name of the edition or of the innovation.
        name: String,
        /// How many.
        count: u32,
        /// Out of how many.
        of: u32,
        /// By when.
        due: Option<Instant>,
        /// Since when the oldest of them waits, when there are several.
        #[serde(default)]
        since: Option<Instant>,
        /// Whose turn it is, when it is about an innovation.
        #[serde(default)]
        turn: Option<HomeTurn>,
    }

    /// Something that happened to an innovation of the person.
    HomeNews {
        /// What.
        news: News,
        /// When.
        at: Instant,
        /// Who.
        by: String,
        /// What it concerned, in words; may be empty.
        subject: String,
        /// What was said about it.
        reason: Option<String>,
        /// Which innovation.
        innovation: InnovationId,
        /// Its name.
        name: String,
    }

    /// An appointment about an innovation of the person.
    HomeAppointment {
        /// When.
        at: Instant,
        /// Where, or the link.
        place: String,
        /// What for.
        text: String,
        /// Which innovation.
        innovation: InnovationId,
        /// Its name.
        name: String,
    }

    /// Whose turn it is with an innovation.
    HomeTurn {
        /// Where it stands.
        course: Course,
        /// Whose turn it is since.
        since: Instant,
        /// What was said last and still matters to the person.
        told: Option<Told>,
    }

    /// What waits.
    HomeView {
        /// Server time.
        now: Instant,
        /// For this person, most urgent first.
        mine: Vec<HomeItem>,
        /// For others, seen by those who run or watch.
        others: Vec<HomeItem>,
        /// What happened to the person's innovations in the last 14 days by somebody else's hand, newest first, at most 5.
        #[serde(default)]
        news: Vec<HomeNews>,
        /// Appointments of the next 7 days about them, the next one first, at most 5.
        #[serde(default)]
        appointments: Vec<HomeAppointment>,
        /// The person proposed a step that needs a second person, and it ran out no longer than 30 days ago.
        #[serde(default)]
        proposed: bool,
        /// No agency is known yet, and this person may import them.
        import_first: bool,
    }

    // Catalogue and import -------------------------------------------------------------------

    /// Innovations of the catalogue that match a search.
    InnovationPage {
        /// How many match, as far as they were counted.
        total: u32,
        /// There may be more than `total`: counting stopped there.
        more: bool,
        /// The innovations of this page.
        items: Vec<Innovation>,
        /// Where the next page begins.
        next: Option<Cursor>,
    }

    /// To which agency an innovation of the catalogue belongs.
    InnovationAgency {
        /// What the catalogue said when it was looked at.
        was: String,
        /// The agency.
        agency: AgencyCode,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// Read a file and say what an import would do. Nothing is written.
    ImportCheck {
        /// What it holds.
        source: Source,
        /// Its name, for the record, up to 200 characters.
        file_name: String,
        /// Its text, at most 1,000,000 bytes.
        content: Verbatim,
    }

    /// What an import would do.
    ImportPreview {
        /// Send it back to confirm exactly this.
        digest: String,
        /// Rows that are new.
        new: u32,
        /// Rows that are there already, unchanged by the import.
        same: u32,
        /// The first 200 new rows.
        rows: Vec<ImportLine>,
        /// What is wrong with the refused rows; a row can have several faults.
        bad: Vec<RowFault>,
        /// How many rows are refused.
        refused: u32,
        /// The row of the column names, as a spreadsheet counts it.
        header_row: u32,
        /// Text lies above the column names: confirm the row to import.
        titled: bool,
    }

    /// A good row of a preview.
    ImportLine {
        /// Line of the file.
        row: u32,
        /// Name of the innovation or agency, as given.
        name: String,
        /// Agency as given.
        agency: String,
        /// The agency of the regency that it was matched to.
        matched: Option<AgencyCode>,
        /// Region as given; may be empty.
        region: String,
        /// Kind (Article 7); none when blank.
        kind: Option<Kind>,
    }

    /// Write what was previewed.
    ImportConfirm {
        /// Made by the client.
        id: ImportId,
        /// What it holds.
        source: Source,
        /// The name of the file, as previewed, up to 200 characters.
        file_name: String,
        /// Its text.
        content: Verbatim,
        /// The preview's digest.
        digest: String,
        /// The row of the column names that the person confirmed; none when nothing lay above them.
        header_row: Option<u32>,
    }

    /// An import that was written.
    ImportDone {
        /// Rows added.
        added: u32,
        /// Rows that were there already.
        same: u32,
        /// Rows refused.
        refused: u32,
        /// Server time.
        at: Instant,
    }

    /// An import in the list.
    ImportRecord {
        /// As the client that confirmed it made it.
        id: ImportId,
        /// When.
        at: Instant,
        /// Who.
        by: String,
        /// What it held.
        source: Source,
        /// Name of the file on the importer's device.
        file_name: String,
        /// Rows added.
        added: u32,
        /// Rows that were there already.
        same: u32,
        /// Rows refused.
        refused: u32,
    }

    // Competition ----------------------------------------------------------------------------

    /// An edition in the list.
    EditionLine {
        /// As the coordinator's client made it.
        id: EditionId,
        /// Slug of its board.
        slug: String,
        /// Name, 5 to 120 characters.
        name: String,
        /// Year, 2024 to 2100.
        year: u16,
        /// Where it stands.
        standing: Standing,
        /// Judges may write from this instant, once the coordinator opened it.
        opens_at: Instant,
        /// Judges may write until this instant, exclusive.
        closes_at: Instant,
        /// Entries not withdrawn.
        entries: u32,
        /// Judges on the panel.
        judges: u32,
        /// Invented data.
        sample: bool,
        /// It left the public home.
        #[serde(default)]
        archived: bool,
    }

    /// Make an edition.
    EditionNew {
        /// Made by the client.
        id: EditionId,
        /// Its settings.
        setup: Setup,
    }

    /// Change the settings of a draft.
    EditionUpdate {
        /// Version seen.
        version: u32,
        /// The settings.
        setup: Setup,
    }

    /// An edition as its workspace shows it. Progress is counts; never a mark.
    Edition {
        /// As the coordinator's client made it.
        id: EditionId,
        /// Slug of its board.
        slug: String,
        /// Settings.
        setup: Setup,
        /// Phases with their shares, which make 100 per cent.
        phases: Vec<Phase>,
        /// Where it stands.
        standing: Standing,
        /// Version of the edition; every change of settings, entries or panel moves it on.
        version: u32,
        /// Server time.
        now: Instant,
        /// The first entries, in order of their number; more with `EditionMore`.
        entries: Vec<EntryLine>,
        /// The panel, in order of name.
        panel: Vec<Seat>,
        /// Who judges those entries.
        assignments: Vec<AssignmentLine>,
        /// Number of the last entry here when more follow.
        more: Option<u32>,
        /// Counts over all entries.
        totals: Totals,
        /// The first entries with fewer judges than the minimum; `totals.under` says how many there are.
        under: Vec<UnderMinimum>,
        /// The first entries with fewer locked sheets than the minimum, while they can be closed with;
        /// `totals.short` says how many there are.
        #[serde(default)]
        short: Vec<ShortEntry>,
        /// What stands between a draft and its opening.
        gaps: Vec<OpeningGap>,
        /// The first entries of a draft whose dossiers are incomplete and not empty.
        #[serde(default)]
        incomplete: Vec<Incomplete>,
        /// Newest published version, 0 when none.
        published: u32,
        /// Somebody has read a mark: what is closed stays closed.
        #[serde(default)]
        marks_read: bool,
        /// Something was excluded or corrected since the board was published, and nobody found yet that it says the same.
        #[serde(default)]
        ahead: bool,
        /// The deadline before the last extension: it can be taken back to there.
        #[serde(default)]
        extended_from: Option<Instant>,
        /// Why it was cancelled.
        #[serde(default)]
        cancelled: Option<String>,
        /// It left the public home.
        #[serde(default)]
        archived: bool,
    }

    /// The next entries of an edition with their judges.
    EditionPart {
        /// Version of the edition; another than that of the first part means that it changed meanwhile.
        version: u32,
        /// Entries, in order of their number.
        entries: Vec<EntryLine>,
        /// Who judges those entries.
        assignments: Vec<AssignmentLine>,
        /// Number of the last entry here when more follow.
        more: Option<u32>,
    }

    /// Counts over an edition. Sheets are those of standing assignments to entries that are not withdrawn.
    Totals {
        /// Entries, withdrawn ones too.
        entries: u32,
        /// Entries that are not withdrawn.
        standing: u32,
        /// Those of them whose dossier is complete.
        ready: u32,
        /// Those of them that can be judged from and whose dossier is not complete.
        #[serde(default)]
        incomplete: u32,
        /// Those of them with fewer judges than the minimum.
        under: u32,
        /// Those of them with fewer locked sheets that count than the minimum, while judging is open; else 0.
        #[serde(default)]
        short: u32,
        /// Sheets that are to be filled.
        sheets: u32,
        /// Sheets that are locked.
        locked: u32,
        /// Sheets that are begun and not locked.
        begun: u32,
    }

    /// An entry with fewer judges than the minimum.
    UnderMinimum {
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// Judges that it has.
        judges: u32,
    }

    /// An entry with fewer locked sheets that count than the minimum.
    ShortEntry {
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// Sheets that are locked and have no conflict of interest that waits for a decision.
        locked: u32,
    }

    /// An entry whose dossier is incomplete.
    Incomplete {
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// What is there.
        content: Content,
    }

    /// An entry in the workspace.
    EntryLine {
        /// As the coordinator's client made it.
        id: EntryId,
        /// Number in the edition, from 1; shown as `E-01`.
        number: u32,
        /// The innovation of the catalogue that was entered.
        innovation: InnovationId,
        /// Slug of the innovation.
        slug: String,
        /// Name of the innovation.
        name: String,
        /// Agency as given.
        agency: String,
        /// The agency of the regency.
        agency_code: Option<AgencyCode>,
        /// Region of the innovation; empty when not known.
        region: String,
        /// Kind (Article 7); none until decided.
        kind: Option<Kind>,
        /// How much of the dossier is there.
        #[serde(default)]
        content: Content,
        /// Why it was withdrawn; none while it stands.
        withdrawn: Option<String>,
        /// Version of the entry (its dossier).
        version: u32,
    }

    /// A judge on the panel.
    Seat {
        /// Who judges.
        person: PersonId,
        /// Name of the judge.
        name: String,
        /// Where the judge comes from.
        home: Home,
        /// Every agency that the judge comes from, was invited from or holds a role at, home first.
        agencies: Vec<AgencyCode>,
        /// Why the judge was removed, in words for the coordinator alone; none while on the panel.
        removed: Option<String>,
        /// What the judge has to do.
        load: Load,
    }

    /// What a judge has to do in an edition: standing assignments to entries that are not withdrawn.
    Load {
        /// Entries to judge.
        entries: u32,
        /// Sheets that are locked.
        locked: u32,
        /// Sheets that are begun and not locked.
        begun: u32,
        /// Relations that the judge declared.
        conflicts: u32,
    }

    /// Who judges what, and how far.
    AssignmentLine {
        /// Also names the judge's sheet of this entry.
        id: AssignmentId,
        /// What is judged.
        entry: EntryId,
        /// By whom.
        judge: PersonId,
        /// Whether it stands.
        state: AssignmentState,
        /// Why it ended: for the coordinator alone.
        reason: Option<String>,
        /// How far the sheet is; never its marks.
        sheet: SheetState,
        /// Marks given, 0 to 5.
        filled: u32,
    }

    /// Add innovations as entries.
    EntriesAdd {
        /// Version of the edition seen.
        version: u32,
        /// 1 to 200.
        entries: Vec<EntryNew>,
    }

    /// An innovation that becomes an entry of the edition.
    EntryNew {
        /// Made by the client.
        id: EntryId,
        /// The innovation entered.
        innovation: InnovationId,
    }

    /// A step of an edition that needs nothing but its version.
    Step {
        /// Version of the edition seen.
        version: u32,
    }

    /// Open an edition.
    Opening {
        /// Version of the edition seen.
        version: u32,
        /// Entries whose dossiers are incomplete, known to whoever opens all the same; 0 when none may be.
        #[serde(default)]
        incomplete: u32,
    }

    /// End the judging.
    Closing {
        /// Version of the edition seen.
        version: u32,
        /// Why, 5 to 500 characters.
        reason: String,
        /// Entries with too few locked sheets, known to whoever closes all the same; 0 when none may be.
        #[serde(default)]
        short: u32,
    }

    /// A step that needs a reason.
    ReasonedStep {
        /// Version of the edition seen.
        version: u32,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// End an edition without a result.
    Cancelling {
        /// Version of the edition seen.
        version: u32,
        /// Why, 5 to 500 characters; the public and the judges read it.
        reason: String,
        /// The coordinator's password, again.
        password: Verbatim,
    }

    /// Off the public home, or back.
    Archiving {
        /// Version of the edition seen.
        version: u32,
        /// Off it.
        archived: bool,
    }

    /// Move the deadline.
    Extend {
        /// Version of the edition seen.
        version: u32,
        /// The new closing instant.
        closes_at: Instant,
        /// Why, 5 to 500 characters.
        reason: String,
        /// More than 90 days ahead, and meant so.
        #[serde(default)]
        far: bool,
    }

    /// Go on judging after it was closed.
    Reopening {
        /// Version of the edition seen.
        version: u32,
        /// The new closing instant.
        closes_at: Instant,
        /// Why, 5 to 500 characters.
        reason: String,
        /// More than 90 days ahead, and meant so.
        #[serde(default)]
        far: bool,
    }

    /// An entry with what judges read.
    EntryDetail {
        /// As in the workspace.
        entry: EntryLine,
        /// The edition that it is entered in.
        edition: EditionId,
        /// Where the edition stands.
        standing: Standing,
        /// The dossier (frozen once the edition is open).
        dossier: Dossier,
        /// What the record of the innovation gives, while the dossier can be changed; for the coordinator alone.
        record: Option<FromRecord>,
    }

    /// A dossier made of what the agency handed in to the clinic, and of evidence that the public may see.
    FromRecord {
        /// The newest revision handed in.
        revision: u32,
        /// When it was handed in.
        at: Instant,
        /// What follows from it.
        dossier: Dossier,
    }

    /// Dossiers that were filled from records.
    DossiersFilled {
        /// How many.
        filled: u32,
        /// Empty ones whose innovation has nothing handed in at the clinic.
        without: u32,
        /// Version of the edition.
        version: u32,
        /// Server time.
        at: Instant,
    }

    /// Save the dossier of an entry.
    DossierSave {
        /// Version of the entry seen.
        version: u32,
        /// What judges will read.
        dossier: Dossier,
    }

    /// Put an existing person on the panel.
    SeatAdd {
        /// Version of the edition seen.
        version: u32,
        /// Who judges; the role comes with the place.
        person: PersonId,
    }

    /// Change who judges what: applied as one unit.
    Assign {
        /// Version of the edition seen.
        version: u32,
        /// 1 to 500.
        changes: Vec<AssignChange>,
        /// Why; needed once the edition is open.
        #[serde(default)]
        reason: Option<String>,
    }

    /// One cell of the matrix.
    AssignChange {
        /// Made by the client; used when the pair is new.
        id: AssignmentId,
        /// What is judged.
        entry: EntryId,
        /// By whom.
        judge: PersonId,
        /// Judges it from now on, or no more.
        on: bool,
    }

    /// A line of the record of an edition.
    EventLine {
        /// When.
        at: Instant,
        /// Who.
        by: String,
        /// What, a stable name: `edition.opened`, `entry.withdrawn` …
        action: String,
        /// What it concerned, in words.
        subject: String,
        /// Why.
        reason: Option<String>,
    }

    /// What the coordinator sees after closing; reading it is recorded.
    Results {
        /// The board as it would be published now.
        board: Board,
        /// The first of what blocks or must be acknowledged, what blocks first.
        gaps: Vec<Gap>,
        /// How many more there are.
        more_gaps: u32,
        /// Every entry with its number of sheets; the sheets themselves with `ResultSheets`.
        entries: Vec<ResultEntry>,
        /// The newest published version says the same and follows from the same sheets: there is nothing to correct.
        #[serde(default)]
        same: bool,
        /// Sheets that do not fit the rest, the farthest first. They count like any other.
        #[serde(default)]
        unusual: Vec<UnusualSheet>,
        /// Judges who gave all their entries the same marks.
        #[serde(default)]
        flat: Vec<String>,
        /// Version of the edition.
        version: u32,
    }

    /// A sheet that does not fit the rest, without its marks.
    UnusualSheet {
        /// What was judged.
        entry: EntryId,
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// Name of the judge.
        judge: String,
        /// In which criterion; none when in its total.
        on: Option<crate::law::Criterion>,
        /// Above what the entry's other sheets and the judge's others lead to expect, or below.
        above: bool,
        /// How far, in tenths of a standard deviation.
        tenths: u32,
    }

    /// How many sheets an entry of the results has.
    ResultEntry {
        /// Asks for its sheets.
        entry: EntryId,
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// Sheets that count.
        counted: u32,
        /// Sheets in which something stands.
        sheets: u32,
    }

    /// What a judge gave an entry, as the coordinator reads it.
    ResultSheet {
        /// Names the sheet; one that is to be left out is proposed by it.
        id: AssignmentId,
        /// What was judged.
        entry: EntryId,
        /// Name of the innovation.
        entry_name: String,
        /// Name of the judge.
        judge: String,
        /// Whether the assignment stands.
        assignment: AssignmentState,
        /// Only a locked sheet can count.
        state: SheetState,
        /// It is part of the entry's mean.
        counted: bool,
        /// It came after closing (kept, not counted).
        late: bool,
        /// Marks and notes.
        sheet: Sheet,
        /// Weighted total in hundredths, when full.
        total: Option<u32>,
    }

    /// Publish, or publish a corrected version.
    Publish {
        /// Version of the edition seen.
        version: u32,
        /// Made by the client.
        id: PublicationId,
        /// The coordinator's password, again.
        password: Verbatim,
        /// The open sheets in the preview are known.
        #[serde(default)]
        acknowledged: bool,
        /// Why it is corrected; needed from version 2 on.
        #[serde(default)]
        note: Option<String>,
    }

    /// A publication that was made.
    Published {
        /// Slug of the board.
        slug: String,
        /// From 1; each correction is the next.
        board_version: u32,
        /// Version of the edition.
        version: u32,
        /// Server time.
        at: Instant,
    }

    // Judging --------------------------------------------------------------------------------

    /// A judge's work.
    JudgeDesk {
        /// Server time.
        now: Instant,
        /// The editions judged, the one closing first on top.
        editions: Vec<JudgeEdition>,
    }

    /// An edition as a judge sees it.
    JudgeEdition {
        /// The edition that holds the seat.
        id: EditionId,
        /// Name, 5 to 120 characters.
        name: String,
        /// Where it stands.
        standing: Standing,
        /// Marks may be written from this instant, by server time.
        opens_at: Instant,
        /// Closes, by server time.
        closes_at: Instant,
        /// Criteria, weights, bands.
        rubric: crate::competition::Rubric,
        /// Invented data.
        sample: bool,
        /// The coordinator may still give more time: what was not sent may come to count.
        #[serde(default)]
        more_time: bool,
        /// Why it was cancelled.
        #[serde(default)]
        cancelled: Option<String>,
        /// Address of its board, once the results are out.
        #[serde(default)]
        board: Option<String>,
        /// The judge's entries, in the judge's own order.
        items: Vec<JudgeItem>,
    }

    /// An entry in a judge's list.
    JudgeItem {
        /// Names the sheet; what is saved, locked and reopened goes to it.
        assignment: AssignmentId,
        /// Number in the edition.
        number: u32,
        /// Name of the innovation.
        name: String,
        /// Agency as given.
        agency: String,
        /// Whether the assignment stands.
        state: AssignmentState,
        /// The entry was withdrawn.
        withdrawn: bool,
        /// Empty, draft or locked.
        sheet: SheetState,
        /// Marks given, 0 to 5.
        filled: u32,
        /// Version of the own sheet; 0 when empty.
        version: u32,
    }

    /// An entry as its judge reads and scores it.
    JudgeEntry {
        /// The list item.
        item: JudgeItem,
        /// Whose rubric the marks follow.
        edition: EditionId,
        /// Region of the innovation; empty when not known.
        region: String,
        /// Kind (Article 7); none until decided.
        kind: Option<Kind>,
        /// What to judge from, as frozen at opening.
        dossier: Dossier,
        /// Marks and notes, as the server holds them.
        sheet: Sheet,
        /// The receipt of the lock, while locked.
        receipt: Option<Receipt>,
    }

    /// Everything a judge needs without signal.
    JudgePack {
        /// The list.
        desk: JudgeDesk,
        /// Each entry of the list.
        entries: Vec<JudgeEntry>,
    }

    /// Marks and notes of one sheet, whole.
    SheetSave {
        /// Version seen; 0 for a new sheet.
        version: u32,
        /// Marks and notes.
        sheet: SheetSent,
    }

    /// A sheet that was saved.
    SheetSaved {
        /// Version now stored.
        version: u32,
        /// Always a draft: neither saving nor reopening locks.
        state: SheetState,
        /// Marks given, 0 to 5.
        filled: u32,
        /// Server time.
        at: Instant,
    }

    /// From now on the sheet counts.
    SheetLock {
        /// Version seen.
        version: u32,
    }

    /// Take a locked sheet back, until closing.
    SheetReopen {
        /// Version seen.
        version: u32,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// Proof that a sheet was locked.
    Receipt {
        /// Short code, from the digest of sheet, judge and time.
        code: String,
        /// Weighted total in hundredths.
        total: u32,
        /// Version locked.
        version: u32,
        /// Server time.
        at: Instant,
    }

    /// Declare a relation with an entry.
    ConflictDeclare {
        /// Which relation, 5 to 500 characters.
        reason: String,
    }

    // Operation ------------------------------------------------------------------------------

    /// A rule that must hold over the stored data, and how often it does not.
    Invariant {
        /// Stable name, as in the monitor: `publication_has_all_its_inputs` ….
        name: String,
        /// Rows that break it; 0 is well.
        violations: u32,
    }
}

/// What waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HomeKind {
    /// A step waits for this person as the second one.
    DecideProposal,
    /// A recovery of the own account was asked for.
    OwnRecovery,
    /// The own account was recovered not long ago; `name` says when.
    AccountRecovered,
    /// Conflicts of interest wait for a decision.
    DecideConflicts,
    /// A judge has entries to score.
    ScoreEntries,
    /// A judge has full sheets to lock.
    LockSheets,
    /// A draft edition is to be set up and opened.
    OpenEdition,
    /// The coordinator closes an edition whose time is up, or whose sheets are all locked.
    CloseEdition,
    /// The coordinator publishes.
    PublishEdition,
    /// The coordinator publishes a correction: the public board lacks what happened since.
    CorrectBoard,
    /// An entry lost a judge and is under the minimum.
    FillPanel,
    /// Somebody judges an edition and belongs to the office: one of the two must end.
    SplitRoles,
    /// Roles that came by somebody who was switched off or lost a role: confirm or remove.
    ConfirmRoles,
    /// Judges are scoring: sheets locked of all.
    JudgingRuns,
    /// The team goes on with a stage of its innovation.
    ContinueInnovation,
    /// The team mends what the agency or the clinic asked for.
    MendInnovation,
    /// The agency's coordinator checks and releases.
    CheckSubmission,
    /// The agency's head releases.
    ReleaseSubmission,
    /// The clinic validates: records in its lane; `since` is of the one that waits longest.
    ValidateQueue,
    /// The person is to review or coaches an innovation that waits for the clinic.
    ReviewInnovation,
    /// Reviews are held back: announce them.
    AnnounceReviews,
    /// The clinic decides on publication: records that ask for it.
    DecidePublication,
    /// The agency has no innovation in the clinic this year.
    StartInnovation,
    /// An innovation lies with somebody else, or is put aside.
    InnovationElsewhere,
}
