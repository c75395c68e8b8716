//! Bodies and replies of the clinic's endpoints.

use crate::{
    activity::{Activity, ActivityId},
    agency::AgencyCode,
    clinic::{Judgement, Relation},
    evidence::{DateFrom, Purpose, Source, Tie},
    gate::Facts,
    ids::{EvidenceId, InnovationId, LogId, PersonId, PlanItemId, RemarkId, ReviewId},
    innovation::Years,
    law::Kind,
    legacy::FirstUse,
    log::{ItemState, Note},
    page::Cursor,
    part::{Content, Part, Parts},
    record::PlanItem,
    stage::{Course, Desk, Finding, Hearing, Hold, Step},
    time::Instant,
    told::Told,
    turn::Durations,
};

wire! {
    /// A person, as others see one.
    PersonRef {
        /// Who.
        id: PersonId,
        /// Name as shown, 2 to 100 characters.
        name: String,
    }

    /// A title of the catalogue or of the own records, to find similar ones while typing.
    Title {
        /// Opens the record, where the person may.
        id: InnovationId,
        /// Its public page, when it has one.
        slug: Option<String>,
        /// Name as given.
        name: String,
        /// Agency as given.
        agency: String,
        /// Its years, in the list of what stands outside the clinic.
        #[serde(default)]
        years: Years,
    }

    /// Register what is from before 2 August 2024 (Article 17).
    LegacyNew {
        /// Made by the client, or that of an innovation of the catalogue.
        id: InnovationId,
        /// For which unit, where it is not in the catalogue; the home agency when none.
        agency: Option<AgencyCode>,
        /// Name, 3 to 200 characters.
        name: String,
        /// Primary kind.
        kind: Option<Kind>,
        /// When it was first in use.
        first_used: FirstUse,
        /// What it is and for whom, 1 to 200 words.
        summary: String,
        /// What it changed, 1 to 400 words.
        benefit: String,
    }

    /// Correct what was registered of it.
    LegacySet {
        /// Version of the record seen.
        version: u32,
        /// Versions of its identity, summary and benefit seen, added up.
        texts: u32,
        /// Name, 3 to 200 characters.
        name: String,
        /// Primary kind.
        kind: Option<Kind>,
        /// When it was first in use.
        first_used: FirstUse,
        /// What it is and for whom, 1 to 200 words.
        summary: String,
        /// What it changed, 1 to 400 words.
        benefit: String,
    }

    /// Begin a record.
    RecordNew {
        /// Made by the client.
        id: InnovationId,
        /// Name, 3 to 200 characters.
        name: String,
        /// The idea in one sentence, up to 300 characters.
        idea: String,
        /// Primary kind, when known.
        kind: Option<Kind>,
        /// For which unit; the home agency when none (it, or a unit below it).
        agency: Option<AgencyCode>,
    }

    /// A record in a list.
    RecordLine {
        /// Also names the record.
        id: InnovationId,
        /// `INV-2026-0042`; none while outside the clinic.
        number: Option<String>,
        /// Name, 3 to 200 characters.
        name: String,
        /// The unit that it belongs to.
        agency: AgencyCode,
        /// As shown, for that unit.
        agency_name: String,
        /// Where it stands.
        course: Course,
        /// Whose turn it is since.
        since: Instant,
        /// Who facilitates.
        facilitator: Option<PersonRef>,
        /// Who reviews.
        reviewer: Option<PersonRef>,
        /// A review is held back (only the clinic is told).
        held: bool,
        /// The agency asked for publication and waits.
        asked: bool,
        /// The writers say that somebody profits in person (Article 5(1)d; only the clinic is told).
        #[serde(default)]
        interest: bool,
        /// How the asking person stands to it.
        relation: Relation,
        /// What was said last and still matters to the asking person: why it was given back, put aside, stopped, what was
        /// found.
        #[serde(default)]
        told: Option<Told>,
        /// Version of the record.
        version: u32,
    }

    /// The records of a person: own ones, and those of the agency for its coordinator and head.
    RecordDesk {
        /// Server time.
        now: Instant,
        /// Durations set by the clinic.
        durations: Durations,
        /// In the clinic, newest turn first: a page of them.
        records: Vec<RecordLine>,
        /// Where the next page of them begins.
        next: Option<Cursor>,
    }

    /// A part as stored.
    PartView {
        /// Which.
        part: Part,
        /// Version; 0 when nothing was stored.
        version: u32,
        /// What it holds.
        content: Content,
        /// The writer said it is done.
        done: bool,
        /// When it was stored.
        at: Instant,
        /// By whom.
        by: String,
    }

    /// Somebody of the team.
    Member {
        /// Who.
        person: PersonRef,
        /// Exactly one of a team does.
        lead: bool,
    }

    /// An entry of the log.
    LogView {
        /// As the writer's client made it; a follow-up names it.
        id: LogId,
        /// When it happened.
        at: Instant,
        /// What.
        note: Note,
        /// Who wrote it.
        by: String,
        /// When it arrived.
        stored_at: Instant,
        /// What was done about it, when it waits for that.
        follow_up: Option<FollowUp>,
        /// Another entry corrects it; it counts no more.
        #[serde(default)]
        replaced: bool,
        /// The asking person wrote it.
        #[serde(default)]
        own: bool,
    }

    /// What was done about an obstacle or an input.
    FollowUp {
        /// What.
        text: String,
        /// Who wrote it.
        by: String,
        /// When.
        at: Instant,
    }

    /// A comment, or a request for changes.
    Remark {
        /// As the writer's client made it; settling names it.
        id: RemarkId,
        /// The part it points to; none for the whole.
        part: Option<Part>,
        /// What was said.
        text: String,
        /// Who.
        by: String,
        /// From the clinic's side.
        clinic: bool,
        /// When.
        at: Instant,
        /// Settled since.
        done_at: Option<Instant>,
    }

    /// A review of a submission.
    Review {
        /// As the reviewer's client made it; announcing names it.
        id: ReviewId,
        /// The stage judged.
        course: Course,
        /// The revision judged.
        revision: u32,
        /// How it was held.
        hearing: Hearing,
        /// Day of the presentation or consultation, milliseconds UTC.
        held_on: Instant,
        /// What follows from it is [`Course::after`].
        finding: Finding,
        /// Why.
        reasons: String,
        /// Parts opened for changes.
        parts: Vec<Part>,
        /// Who reviewed.
        by: String,
        /// When it was written.
        at: Instant,
        /// When the agency was told; none while held back.
        announced_at: Option<Instant>,
        /// Why this person judged, though somebody else was assigned or they accompany the innovation.
        #[serde(default)]
        aside: Option<String>,
    }

    /// An activity that somebody of the record's side attended.
    Attended {
        /// Which.
        activity: ActivityId,
        /// What it was, when and where.
        about: Activity,
        /// Who was there.
        name: String,
    }

    /// A version of the plan after validation.
    PlanVersion {
        /// From 1.
        n: u32,
        /// The lines.
        plan: Vec<PlanItem>,
        /// Why it was changed; none for the first.
        reason: Option<String>,
        /// Who.
        by: String,
        /// When.
        at: Instant,
    }

    /// A piece of evidence.
    Evidence {
        /// As the client that announced it made it; the bytes are sent to it.
        id: EvidenceId,
        /// What it proves.
        purpose: Purpose,
        /// File or link.
        source: Source,
        /// What it shows, up to 300 characters.
        note: String,
        /// When it was captured.
        captured_at: Instant,
        /// Where that date comes from.
        #[serde(default)]
        date_from: DateFrom,
        /// Who captured it.
        by: String,
        /// Seen on site (else reported from afar).
        on_site: bool,
        /// The file is here.
        stored_at: Option<Instant>,
        /// Shown to the public.
        public: bool,
        /// Who confirmed the consent of those shown.
        consent_by: Option<String>,
        /// What of the record it belongs to.
        #[serde(default)]
        tie: Option<Tie>,
        /// Version of what is said of it.
        version: u32,
        /// Measures of its small picture, when there is one.
        #[serde(default)]
        small: Option<Measures>,
    }

    /// Measures of a picture, in pixels.
    #[derive(Copy)]
    Measures {
        /// Across.
        width: u32,
        /// Down.
        height: u32,
    }

    /// How far a line of the plan is.
    ItemProgress {
        /// The line.
        item: PlanItemId,
        /// What was recorded last; none as long as nothing was.
        state: Option<ItemState>,
    }

    /// Rows of the lists inside a record; of one list when they are a later page of it.
    #[derive(Default)]
    RecordRows {
        /// Settled comments, newest first.
        remarks: Vec<Remark>,
        /// The log, newest first.
        log: Vec<LogView>,
        /// Reviews, newest first; held ones only for the clinic.
        reviews: Vec<Review>,
        /// Versions of the validated plan, newest first.
        plans: Vec<PlanVersion>,
        /// Activities attended, newest first.
        attended: Vec<Attended>,
    }

    /// Where the lists inside a record go on; none for those that are here whole.
    #[derive(Default)]
    RecordEnds {
        /// Settled comments.
        remarks: Option<Cursor>,
        /// Entries of the log.
        log: Option<Cursor>,
        /// Reviews, held ones only for the clinic.
        reviews: Option<Cursor>,
        /// Versions of the validated plan.
        plans: Option<Cursor>,
        /// Activities attended.
        attended: Option<Cursor>,
    }

    /// A later page of a list inside a record.
    RecordPage {
        /// The rows; the other lists are empty.
        rows: RecordRows,
        /// Where the list goes on.
        next: Option<Cursor>,
    }

    /// A record with everything about it.
    RecordView {
        /// The line of the list.
        line: RecordLine,
        /// Server time.
        now: Instant,
        /// Durations set by the clinic.
        durations: Durations,
        /// Slug of the public page.
        slug: String,
        /// Revisions handed in so far.
        revision: u32,
        /// The parts stored.
        parts: Vec<PartView>,
        /// Parts opened for changes while revising; empty means all.
        open: Vec<Part>,
        /// The team.
        members: Vec<Member>,
        /// What the gates look at.
        facts: Facts,
        /// How far each line of the plan in force is, by the newest entry about it.
        #[serde(default)]
        states: Vec<ItemProgress>,
        /// Entries of the log that wait for a follow-up, newest first: at most 300, the next ones as these are followed up.
        #[serde(default)]
        waiting: Vec<LogView>,
        /// Comments that nobody settled, newest first: at most 300, the next ones as these are settled.
        #[serde(default)]
        open_remarks: Vec<Remark>,
        /// The first page of each list that grows.
        #[serde(default)]
        rows: RecordRows,
        /// Where the lists go on.
        #[serde(default)]
        ends: RecordEnds,
        /// Evidence, newest first.
        evidence: Vec<Evidence>,
        /// The clinic's judgement of the criteria.
        criteria: Vec<Judgement>,
        /// Has the status "inovasi daerah".
        regional: bool,
        /// From before 2 August 2024 (Article 17).
        legacy: bool,
        /// Since when it is in use; of what was registered by its own form.
        #[serde(default)]
        first_used: Option<FirstUse>,
        /// Publication was asked for.
        asked_at: Option<Instant>,
        /// By whom.
        asked_by: Option<String>,
        /// The revision that was asked for.
        asked_revision: Option<u32>,
        /// The newest revision that may be asked for: the clinic found it valid, or Article 17 asks for no validation. None
        /// when nothing was handed in yet that could be.
        askable: Option<u32>,
        /// The revision that the public reads.
        published_revision: Option<u32>,
        /// Public since.
        published_at: Option<Instant>,
        /// The agency's head releases: the agency set it so, and there is a head.
        head_releases: bool,
        /// Innovations that the record names as related and that the public knows.
        #[serde(default)]
        related: Vec<Title>,
    }

    /// Store one part of a record, whole.
    PartSave {
        /// Version seen; 0 for a new one.
        version: u32,
        /// What it holds.
        content: Content,
        /// "Sudah selesai".
        done: bool,
    }

    /// Set the team: everybody on it from now on.
    MembersSet {
        /// Version of the record seen.
        version: u32,
        /// Who, 1 to 30; exactly one leads.
        members: Vec<MemberSet>,
    }

    /// A place on the team.
    MemberSet {
        /// Who.
        person: PersonId,
        /// Exactly one of a team does.
        lead: bool,
    }

    /// Take a step (not a decision: that is a review).
    StepTake {
        /// Version of the record seen.
        version: u32,
        /// Which.
        step: Step,
        /// Why; needed to return, lead back, pause, stop.
        reason: Option<String>,
    }

    /// A step that was taken.
    StepTaken {
        /// Version of the record.
        version: u32,
        /// Where it stands now.
        course: Course,
        /// Number to quote: record and revision, `INV-2026-0042/3`.
        receipt: String,
        /// Due, when a duration is set.
        due: Option<Instant>,
        /// Server time.
        at: Instant,
    }

    /// A version of a record, with nothing else.
    RecordStep {
        /// Version of the record seen.
        version: u32,
    }

    /// What was handed in once.
    RevisionView {
        /// From 1.
        n: u32,
        /// When.
        at: Instant,
        /// By whom.
        by: String,
        /// The parts as they were.
        parts: Parts,
    }

    /// A line of the history of a record.
    HistoryLine {
        /// When.
        at: Instant,
        /// Who.
        by: String,
        /// What, a stable name: `record.released`.
        action: String,
        /// What it concerned, in words.
        subject: String,
        /// Why.
        reason: Option<String>,
        /// As it was.
        before: Option<String>,
        /// As it became.
        after: Option<String>,
    }

    /// Add to the log.
    LogNew {
        /// Made by the client.
        id: LogId,
        /// When it happened.
        at: Instant,
        /// What.
        note: Note,
    }

    /// Say what was done about an obstacle or an input.
    FollowSet {
        /// What, 3 to 1,000 characters.
        text: String,
    }

    /// Comment.
    RemarkNew {
        /// Made by the client.
        id: RemarkId,
        /// The part; none for the whole.
        part: Option<Part>,
        /// What, 3 to 1,000 characters.
        text: String,
    }

    /// What is to be mended in one part.
    ReviewRemark {
        /// Made by the client.
        id: RemarkId,
        /// The part; one of those that the review opens.
        part: Part,
        /// What, 3 to 1,000 characters.
        text: String,
    }

    /// Judge what was handed in.
    ReviewNew {
        /// Made by the client.
        id: ReviewId,
        /// Version of the record seen.
        version: u32,
        /// The revision judged.
        revision: u32,
        /// How it was held.
        hearing: Hearing,
        /// Day of the presentation or consultation, milliseconds UTC.
        held_on: Instant,
        /// What follows from it is [`Course::after`].
        finding: Finding,
        /// Why, 5 to 4,000 characters.
        reasons: String,
        /// Parts opened for changes.
        parts: Vec<Part>,
        /// What is to be mended, part by part; none or one for each of `parts`.
        #[serde(default)]
        remarks: Vec<ReviewRemark>,
        /// Tell the agency now; else it is held back until announced with others.
        announce: bool,
        /// Why this person judges, 5 to 500 characters: needed when somebody else is assigned or they accompany the innovation.
        #[serde(default)]
        aside: Option<String>,
        /// The review held back that this one replaces.
        #[serde(default)]
        replaces: Option<ReviewId>,
    }

    /// Announce reviews held back, all at once or none.
    Announce {
        /// Which, 1 to 100.
        reviews: Vec<ReviewId>,
    }

    /// Judge the criteria of Article 8.
    CriteriaJudge {
        /// Version of the record seen.
        version: u32,
        /// All five.
        criteria: Vec<Judgement>,
    }

    /// Change a validated plan.
    PlanChange {
        /// Version of the record seen.
        version: u32,
        /// The whole plan from now on.
        plan: Vec<PlanItem>,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// A lane of the clinic's desk.
    QueueView {
        /// Server time.
        now: Instant,
        /// Durations set by the clinic.
        durations: Durations,
        /// Records in the lane, longest waiting first: a page of them.
        items: Vec<QueueItem>,
        /// Where the next page begins.
        next: Option<Cursor>,
        /// How many each lane has, in the order of the lanes.
        counts: Vec<u32>,
        /// The people of the clinic.
        team: Vec<PersonRef>,
    }

    /// A record in a lane.
    QueueItem {
        /// As in every list of records.
        line: RecordLine,
        /// The review held back.
        held: Option<ReviewId>,
        /// Comments of the agency that nobody settled.
        remarks: u32,
    }

    /// Set facilitator or reviewer of several records at once.
    DeskAssign {
        /// The records with the versions seen, 1 to 100.
        records: Vec<AssignTo>,
        /// The facilitator from now on; none leaves it.
        facilitator: Option<PersonId>,
        /// The reviewer from now on; none leaves it.
        reviewer: Option<PersonId>,
        /// Nobody accompanies them from now on.
        #[serde(default)]
        no_facilitator: bool,
        /// Nobody is assigned to review them from now on.
        #[serde(default)]
        no_reviewer: bool,
    }

    /// A line of the register of conflicts of interest (Article 5(1)d).
    Interest {
        /// The innovation.
        innovation: InnovationId,
        /// Number that people quote.
        number: String,
        /// Its name.
        name: String,
        /// Name of its agency.
        agency_name: String,
        /// What the writers said about it.
        said: String,
        /// Who wrote it last, or handed it in.
        by: String,
        /// When.
        at: Instant,
        /// It is still answered so; else only what was handed in before says it.
        stands: bool,
    }

    /// A record with the version seen.
    AssignTo {
        /// Which.
        innovation: InnovationId,
        /// Version seen.
        version: u32,
    }

    /// Settings of the clinic.
    ClinicSettings {
        /// Version; 0 when never set.
        version: u32,
        /// How many days each desk may take in each stage.
        durations: Durations,
    }

    /// What an agency sets for its own records.
    AgencySettings {
        /// Version; 0 when never set.
        version: u32,
        /// The head releases after the coordinator.
        head_releases: bool,
        /// The decree on the team (Article 15(4)).
        decree: Option<Decree>,
        /// How the public reaches the agency, up to 200 characters: the office's, nobody's own. Empty for none.
        #[serde(default)]
        contact: String,
    }

    /// A decree on a team (Article 15(3), 15(4)).
    Decree {
        /// Number, 1 to 100 characters.
        number: String,
        /// Day of signing, milliseconds UTC.
        signed_on: Instant,
        /// In force until; none when without an end.
        until: Option<Instant>,
    }

    /// Somebody who holds a role at the agency.
    AgencyPerson {
        /// Who.
        person: PersonRef,
        /// Roles, as words on screen.
        roles: Vec<crate::account::Role>,
    }

    /// Publish a record, or take it back.
    PublicationSet {
        /// Version of the record seen.
        version: u32,
        /// Public from now on.
        public: bool,
        /// The revision to publish: the one that the agency asked for. Needed to publish, nothing otherwise.
        revision: Option<u32>,
        /// Why it is taken back; needed then.
        reason: Option<String>,
    }

    /// Announce a piece of evidence.
    EvidenceNew {
        /// Made by the client.
        id: EvidenceId,
        /// What it proves.
        purpose: Purpose,
        /// File or link.
        source: Source,
        /// What it shows, up to 300 characters.
        note: String,
        /// When it was captured, as the photo says, else by the device's clock.
        captured_at: Instant,
        /// Where that date comes from; what was sent before there was this field says nothing.
        #[serde(default)]
        date_from: DateFrom,
        /// Seen on site.
        on_site: bool,
    }

    /// Mend the date of a piece of evidence.
    EvidenceDated {
        /// The date that was seen.
        seen: Instant,
        /// When it was captured, as a person says: from 1 January 1990 until now.
        captured_at: Instant,
    }

    /// Say anew what a piece of evidence shows and what it belongs to.
    EvidenceDescribed {
        /// Version seen.
        version: u32,
        /// What it proves.
        purpose: Purpose,
        /// What it shows, up to 300 characters.
        note: String,
        /// Seen on site.
        on_site: bool,
        /// What of the record it belongs to.
        tie: Option<Tie>,
    }

    /// Show a piece of evidence to the public, or no more.
    EvidenceExpose {
        /// Public from now on.
        public: bool,
        /// The people shown have agreed.
        consent: bool,
    }

    /// Take a piece of evidence away.
    EvidenceDrop {
        /// Why, 5 to 500 characters.
        reason: String,
    }
}

impl RecordLine {
    /// Where it stands as words say it: what was given back is to be mended, whoever gave it back.
    pub fn standing(&self) -> Course {
        standing(self.course, self.told.as_ref())
    }
}

/// As [`RecordLine::standing`].
pub fn standing(course: Course, told: Option<&Told>) -> Course {
    let mends =
        course.desk == Desk::Innovator && course.hold == Hold::None && told.is_some_and(Told::asks);
    let hold = if mends { Hold::Revising } else { course.hold };
    Course { hold, ..course }
}
