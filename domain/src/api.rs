//! The contract: one line an endpoint. From it come the typed addresses, the client's calls, the
//! Worker's `Route`, docs/api.md and docs/openapi.json.
//!
//! Conventions: JSON only; instants are milliseconds UTC; writes marked [`Effect::Keyed`] carry an
//! `idempotency-key` header (a UUID); every mutating request carries `x-klisida: 1` and
//! `content-type: application/json`. An answer that is not a success is a [`crate::problem::Problem`].
//!
//! A list comes page by page ([`crate::page::Page`]): its `next`, sent as parameter `sesudah`, asks for the page after it.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    access::{
        ADMIN, Access, CLINIC, GOVERNORS, HOSTS, IMPORTERS, INVITERS, JUDGES, OFFICE, RECORDERS,
        STARTERS, TEAMMATES, WATCHERS,
    },
    activity,
    agency::{Agency, AgencyCode},
    ids::{
        ActivityId, AssignmentId, AttendanceId, EditionId, EntryId, EvidenceId, InnovationId,
        InvitationId, LogId, PersonId, ProposalId, RemarkId, ReviewId, SessionId,
    },
    page::{Inner, Page},
    part::Part,
    publication::{BoardLink, PublicBoard},
    wire,
};

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Does something.
    Post,
    /// Replaces.
    Put,
    /// Ends.
    Delete,
}

impl Method {
    /// As on the request line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What a call changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Reads,
    /// Data, once per idempotency key.
    Keyed,
    /// Only the caller's session, or nothing but needs a body (no key).
    Session,
    /// Stores the bytes of a file, once: sent again it does nothing (no key; the address is the key).
    Upload,
}

/// Rate class: what is counted against whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// Not counted by us.
    Free,
    /// Wrong passwords, per account and per address, with growing waits.
    Password,
    /// Wrong link secrets, per address, with growing waits.
    Link,
}

/// Largest body, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// 16 kB.
    Small,
    /// 256 kB.
    Text,
    /// 1.2 MB: a file of 1,000,000 bytes as a JSON string.
    File,
    /// 10 MiB: the bytes of a file.
    Blob,
}

impl Limit {
    /// Largest body, in bytes; one byte more is refused.
    pub const fn bytes(self) -> usize {
        match self {
            Self::Small => 16 * 1024,
            Self::Text => 256 * 1024,
            Self::File => 1_200_000,
            Self::Blob => 10 * 1024 * 1024,
        }
    }
}

/// An endpoint as the client calls it: a value of it is an address.
pub trait Endpoint {
    /// Its line in the contract.
    const SPEC: &'static Spec;
    /// What is sent ([`wire::Empty`] when nothing).
    type Body: Serialize + DeserializeOwned;
    /// What comes back.
    type Reply: Serialize + DeserializeOwned;

    /// The address, path parameters filled in.
    fn path(&self) -> String;
}

/// A line of the contract.
#[derive(Debug)]
pub struct Spec {
    /// Name of the endpoint and of its [`Route`] variant.
    pub name: &'static str,
    /// GET reads; the others write.
    pub method: Method,
    /// Path with `{parameters}`.
    pub pattern: &'static str,
    /// First gate.
    pub access: Access,
    /// What it changes.
    pub effect: Effect,
    /// Rate class.
    pub rate: Rate,
    /// Body limit.
    pub limit: Limit,
    /// What only docs/api.md says.
    #[cfg(feature = "schema")]
    pub about: About,
}

/// What the document of the contract says of an endpoint.
#[cfg(feature = "schema")]
#[derive(Debug)]
pub struct About {
    /// Rust name of the body type.
    pub body: &'static str,
    /// Rust name of the reply type.
    pub reply: &'static str,
    /// One sentence.
    pub summary: &'static str,
}

/// Path parameters of `path` under `pattern`, in order; none when it does not match.
fn captures<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut found = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(want), Some(give)) if want.starts_with('{') => {
                if give.is_empty() {
                    return None;
                }
                found.push(give);
            }
            (Some(want), Some(give)) if want == give => {}
            _ => return None,
        }
    }
}

/// The captured parameters, taken one by one.
struct Values<'a>(std::vec::IntoIter<&'a str>);

impl Values<'_> {
    fn take<T: core::str::FromStr>(&mut self) -> Option<T> {
        self.0.next()?.parse().ok()
    }

    fn spent(&mut self) -> bool {
        self.0.next().is_none()
    }
}

/// `pattern` with its parameters replaced in order.
fn filled(pattern: &str, values: &[String]) -> String {
    let mut values = values.iter();
    pattern
        .split('/')
        .map(|part| {
            if part.starts_with('{') {
                values.next().map_or("", String::as_str)
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(feature = "schema")]
type Describe = fn(&mut schemars::SchemaGenerator) -> schemars::Schema;

#[cfg(feature = "schema")]
fn described(
    generator: &mut schemars::SchemaGenerator,
    fields: &[(&'static str, Describe)],
) -> Vec<(&'static str, schemars::Schema)> {
    fields
        .iter()
        .map(|(name, describe)| (*name, describe(generator)))
        .collect()
}

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// An endpoint.
    Route(Route),
    /// The address exists, this method does not.
    OtherMethod,
    /// The address has the right shape, an identifier in it does not.
    BadId,
    /// No such address.
    Nothing,
}

macro_rules! contract {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $({ $($field:ident: $type:ty),+ })? = $method:ident $pattern:literal,
        $access:expr, $effect:ident, $rate:ident, $limit:ident, $body:ty => $reply:ty;
    )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name { $($(
                #[doc = "Path parameter."]
                pub $field: $type,
            )+)? }

            impl $name {
                fn parse(values: &mut Values<'_>) -> Option<Self> {
                    let endpoint = Self { $($($field: values.take::<$type>()?),+)? };
                    values.spent().then_some(endpoint)
                }
            }

            impl Endpoint for $name {
                const SPEC: &'static Spec = &Spec {
                    name: stringify!($name),
                    method: Method::$method,
                    pattern: $pattern,
                    access: $access,
                    effect: Effect::$effect,
                    rate: Rate::$rate,
                    limit: Limit::$limit,
                    #[cfg(feature = "schema")]
                    about: About {
                        body: stringify!($body),
                        reply: stringify!($reply),
                        summary: concat!($($doc),+),
                    },
                };
                type Body = $body;
                type Reply = $reply;

                fn path(&self) -> String {
                    filled($pattern, &[$($(self.$field.to_string()),+)?])
                }
            }

            #[cfg(feature = "schema")]
            impl $name {
                /// Its path parameters, with what each looks like.
                pub fn parameters(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                    described(generator, &[$($((stringify!($field), schemars::SchemaGenerator::subschema_for::<$type>)),+)?])
                }
            }
        )+

        /// Every endpoint, with its path parameters: the Worker matches on it exhaustively.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Route { $(
            $(#[doc = $doc])+
            $name($name),
        )+ }

        impl Route {
            /// The contract, in order.
            pub const ALL: &'static [&'static Spec] = &[$($name::SPEC),+];

            /// Its line in the contract.
            pub const fn spec(&self) -> &'static Spec {
                match self { $(Self::$name(_) => $name::SPEC,)+ }
            }

            /// What an address leads to.
            pub fn find(method: &str, path: &str) -> Found {
                let mut nearest = Found::Nothing;
                for (spec, parse) in Self::ALL.iter().zip(Self::PARSE) {
                    let Some(values) = captures(spec.pattern, path) else {
                        continue;
                    };
                    if method != spec.method.name() {
                        if nearest == Found::Nothing {
                            nearest = Found::OtherMethod;
                        }
                    } else if let Some(route) = parse(&mut Values(values.into_iter())) {
                        return Found::Route(route);
                    } else {
                        nearest = Found::BadId;
                    }
                }
                nearest
            }

            /// Reads the path parameters of each, in order.
            const PARSE: &'static [fn(&mut Values<'_>) -> Option<Self>] =
                &[$(|values| $name::parse(values).map(Self::$name)),+];
        }

        /// Calls `$with!` once, with the names of all endpoints: for whoever must know each of them.
        #[macro_export]
        macro_rules! endpoints {
            ($with:ident) => { $with!($($name)+); };
        }
    };
}

contract! {
    /// What is running, and the server's time.
    HealthShow = Get "/api/v1/health", Access::Public, Reads, Free, Small, wire::Empty => wire::Health;

    // account
    /// Sign in with user name and password.
    SessionOpen = Post "/api/v1/session", Access::Public, Session, Password, Small, wire::SignIn => wire::Me;
    /// Who is signed in.
    SessionShow = Get "/api/v1/session", Access::SignedIn, Reads, Free, Small, wire::Empty => wire::Me;
    /// Sign out this device.
    SessionEnd = Delete "/api/v1/session", Access::SignedIn, Session, Free, Small, wire::Empty => wire::Empty;
    /// The own devices.
    DeviceList = Get "/api/v1/account/devices", Access::SignedIn, Reads, Free, Small, wire::Empty => Vec<wire::Device>;
    /// Sign out another of the own devices.
    DeviceEnd { session: SessionId } = Delete "/api/v1/account/devices/{session}", Access::SignedIn, Session, Free, Small, wire::Empty => wire::Empty;
    /// The keys of the own unsent work on this device; a new session begins a new one.
    DeviceKeyOpen = Post "/api/v1/account/device-key", Access::SignedIn, Session, Free, Small, wire::DeviceKeyAsk => wire::DeviceKeys;
    /// Change the own password; all other devices are signed out.
    PasswordSet = Put "/api/v1/account/password", Access::SignedIn, Session, Password, Small, wire::PasswordChange => wire::Me;
    /// What waits for the person.
    HomeShow = Get "/api/v1/home", Access::SignedIn, Reads, Free, Small, wire::Empty => wire::HomeView;

    // invitation
    /// What a link offers; the secret travels in the body, never in an address.
    LinkLook = Post "/api/v1/link/look", Access::Public, Session, Link, Small, wire::Token => wire::LinkInfo;
    /// Use an invitation: make the account and sign in.
    LinkRedeem = Post "/api/v1/link/redeem", Access::Public, Session, Link, Small, wire::Redeem => wire::Me;
    /// Use an invitation as the person signed in: adds the role.
    LinkAccept = Post "/api/v1/link/accept", Access::SignedIn, Session, Link, Small, wire::Token => wire::Me;
    /// Use a recovery link: new password, all sessions end, sign in.
    LinkRecover = Post "/api/v1/link/recover", Access::Public, Session, Link, Small, wire::Recover => wire::Me;
    /// Invitations, newest first, at most 200.
    InvitationList = Get "/api/v1/invitations", Access::Roles(HOSTS), Reads, Free, Small, wire::Empty => Page<wire::Invitation>;
    /// Invite somebody: 72 hours, used once.
    InvitationCreate = Post "/api/v1/invitations", Access::Roles(HOSTS), Keyed, Free, Small, wire::InvitationNew => wire::LinkMade;
    /// Take an invitation back.
    InvitationRevoke { invitation: InvitationId } = Post "/api/v1/invitations/{invitation}/revoke", Access::Roles(HOSTS), Keyed, Free, Small, wire::Empty => wire::Empty;

    // people
    /// All accounts, by name.
    PersonList = Get "/api/v1/people", Access::Roles(INVITERS), Reads, Free, Small, wire::Empty => Page<wire::Person>;
    /// Set the roles of a person; takes effect on that person's next request.
    PersonGrants { person: PersonId } = Put "/api/v1/people/{person}/grants", Access::Roles(ADMIN), Keyed, Free, Small, wire::GrantsSet => wire::Saved;
    /// Switch a person off or on; takes effect on that person's next request.
    PersonDisabled { person: PersonId } = Put "/api/v1/people/{person}/disabled", Access::Roles(ADMIN), Keyed, Free, Small, wire::DisabledSet => wire::Saved;
    /// Correct where a person comes from; roles at agencies stay as they are.
    PersonHome { person: PersonId } = Put "/api/v1/people/{person}/home", Access::Roles(ADMIN), Keyed, Free, Small, wire::HomeSet => wire::Saved;
    /// Roles that came by somebody who was switched off or lost a role, other people's, oldest first, at most 200.
    UnsureGrantList = Get "/api/v1/grants/unsure", Access::Roles(ADMIN), Reads, Free, Small, wire::Empty => Vec<wire::UnsureGrant>;
    /// Confirm such roles, one or all of them; taking one away is `PersonGrants`.
    GrantConfirm = Post "/api/v1/grants/confirm", Access::Roles(ADMIN), Keyed, Free, Small, wire::GrantsConfirm => wire::Empty;
    /// Make a one-time recovery link for a person.
    RecoveryCreate { person: PersonId } = Post "/api/v1/people/{person}/recovery", Access::Roles(ADMIN), Keyed, Free, Small, wire::RecoveryNew => wire::LinkMade;

    // agency, innovation, import
    /// All agencies of the regency, by name.
    AgencyList = Get "/api/v1/agencies", Access::SignedIn, Reads, Free, Small, wire::Empty => Vec<Agency>;
    /// Search the catalogue; parameters `q`, `jenis`, `wilayah`, `instansi`, `tahun`, `tahap`, `hal`.
    InnovationList = Get "/api/v1/innovations", Access::SignedIn, Reads, Free, Small, wire::Empty => wire::InnovationPage;
    /// Say to which agency of the regency an innovation of the catalogue belongs.
    InnovationAgencySet { innovation: InnovationId } = Put "/api/v1/innovations/{innovation}/agency", Access::Roles(OFFICE), Keyed, Free, Text, wire::InnovationAgency => wire::Empty;
    /// Read a CSV file and say what an import would do.
    ImportCheck = Post "/api/v1/imports/check", Access::Roles(IMPORTERS), Session, Free, File, wire::ImportCheck => wire::ImportPreview;
    /// Import what was previewed.
    ImportRun = Post "/api/v1/imports", Access::Roles(IMPORTERS), Keyed, Free, File, wire::ImportConfirm => wire::ImportDone;
    /// Imports, newest first, at most 100.
    ImportList = Get "/api/v1/imports", Access::Roles(IMPORTERS), Reads, Free, Small, wire::Empty => Page<wire::ImportRecord>;

    // competition
    /// All editions, newest first.
    EditionList = Get "/api/v1/editions", Access::Roles(WATCHERS), Reads, Free, Small, wire::Empty => Page<wire::EditionLine>;
    /// Make an edition.
    EditionCreate = Post "/api/v1/editions", Access::Roles(OFFICE), Keyed, Free, Text, wire::EditionNew => wire::Saved;
    /// The workspace of an edition: settings, panel, progress, the first 50 entries.
    EditionShow { edition: EditionId } = Get "/api/v1/editions/{edition}", Access::Roles(WATCHERS), Reads, Free, Small, wire::Empty => wire::Edition;
    /// The next 50 entries of an edition after the one with this number, with their judges.
    EditionMore { edition: EditionId, after: u32 } = Get "/api/v1/editions/{edition}/entries/{after}", Access::Roles(WATCHERS), Reads, Free, Small, wire::Empty => wire::EditionPart;
    /// Change the settings of a draft.
    EditionSetup { edition: EditionId } = Put "/api/v1/editions/{edition}", Access::Roles(OFFICE), Keyed, Free, Text, wire::EditionUpdate => wire::Saved;
    /// Add innovations as entries.
    EntryAdd { edition: EditionId } = Post "/api/v1/editions/{edition}/entries", Access::Roles(OFFICE), Keyed, Free, Text, wire::EntriesAdd => wire::Saved;
    /// Take an entry out of a draft.
    EntryRemove { entry: EntryId } = Post "/api/v1/entries/{entry}/remove", Access::Roles(OFFICE), Keyed, Free, Small, wire::Step => wire::Saved;
    /// Withdraw an entry after opening; its sheets stay as evidence.
    EntryWithdraw { entry: EntryId } = Post "/api/v1/entries/{entry}/withdraw", Access::Roles(OFFICE), Keyed, Free, Small, wire::ReasonedStep => wire::Saved;
    /// An entry with its dossier.
    EntryShow { entry: EntryId } = Get "/api/v1/entries/{entry}", Access::Roles(WATCHERS), Reads, Free, Small, wire::Empty => wire::EntryDetail;
    /// Save the dossier of an entry (draft editions only).
    DossierSet { entry: EntryId } = Put "/api/v1/entries/{entry}/dossier", Access::Roles(OFFICE), Keyed, Free, Text, wire::DossierSave => wire::Saved;
    /// Fill every empty dossier of a draft from the record of its innovation: what was handed in to the clinic, and public evidence.
    DossiersFill { edition: EditionId } = Post "/api/v1/editions/{edition}/dossiers", Access::Roles(OFFICE), Keyed, Free, Small, wire::Step => wire::DossiersFilled;
    /// Put an existing person on the panel.
    SeatCreate { edition: EditionId } = Post "/api/v1/editions/{edition}/judges", Access::Roles(OFFICE), Keyed, Free, Small, wire::SeatAdd => wire::Saved;
    /// Take a judge off the panel; finished sheets stay as evidence and do not count.
    SeatRemove { edition: EditionId, person: PersonId } = Post "/api/v1/editions/{edition}/judges/{person}/remove", Access::Roles(OFFICE), Keyed, Free, Small, wire::ReasonedStep => wire::Saved;
    /// Change who judges what, as one unit.
    AssignmentSet { edition: EditionId } = Post "/api/v1/editions/{edition}/assignments", Access::Roles(OFFICE), Keyed, Free, Text, wire::Assign => wire::Saved;
    /// Open: settings and dossiers are frozen. Incomplete dossiers must be known by their number.
    EditionOpen { edition: EditionId } = Post "/api/v1/editions/{edition}/open", Access::Roles(OFFICE), Keyed, Free, Small, wire::Opening => wire::Saved;
    /// Move the deadline later, or take an extension back: to the deadline before it at the earliest, until that passes, while no sheet written since is unlocked.
    EditionExtend { edition: EditionId } = Post "/api/v1/editions/{edition}/extend", Access::Roles(OFFICE), Keyed, Free, Small, wire::Extend => wire::Saved;
    /// Close the judging; a reason is needed. Entries with too few locked sheets must be known by their number.
    EditionClose { edition: EditionId } = Post "/api/v1/editions/{edition}/close", Access::Roles(OFFICE), Keyed, Free, Small, wire::Closing => wire::Saved;
    /// Go on judging until a later deadline, while nobody has read a mark; what came late becomes its judge's draft.
    EditionReopen { edition: EditionId } = Post "/api/v1/editions/{edition}/reopen", Access::Roles(OFFICE), Keyed, Free, Small, wire::Reopening => wire::Saved;
    /// Delete a draft: it is hidden and its address becomes free; the record stays.
    EditionDelete { edition: EditionId } = Post "/api/v1/editions/{edition}/delete", Access::Roles(OFFICE), Keyed, Free, Small, wire::Step => wire::Saved;
    /// End an opened edition without a result: its public address says so, and why.
    EditionCancel { edition: EditionId } = Post "/api/v1/editions/{edition}/cancel", Access::Roles(OFFICE), Keyed, Password, Small, wire::Cancelling => wire::Saved;
    /// Take an edition that is over off the public home, or put it back.
    EditionArchive { edition: EditionId } = Put "/api/v1/editions/{edition}/archived", Access::Roles(OFFICE), Keyed, Free, Small, wire::Archiving => wire::Saved;
    /// The record of an edition, newest first, page by page; `saring=utama` leaves out what is saved on the way.
    EditionEvents { edition: EditionId } = Get "/api/v1/editions/{edition}/events", Access::Roles(OFFICE), Reads, Free, Small, wire::Empty => Page<wire::EventLine>;
    /// Read marks and the board as it would be published; only after closing, and recorded.
    ResultRead { edition: EditionId } = Post "/api/v1/editions/{edition}/results", Access::Roles(OFFICE), Keyed, Free, Small, wire::Empty => wire::Results;
    /// Read the sheets of one entry, counted or not, with their notes; only after closing, and recorded.
    ResultSheets { edition: EditionId, entry: EntryId } = Post "/api/v1/editions/{edition}/results/{entry}", Access::Roles(OFFICE), Keyed, Free, Small, wire::Empty => Vec<wire::ResultSheet>;
    /// Publish, or publish a corrected version.
    EditionPublish { edition: EditionId } = Post "/api/v1/editions/{edition}/publish", Access::Roles(OFFICE), Keyed, Password, Small, wire::Publish => wire::Published;

    // second person
    /// Conflicts of interest that were found, sheets changed after a recovery, and whether the marks were read.
    EditionWatch { edition: EditionId } = Get "/api/v1/editions/{edition}/watch", Access::Roles(OFFICE), Reads, Free, Small, wire::Empty => wire::Watch;
    /// Decide a conflict of interest: take the pair away, or let it stand with a reason.
    ConflictDecide { assignment: AssignmentId } = Post "/api/v1/assignments/{assignment}/conflict", Access::Roles(OFFICE), Keyed, Free, Small, wire::ConflictVerdict => wire::Saved;
    /// Steps that wait for a second person or ended in the last 30 days: the own ones and those this person may decide; at most 100.
    ProposalList = Get "/api/v1/proposals", Access::SignedIn, Reads, Free, Small, wire::Empty => Vec<wire::Proposal>;
    /// Propose a step that a second person must approve.
    ProposalAdd = Post "/api/v1/proposals", Access::Roles(INVITERS), Keyed, Password, Small, wire::ProposalNew => wire::Saved;
    /// Approve or refuse as the second person.
    ProposalDecide { proposal: ProposalId } = Post "/api/v1/proposals/{proposal}/decide", Access::SignedIn, Keyed, Password, Small, wire::ProposalVerdict => wire::Saved;
    /// Take an own proposal back.
    ProposalTakeBack { proposal: ProposalId } = Post "/api/v1/proposals/{proposal}/take-back", Access::SignedIn, Keyed, Free, Small, wire::Empty => wire::Saved;
    /// Hand in a new sheet after closing; it counts when the coordinator approves it.
    SheetCorrect { assignment: AssignmentId } = Post "/api/v1/judging/{assignment}/correction", Access::Roles(JUDGES), Keyed, Free, Small, wire::Correction => wire::Saved;

    // judging
    /// The judge's list.
    JudgeDeskShow = Get "/api/v1/judging", Access::Roles(JUDGES), Reads, Free, Small, wire::Empty => wire::JudgeDesk;
    /// The judge's list with all dossiers and own sheets, for work without signal.
    JudgePackShow = Get "/api/v1/judging/pack", Access::Roles(JUDGES), Reads, Free, Small, wire::Empty => wire::JudgePack;
    /// An entry with the own sheet.
    SheetShow { assignment: AssignmentId } = Get "/api/v1/judging/{assignment}", Access::Roles(JUDGES), Reads, Free, Small, wire::Empty => wire::JudgeEntry;
    /// Save the own sheet; after closing it is kept apart and not counted (409 `judging_closed`).
    SheetPut { assignment: AssignmentId } = Put "/api/v1/judging/{assignment}/sheet", Access::Roles(JUDGES), Keyed, Free, Small, wire::SheetSave => wire::SheetSaved;
    /// Lock the own sheet: it counts.
    SheetLockSet { assignment: AssignmentId } = Post "/api/v1/judging/{assignment}/lock", Access::Roles(JUDGES), Keyed, Free, Small, wire::SheetLock => wire::Receipt;
    /// Reopen the own sheet until closing.
    SheetReopenSet { assignment: AssignmentId } = Post "/api/v1/judging/{assignment}/reopen", Access::Roles(JUDGES), Keyed, Free, Small, wire::SheetReopen => wire::SheetSaved;
    /// Declare a relation with the entry: it leaves the list, the coordinator is told.
    ConflictSet { assignment: AssignmentId } = Post "/api/v1/judging/{assignment}/conflict", Access::Roles(JUDGES), Keyed, Free, Small, wire::ConflictDeclare => wire::Empty;

    // publication
    /// Boards that the public may know of.
    BoardList = Get "/api/v1/boards", Access::Public, Reads, Free, Small, wire::Empty => Page<BoardLink>;
    /// A board: its current version, or only that it is not published.
    BoardShow { slug: String } = Get "/api/v1/boards/{slug}", Access::Public, Reads, Free, Small, wire::Empty => PublicBoard;
    /// An earlier version of a board.
    BoardVersionShow { slug: String, version: u32 } = Get "/api/v1/boards/{slug}/versions/{version}", Access::Public, Reads, Free, Small, wire::Empty => PublicBoard;

    // record
    /// Names of innovations like the one in parameter `nama`, the nearest first, at most 20.
    TitleList = Get "/api/v1/titles", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => Vec<wire::Title>;
    /// The own records, and those of the agency for its coordinator and head.
    RecordList = Get "/api/v1/records", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::RecordDesk;
    /// Innovations of the own agencies outside the clinic, by name.
    OutsideList = Get "/api/v1/outside", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => Page<wire::Title>;
    /// Begin a record.
    RecordCreate = Post "/api/v1/records", Access::Roles(STARTERS), Keyed, Free, Small, wire::RecordNew => wire::Saved;
    /// Take an innovation of the catalogue into the clinic.
    RecordStart { innovation: InnovationId } = Post "/api/v1/records/{innovation}/start", Access::Roles(STARTERS), Keyed, Free, Small, wire::Empty => wire::Saved;
    /// Register an innovation from before 2 August 2024, of the catalogue or not (Article 17).
    LegacyAdd = Post "/api/v1/legacy", Access::Roles(STARTERS), Keyed, Free, Text, wire::LegacyNew => wire::Saved;
    /// Correct what was registered of it.
    LegacyPut { innovation: InnovationId } = Put "/api/v1/records/{innovation}/legacy", Access::Roles(RECORDERS), Keyed, Free, Text, wire::LegacySet => wire::Saved;
    /// A record with everything about it.
    RecordShow { innovation: InnovationId } = Get "/api/v1/records/{innovation}", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::RecordView;
    /// A later page of a list inside a record.
    RecordMore { innovation: InnovationId, list: Inner } = Get "/api/v1/records/{innovation}/lists/{list}", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::RecordPage;
    /// Save a part.
    PartPut { innovation: InnovationId, part: Part } = Put "/api/v1/records/{innovation}/parts/{part}", Access::Roles(RECORDERS), Keyed, Free, Text, wire::PartSave => wire::Saved;
    /// Set the team.
    TeamSet { innovation: InnovationId } = Put "/api/v1/records/{innovation}/team", Access::Roles(RECORDERS), Keyed, Free, Small, wire::MembersSet => wire::Saved;
    /// Take a step: hand in, release, return, withdraw, lead back, pause, resume, stop, finish, continue.
    StepSet { innovation: InnovationId } = Post "/api/v1/records/{innovation}/step", Access::Roles(RECORDERS), Keyed, Free, Small, wire::StepTake => wire::StepTaken;
    /// Delete a draft that was never handed in.
    RecordDelete { innovation: InnovationId } = Post "/api/v1/records/{innovation}/delete", Access::Roles(RECORDERS), Keyed, Free, Small, wire::RecordStep => wire::Saved;
    /// What was handed in as revision `n`.
    RevisionShow { innovation: InnovationId, n: u32 } = Get "/api/v1/records/{innovation}/revisions/{n}", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::RevisionView;
    /// The history of a record, newest first, page by page; `saring=utama` leaves out parts saved on the way, `saring=validasi` keeps the way of a submission.
    HistoryList { innovation: InnovationId } = Get "/api/v1/records/{innovation}/history", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => Page<wire::HistoryLine>;
    /// Judge what was handed in (Articles 11(3), 12(3)).
    ReviewAdd { innovation: InnovationId } = Post "/api/v1/records/{innovation}/reviews", Access::Roles(RECORDERS), Keyed, Free, Text, wire::ReviewNew => wire::StepTaken;
    /// Take a review back that is held: nothing of it is told.
    ReviewDrop { innovation: InnovationId, review: ReviewId } = Post "/api/v1/records/{innovation}/reviews/{review}/drop", Access::Roles(RECORDERS), Keyed, Free, Small, wire::RecordStep => wire::Saved;
    /// Announce reviews held back, all at once or none.
    ReviewAnnounce = Post "/api/v1/reviews/announce", Access::Roles(CLINIC), Keyed, Free, Small, wire::Announce => wire::Saved;
    /// Judge the criteria of Article 8.
    CriteriaSet { innovation: InnovationId } = Put "/api/v1/records/{innovation}/criteria", Access::Roles(RECORDERS), Keyed, Free, Small, wire::CriteriaJudge => wire::Saved;
    /// Change a validated plan; the versions before stay.
    PlanSet { innovation: InnovationId } = Put "/api/v1/records/{innovation}/plan", Access::Roles(RECORDERS), Keyed, Free, Text, wire::PlanChange => wire::Saved;
    /// Add to the log.
    LogAdd { innovation: InnovationId } = Post "/api/v1/records/{innovation}/log", Access::Roles(RECORDERS), Keyed, Free, Small, wire::LogNew => wire::Saved;
    /// Correct an entry by another one of its kind; the first stays, and counts no more.
    LogCorrect { innovation: InnovationId, entry: LogId } = Put "/api/v1/records/{innovation}/log/{entry}", Access::Roles(RECORDERS), Keyed, Free, Small, wire::LogNew => wire::Saved;
    /// Say what was done about an obstacle or an input.
    LogFollow { innovation: InnovationId, entry: LogId } = Post "/api/v1/records/{innovation}/log/{entry}/follow-up", Access::Roles(RECORDERS), Keyed, Free, Small, wire::FollowSet => wire::Saved;
    /// Comment.
    RemarkAdd { innovation: InnovationId } = Post "/api/v1/records/{innovation}/remarks", Access::Roles(RECORDERS), Keyed, Free, Small, wire::RemarkNew => wire::Saved;
    /// Settle a comment.
    RemarkDone { innovation: InnovationId, remark: RemarkId } = Post "/api/v1/records/{innovation}/remarks/{remark}/done", Access::Roles(RECORDERS), Keyed, Free, Small, wire::Empty => wire::Saved;
    /// Ask for publication.
    PublicationAsk { innovation: InnovationId } = Post "/api/v1/records/{innovation}/publication/ask", Access::Roles(RECORDERS), Keyed, Free, Small, wire::RecordStep => wire::Saved;
    /// Publish, or take back.
    PublicationPut { innovation: InnovationId } = Put "/api/v1/records/{innovation}/publication", Access::Roles(RECORDERS), Keyed, Free, Small, wire::PublicationSet => wire::Saved;

    // evidence
    /// Announce a file, or add a link.
    EvidenceAdd { innovation: InnovationId } = Post "/api/v1/records/{innovation}/evidence", Access::Roles(RECORDERS), Keyed, Free, Small, wire::EvidenceNew => wire::Saved;
    /// The bytes of an announced file, as `application/octet-stream`; sent again it does nothing.
    EvidencePut { evidence: EvidenceId } = Put "/api/v1/evidence/{evidence}/file", Access::Roles(RECORDERS), Upload, Free, Blob, wire::Empty => wire::Saved;
    /// The bytes of a file.
    EvidenceFile { evidence: EvidenceId } = Get "/api/v1/evidence/{evidence}/file", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::Empty;
    /// The small picture of a photo, a JPEG as `application/octet-stream`; what is there already stays.
    EvidenceSmallPut { evidence: EvidenceId } = Put "/api/v1/evidence/{evidence}/small", Access::Roles(RECORDERS), Upload, Free, Small, wire::Empty => wire::Saved;
    /// The small picture of a photo.
    EvidenceSmall { evidence: EvidenceId } = Get "/api/v1/evidence/{evidence}/small", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::Empty;
    /// Show it to the public, or no more.
    EvidenceSet { evidence: EvidenceId } = Put "/api/v1/evidence/{evidence}", Access::Roles(RECORDERS), Keyed, Free, Small, wire::EvidenceExpose => wire::Saved;
    /// Mend its date; it is marked as typed from then on.
    EvidenceDate { evidence: EvidenceId } = Put "/api/v1/evidence/{evidence}/date", Access::Roles(RECORDERS), Keyed, Free, Small, wire::EvidenceDated => wire::Saved;
    /// Say anew what it shows, proves and belongs to.
    EvidenceDescribe { evidence: EvidenceId } = Put "/api/v1/evidence/{evidence}/description", Access::Roles(RECORDERS), Keyed, Free, Small, wire::EvidenceDescribed => wire::Saved;
    /// Take it away.
    EvidenceRemove { evidence: EvidenceId } = Post "/api/v1/evidence/{evidence}/remove", Access::Roles(RECORDERS), Keyed, Free, Small, wire::EvidenceDrop => wire::Saved;

    // clinic
    /// A lane of the desk, page by page: parameters `lajur`, `tahap`, `pendamping`.
    QueueShow = Get "/api/v1/clinic/queue", Access::Roles(CLINIC), Reads, Free, Small, wire::Empty => wire::QueueView;
    /// Set facilitator or reviewer of several records at once.
    DeskSet = Post "/api/v1/clinic/assign", Access::Roles(CLINIC), Keyed, Free, Text, wire::DeskAssign => wire::Saved;
    /// The register of conflicts of interest that writers named, newest first, page by page (Article 5(1)d).
    InterestList = Get "/api/v1/clinic/interests", Access::Roles(CLINIC), Reads, Free, Small, wire::Empty => Page<wire::Interest>;
    /// Settings of the clinic.
    ClinicSettingShow = Get "/api/v1/clinic/settings", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => wire::ClinicSettings;
    /// Change the settings of the clinic.
    ClinicSettingSet = Put "/api/v1/clinic/settings", Access::Roles(CLINIC), Keyed, Free, Small, wire::ClinicSettings => wire::Saved;
    /// Activities, newest first, page by page.
    ActivityList = Get "/api/v1/activities", Access::Roles(RECORDERS), Reads, Free, Small, wire::Empty => Page<activity::ActivityLine>;
    /// Bodies that may be visited: those with a proven innovation (Article 10(2)c).
    HostList = Get "/api/v1/clinic/hosts", Access::Roles(CLINIC), Reads, Free, Small, wire::Empty => Vec<activity::Host>;
    /// Plan an activity.
    ActivityCreate = Post "/api/v1/activities", Access::Roles(CLINIC), Keyed, Free, Small, activity::ActivityNew => wire::Saved;
    /// An activity with who was there, page by page, and its code.
    ActivityShow { activity: ActivityId } = Get "/api/v1/activities/{activity}", Access::Roles(CLINIC), Reads, Free, Small, wire::Empty => activity::ActivityView;
    /// Change an activity.
    ActivitySet { activity: ActivityId } = Put "/api/v1/activities/{activity}", Access::Roles(CLINIC), Keyed, Free, Small, activity::ActivityUpdate => wire::Saved;
    /// Write down who was there.
    AttendanceAdd { activity: ActivityId } = Post "/api/v1/activities/{activity}/attendance", Access::Roles(CLINIC), Keyed, Free, Text, activity::AttendanceNew => wire::Saved;
    /// Tie a name that the clinic wrote down to an account.
    AttendanceSet { activity: ActivityId, attendance: AttendanceId } = Put "/api/v1/activities/{activity}/attendance/{attendance}", Access::Roles(CLINIC), Keyed, Free, Small, activity::AttendanceLink => wire::Saved;
    /// Take an entry from the list, with a reason.
    AttendanceRemove { activity: ActivityId, attendance: AttendanceId } = Post "/api/v1/activities/{activity}/attendance/{attendance}/remove", Access::Roles(CLINIC), Keyed, Free, Small, activity::AttendanceDrop => wire::Saved;
    /// Check in with the code of an activity.
    CheckInAdd = Post "/api/v1/check-in", Access::Roles(RECORDERS), Keyed, Link, Small, activity::CheckIn => activity::CheckedIn;
    /// People of an agency, for its own side and for the clinic.
    AgencyPersonList { agency: AgencyCode } = Get "/api/v1/agencies/{agency}/people", Access::Roles(TEAMMATES), Reads, Free, Small, wire::Empty => Page<wire::AgencyPerson>;
    /// Settings of an agency.
    AgencySettingShow { agency: AgencyCode } = Get "/api/v1/agencies/{agency}/settings", Access::Roles(GOVERNORS), Reads, Free, Small, wire::Empty => wire::AgencySettings;
    /// Change the settings of an agency: its coordinator or head, and the clinic.
    AgencySettingSet { agency: AgencyCode } = Put "/api/v1/agencies/{agency}/settings", Access::Roles(GOVERNORS), Keyed, Free, Small, wire::AgencySettings => wire::Saved;

    // operation
    /// The data invariants, each with its number of violations.
    InvariantList = Get "/api/v1/admin/invariants", Access::Roles(ADMIN), Reads, Free, Small, wire::Empty => Vec<wire::Invariant>;
}

/// Header that every mutating request carries.
pub const APP_HEADER: &str = "x-klisida";
/// Header with the idempotency key.
pub const KEY_HEADER: &str = "idempotency-key";
/// Header with the build of the app that calls; a Worker that no longer understands it answers `update_needed`.
pub const CONTRACT_HEADER: &str = "x-klisida-contract";
/// Version of this contract; moved when an older app could misread an answer.
pub const CONTRACT_VERSION: u32 = 4;

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn addresses_find_their_way_back() {
        let seat = SeatRemove {
            edition: EditionId(Uuid::from_u128(1)),
            person: PersonId(Uuid::from_u128(2)),
        };
        assert_eq!(
            Route::find("POST", &seat.path()),
            Found::Route(Route::SeatRemove(seat))
        );
        assert_eq!(
            Route::find("GET", "/api/v1/session"),
            Found::Route(Route::SessionShow(SessionShow {}))
        );
        assert_eq!(
            Route::find("GET", "/api/v1/judging/pack"),
            Found::Route(Route::JudgePackShow(JudgePackShow {}))
        );
    }

    #[test]
    fn wrong_methods_ids_and_paths_are_told_apart() {
        assert_eq!(Route::find("PATCH", "/api/v1/session"), Found::OtherMethod);
        assert_eq!(Route::find("GET", "/api/v1/editions/17"), Found::BadId);
        assert_eq!(Route::find("GET", "/api/v1/nothing"), Found::Nothing);
        assert_eq!(Route::find("GET", "/api/v1/session/"), Found::Nothing);
    }

    #[test]
    fn every_line_is_complete_and_unique() {
        let mut seen = std::collections::BTreeSet::new();
        for spec in Route::ALL {
            assert!(
                seen.insert((spec.method.name(), spec.pattern)),
                "{}",
                spec.pattern
            );
            assert!(spec.pattern.starts_with("/api/v1/"));
            assert_eq!(
                spec.method == Method::Get,
                spec.effect == Effect::Reads,
                "{}: GET never changes state",
                spec.name
            );
            #[cfg(feature = "schema")]
            assert!(spec.about.summary.trim().ends_with('.'), "{}", spec.name);
        }
    }
}
