//! Bodies and replies of the second person, of conflicts of interest and of recoveries.

use crate::{
    conflict::Class,
    ids::{AssignmentId, EditionId, EntryId, PersonId, ProposalId},
    judging::Sheet,
    proposal::{Effect, State, Subject},
    time::Instant,
    wire::Verbatim,
};

wire! {
    /// What the coordinator must know of an edition besides its workspace. Never a mark.
    Watch {
        /// Conflicts of interest, undecided ones first.
        conflicts: Vec<Conflict>,
        /// Sheets that were changed after their judge's account was recovered.
        recovered: Vec<Recovered>,
        /// Somebody read the marks: excluding needs a second person.
        marks_read: bool,
        /// Version of the edition.
        version: u32,
    }

    /// A judge and an entry that should not have met.
    Conflict {
        /// The pair.
        assignment: AssignmentId,
        /// What would be judged.
        entry: EntryId,
        /// `E-01 Nama`.
        entry_name: String,
        /// By whom.
        judge: PersonId,
        /// As shown to the coordinator.
        judge_name: String,
        /// Why; undecided ones while any is, else all that were decided.
        classes: Vec<Class>,
        /// Nobody decided it: the sheet does not count.
        open: bool,
        /// Who decided that the judge judges all the same.
        decided_by: Option<String>,
        /// Why.
        reason: Option<String>,
    }

    /// A sheet that was changed after its judge's account was recovered.
    Recovered {
        /// The pair.
        assignment: AssignmentId,
        /// `E-01 Nama`.
        entry_name: String,
        /// Whose account was recovered.
        judge_name: String,
        /// When the account was recovered.
        recovered_at: Instant,
        /// When the sheet was changed last.
        changed_at: Instant,
    }

    /// Decide a conflict of interest.
    ConflictVerdict {
        /// Version of the edition seen.
        version: u32,
        /// The judge judges the entry all the same; else the pair is taken away.
        keep: bool,
        /// Why, 5 to 500 characters.
        reason: String,
    }

    /// Propose a step.
    ProposalNew {
        /// Made by the client.
        id: ProposalId,
        /// Version of the subject seen: of the edition, or of the person.
        version: u32,
        /// What, and about what.
        subject: Subject,
        /// Why, 5 to 500 characters.
        reason: String,
        /// The proposer's password, again, where the public reads a board already.
        #[serde(default)]
        password: Option<Verbatim>,
    }

    /// A proposal as those see it whom it concerns.
    Proposal {
        /// As the proposer's client made it.
        id: ProposalId,
        /// What exactly changes.
        effect: Effect,
        /// Send it back to approve exactly this.
        digest: String,
        /// The edition, when it is about one.
        edition: Option<EditionId>,
        /// Why.
        reason: String,
        /// Who proposed it.
        by: String,
        /// When.
        at: Instant,
        /// It waits until then.
        expires_at: Instant,
        /// Where it stands.
        state: State,
        /// The second person, or the proposer who took it back; none while nobody did.
        ended_by: Option<String>,
        /// Why it was refused.
        ended_reason: Option<String>,
        /// This person proposed it.
        mine: bool,
        /// This person may approve it now.
        may_approve: bool,
        /// This person may refuse it now.
        may_refuse: bool,
        /// Nobody could approve it: there is no second person yet.
        nobody: bool,
        /// Who approves it types the own password again.
        #[serde(default)]
        asks_password: bool,
    }

    /// Approve or refuse.
    ProposalVerdict {
        /// Digest of what was seen.
        digest: String,
        /// Approve; else refuse.
        approve: bool,
        /// Why; needed to refuse, 5 to 500 characters.
        #[serde(default)]
        reason: Option<String>,
        /// The own password, again, where approving asks for it.
        #[serde(default)]
        password: Option<Verbatim>,
    }

    /// A judge's new sheet after closing.
    Correction {
        /// Made by the client.
        id: ProposalId,
        /// Version of the sheet seen.
        version: u32,
        /// All five marks, and notes.
        sheet: Sheet,
        /// Why, 5 to 500 characters.
        reason: String,
    }
}
