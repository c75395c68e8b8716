//! What an item of the outbox is, and what its senders can do.

use std::{future::Future, pin::Pin};

use klisida_domain::{outbox::Waiting, time::Instant};

pub use klisida_domain::outbox::ItemId;

use crate::api::Fault;

/// Something that waits, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What.
    pub what: ItemId,
    /// Its name: "Lembar nilai: Kios Maritim".
    pub title: String,
    /// Its page, when it has one.
    pub page: Option<String>,
    /// Changed or handed over.
    pub since: Instant,
    /// Where it stands: "Di perangkat ini", "Mengirim" …
    pub words: String,
    /// Why the server will not have it, and what to do.
    pub refusal: Option<String>,
    /// Sending it once more may end otherwise than with that refusal.
    pub may_pass: bool,
    /// What was typed in it, to be read and copied: of what was refused and has no draft of its own.
    pub texts: Vec<String>,
    /// Its size in bytes.
    pub bytes: usize,
    /// All of it is on the device: it survives the tab.
    pub kept: bool,
}

/// Why an item could not be delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// The writer must choose between two texts first.
    Choose,
    /// No answer, or a refusal.
    Fault(Fault),
}

/// A future of this one thread.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// One who keeps items and sends them.
pub trait Sender {
    /// What is kept, for people; follows changes.
    fn list(&self) -> Vec<Item>;
    /// What is kept, for the order. `asked`: a person wants it sent now, whatever the connection costs.
    fn waiting(&self, asked: bool) -> Vec<Waiting>;
    /// Items of this sort are kept here.
    fn keeps(&self, item: &ItemId) -> bool;
    /// Sends an item; Ok when the server has all of it, or when it is not here any more. Called while no other tab sends.
    fn send<'a>(&'a self, item: &'a ItemId) -> Later<'a, Result<(), Halt>>;
    /// Reads what lies on this device for the person signed in; also what another tab wrote, sent or threw away.
    fn recall(&self) -> Later<'_, ()>;
    /// Somebody else is signed in, or nobody: what is kept in memory goes.
    fn forget(&self);
    /// Tries again what was refused, from the next round on.
    fn retry(&self, item: &ItemId);
    /// Throws something away: it will not be sent.
    fn discard(&self, item: &ItemId);
    /// Writes once more to the device what it did not take.
    fn keep(&self);
    /// Keys of drafts that the server holds already: nothing is lost with them.
    fn settled(&self) -> Vec<String>;
}
