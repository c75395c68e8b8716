//! Photos and files on their way: on the device first, sent one after another, each once, with or without the page being
//! open.
//!
//! What a file is stands under `file/<id>` among the drafts of the person signed in, its bytes in a room of their own.
//! Sending has two steps with one identity: announced under the same key each time, then the bytes, which do nothing when
//! they come twice. Nothing is called sent that the server has not confirmed.

mod photo;
mod send;

use std::{collections::HashMap, rc::Rc};

use js_sys::ArrayBuffer;
use klisida_domain::{
    api::EvidenceAdd,
    draft::is_definite,
    evidence::{DateFrom, FileKind, Purpose, Source, may_pass_later},
    ids::{EvidenceId, IdempotencyKey, InnovationId, PersonId},
    json,
    outbox::{Role, Waiting},
    problem::{Code, Problem},
    text::grouped,
    time::Instant,
    wire::EvidenceNew,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use web_sys::Url;

pub use photo::{Ready, Unready, prepare};

use super::{
    outbox::{Outbox, use_outbox},
    sender::{Halt, Item, ItemId, Later, Sender},
};
use crate::{
    api::{self, Fault},
    browser, clock, ids, net, paths as to,
    session::{Session, use_session},
    store::{Room, Store, StoreFault, use_store},
    ui::announce,
};

/// Where files lie on the device.
const PLACE: &str = "file/";
/// The small setting "only by Wi-Fi".
const WIFI: &str = "hanya-wifi";

/// A file that the server has not confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that come and go apart from each other"
)]
pub struct PendingFile {
    /// Its id, made here.
    pub id: EvidenceId,
    /// The key of its announcement, the same each time.
    pub key: IdempotencyKey,
    /// The innovation that it is evidence for.
    pub innovation: InnovationId,
    /// Name of the innovation.
    pub title: String,
    /// Name of the file.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Bytes that are sent.
    pub size: u64,
    /// Bytes of the file as it was picked.
    pub original: u64,
    /// SHA-256 of what is sent.
    pub sha256: String,
    /// What it proves.
    pub purpose: Purpose,
    /// What it shows.
    pub note: String,
    /// Seen on site.
    pub on_site: bool,
    /// When it was captured.
    pub captured_at: Instant,
    /// Where that date comes from.
    #[serde(default)]
    pub date_from: DateFrom,
    /// Handed over.
    pub since: Instant,
    /// The server expects its bytes.
    pub announced: bool,
    /// Its bytes were sent at least once, and may lie at the server.
    #[serde(default)]
    pub tried: bool,
    /// Why the server will not have it; it stays here until the person discards it or tries again.
    pub refusal: Option<Problem>,
    /// It survives the tab.
    #[serde(skip)]
    pub kept: bool,
}

impl PendingFile {
    /// "312 kB (asli 4,1 MB)".
    pub fn size_words(&self) -> String {
        let now = size_words(self.size);
        if self.original > self.size {
            [&now, " (asli ", &size_words(self.original), ")"].concat()
        } else {
            now
        }
    }

    /// It will be sent: the server did not refuse it.
    pub const fn on_its_way(&self) -> bool {
        self.refusal.is_none()
    }

    /// Sending it once more may end otherwise than with its refusal.
    pub fn may_pass(&self) -> bool {
        self.refusal
            .as_ref()
            .is_none_or(|it| may_pass_later(it.code))
    }

    fn place(&self) -> String {
        place(self.id)
    }
}

/// What came of giving a file a new identity.
enum Renewed {
    /// It has one.
    Now(EvidenceId),
    /// Another press is at it, or it was thrown away.
    Underway,
    /// Its bytes are gone.
    Gone,
    /// The device does not take the new name.
    Full,
    /// The device could not be read now.
    Unread,
}

fn place(id: EvidenceId) -> String {
    [PLACE, &id.to_string()].concat()
}

/// What the person said of a file.
#[derive(Clone, Debug)]
pub struct Said {
    /// The innovation.
    pub innovation: InnovationId,
    /// Its name.
    pub title: String,
    /// What the file proves.
    pub purpose: Purpose,
    /// What it shows.
    pub note: String,
    /// Seen on site.
    pub on_site: bool,
}

/// "312 kB", "4,1 MB".
pub fn size_words(bytes: u64) -> String {
    if bytes < 1_000_000 {
        [&grouped(bytes.div_ceil(1_000)), " kB"].concat()
    } else {
        let tenths = bytes.div_ceil(100_000);
        [
            &grouped(tenths / 10),
            ",",
            &(tenths % 10).to_string(),
            " MB",
        ]
        .concat()
    }
}

/// The queue of files. A handle: copy it into closures.
#[derive(Clone, Copy)]
pub struct Upload {
    /// What is not confirmed, oldest first.
    pub pending: Signal<Vec<PendingFile>>,
    /// The file on its way now, with per cent of its bytes.
    pub sending: RwSignal<Option<(EvidenceId, u8)>>,
    /// Files go out by Wi-Fi only.
    pub wifi_only: RwSignal<bool>,
    /// Moves when a file has arrived or was refused: what pages show of the record may be old.
    pub arrived: RwSignal<u32>,
    list: RwSignal<Vec<PendingFile>>,
    /// Bytes that the device did not keep: they live as long as this tab.
    loose: StoredValue<HashMap<EvidenceId, ArrayBuffer>, LocalStorage>,
    /// Files that are being given a new identity: a second press does not give them another.
    renewing: StoredValue<Vec<EvidenceId>>,
    /// Files that got a new identity because the server had given the old one up: that is done once.
    renewed: StoredValue<Vec<EvidenceId>>,
    store: Store,
    session: Session,
    outbox: Outbox,
}

/// Starts the queue.
pub fn start() -> Upload {
    let list = RwSignal::new(Vec::new());
    let upload = Upload {
        pending: list.into(),
        sending: RwSignal::new(None),
        wifi_only: RwSignal::new(browser::setting(WIFI).is_some()),
        arrived: RwSignal::new(0),
        list,
        loose: StoredValue::new_local(HashMap::new()),
        renewing: StoredValue::new(Vec::new()),
        renewed: StoredValue::new(Vec::new()),
        store: use_store(),
        session: use_session(),
        outbox: use_outbox(),
    };
    use_outbox().join(Rc::new(upload));
    upload
}

impl Sender for Upload {
    fn list(&self) -> Vec<Item> {
        self.pending.with(|pending| {
            pending
                .iter()
                .map(|it| Item {
                    what: ItemId::File(it.id),
                    title: [&it.name, ": ", &it.title].concat(),
                    page: Some(to::innovation_part(it.innovation, "bukti")),
                    since: it.since,
                    words: self.words(it),
                    refusal: it.refusal.as_ref().map(Problem::words),
                    may_pass: it.may_pass(),
                    texts: Vec::new(),
                    bytes: usize::try_from(it.size).unwrap_or(usize::MAX),
                    kept: it.kept,
                })
                .collect()
        })
    }

    fn waiting(&self, asked: bool) -> Vec<Waiting> {
        let wifi = self.wifi_only.try_get_untracked() == Some(true) && send::is_cellular();
        let costs = wifi || (!asked && send::saves_data());
        let waiting = self.list.try_with_untracked(|list| {
            let waiting = list.iter().map(|it| Waiting {
                id: ItemId::File(it.id),
                about: Some(it.innovation),
                role: Role::File,
                since: it.since,
                held: costs || it.refusal.is_some(),
            });
            waiting.collect()
        });
        waiting.unwrap_or_default()
    }

    fn keeps(&self, item: &ItemId) -> bool {
        matches!(item, ItemId::File(_))
    }

    fn send<'a>(&'a self, item: &'a ItemId) -> Later<'a, Result<(), Halt>> {
        Box::pin(async move {
            let file = self.list.try_with_untracked(|list| {
                let mut list = list.iter();
                list.find(|it| ItemId::File(it.id) == *item).cloned()
            });
            let Some(file) = file.flatten() else {
                return Ok(());
            };
            let sent = self.carry(file).await;
            self.sending.try_set(None);
            sent.map_err(Halt::Fault)
        })
    }

    fn recall(&self) -> Later<'_, ()> {
        let upload = *self;
        Box::pin(async move { upload.look_at_store().await })
    }

    fn forget(&self) {
        self.loose.update_value(HashMap::clear);
        self.list.set(Vec::new());
    }

    fn retry(&self, item: &ItemId) {
        if let ItemId::File(id) = *item {
            self.again(id);
        }
    }

    fn discard(&self, item: &ItemId) {
        if let ItemId::File(id) = *item {
            self.forget_file(id);
        }
    }

    fn keep(&self) {
        let loose = self.loose.try_with_value(Clone::clone).unwrap_or_default();
        for (id, bytes) in loose {
            let upload = *self;
            spawn_local(async move {
                upload.keep_with_bytes(id, &bytes).await;
            });
        }
    }

    fn settled(&self) -> Vec<String> {
        Vec::new()
    }
}

impl Upload {
    /// Takes a file in: on the device when this returns Ok. With a fault it is in this tab only, and goes out from there.
    pub async fn add(self, said: Said, ready: Ready) -> Result<EvidenceId, StoreFault> {
        let file = PendingFile {
            id: EvidenceId(ids::new()),
            key: ids::key(),
            innovation: said.innovation,
            title: said.title,
            name: ready.name,
            kind: ready.kind,
            size: u64::from(ready.bytes.byte_length()),
            original: ready.original,
            sha256: ready.sha256,
            purpose: said.purpose,
            note: said.note,
            on_site: said.on_site,
            captured_at: ready.captured_at,
            date_from: ready.date_from,
            since: clock::now(),
            announced: false,
            tried: false,
            refusal: None,
            kept: false,
        };
        let (id, key) = (file.id, file.place());
        // Chosen again after a refusal: the refused one makes way.
        for refused in self.replaced(&file) {
            self.forget_file(refused);
        }
        self.loose.try_update_value(|loose| {
            loose.insert(id, ready.bytes.clone());
        });
        self.list.update(|list| list.push(file.clone()));
        // Together: another tab that starts now lets bytes without a name go.
        let kept = self
            .store
            .put_with_file(&key, &file, &ready.bytes, None)
            .await;
        if kept.is_ok() {
            self.loose.try_update_value(|loose| loose.remove(&id));
            self.change(id, |file| file.kept = true);
        }
        self.go_on();
        kept.map(|()| id)
    }

    /// The refused ones that a file chosen again stands for: the same bytes of the same innovation.
    fn replaced(self, new: &PendingFile) -> Vec<EvidenceId> {
        let found = self.list.try_with_untracked(|list| {
            list.iter()
                .filter(|it| {
                    !it.on_its_way()
                        && it.innovation == new.innovation
                        && it.sha256 == new.sha256
                        && it.purpose == new.purpose
                })
                .map(|it| it.id)
                .collect()
        });
        found.unwrap_or_default()
    }

    /// What waits for an innovation, oldest first; follows changes.
    pub fn waiting_for(self, innovation: InnovationId) -> Vec<PendingFile> {
        self.list.with(|list| {
            list.iter()
                .filter(|file| file.innovation == innovation)
                .cloned()
                .collect()
        })
    }

    /// One of the three words for a file, or why it stays; follows changes.
    pub fn words(self, file: &PendingFile) -> String {
        match self.sending.get() {
            Some((id, percent)) if id == file.id => {
                ["Mengirim ", &percent.to_string(), " %"].concat()
            }
            _ if !file.may_pass() => "Tidak diterima".to_owned(),
            _ if file.refusal.is_some() => "Di perangkat ini, belum terkirim".to_owned(),
            _ => ["Di perangkat ini ", &file.since.wib().clock()].concat(),
        }
    }

    /// Throws a file away: it will not be sent.
    pub fn discard(self, id: EvidenceId) {
        self.forget_file(id);
    }

    /// Tries a refused file again, under a new identity: the server may have given the old one up.
    pub fn again(self, id: EvidenceId) {
        spawn_local(async move {
            match self.renew(id).await {
                Renewed::Now(_) => self.send_now(),
                Renewed::Gone => {
                    self.refuse(id, Problem::new(Code::FileBroken)).await;
                }
                Renewed::Full => {
                    announce(
                        "Penyimpanan di perangkat ini penuh. Kosongkan ruang, lalu coba lagi.",
                    );
                }
                Renewed::Unread => {
                    announce("Berkas di perangkat ini belum terbaca. Coba lagi.");
                }
                Renewed::Underway => {}
            }
        });
    }

    /// Sends what waits now, also when the browser saves data: the person asked for it.
    pub fn send_now(self) {
        self.outbox.send_now();
    }

    /// Switches "only by Wi-Fi".
    pub fn set_wifi_only(self, on: bool) {
        browser::set_setting(WIFI, on.then_some("1"));
        self.wifi_only.set(on);
        self.go_on();
    }

    /// Why nothing goes out by itself now; follows changes.
    pub fn held(self) -> Option<&'static str> {
        if !net::online().get() {
            Some("Tanpa sinyal: terkirim sendiri begitu tersambung.")
        } else if self.wifi_only.get() && send::is_cellular() {
            Some("Menunggu Wi-Fi, sesuai pilihan Anda.")
        } else if send::saves_data() {
            Some("Hemat data menyala di HP ini. Tekan Kirim sekarang untuk mengirim.")
        } else {
            None
        }
    }

    /// The browser says what kind of connection it has.
    pub fn knows_connection(self) -> bool {
        send::knows_kind()
    }

    fn go_on(self) {
        self.outbox.wake();
    }

    async fn carry(self, file: PendingFile) -> Result<(), Fault> {
        // Sent or thrown away in another tab.
        if file.kept && self.store.get(Room::Drafts, &file.place()).await == Ok(None) {
            self.list
                .try_update(|list| list.retain(|it| it.id != file.id));
            self.arrived.try_update(|n| *n += 1);
            return Ok(());
        }
        if let Some(problem) = file.refusal {
            return Err(Fault::Refused(problem));
        }
        match self.deliver(&file).await {
            Ok(at) => {
                clock::learn(at);
                if file.kind.is_image()
                    && let Some(url) = self.picture(file.id).await
                {
                    // What fails here is made when it is published.
                    let _ = self.make_small(file.id, &url).await;
                    let _ = Url::revoke_object_url(&url);
                }
                self.forget_file(file.id);
                self.arrived.try_update(|n| *n += 1);
                Ok(())
            }
            // Given up by the server after a day without its bytes: announced anew, once.
            Err(Fault::Refused(problem))
                if problem.code == Code::NotFound
                    && file.announced
                    && self.renewed.try_with_value(|all| all.contains(&file.id)) == Some(false) =>
            {
                match self.renew(file.id).await {
                    Renewed::Now(id) => {
                        self.renewed.try_update_value(|all| all.push(id));
                        self.go_on();
                        Ok(())
                    }
                    Renewed::Underway | Renewed::Unread => Err(Fault::TimedOut),
                    Renewed::Gone | Renewed::Full => {
                        self.refuse(file.id, problem.clone()).await;
                        Err(Fault::Refused(problem))
                    }
                }
            }
            Err(Fault::Refused(problem)) if is_definite(problem.code) => {
                self.refuse(file.id, problem.clone()).await;
                Err(Fault::Refused(problem))
            }
            Err(fault) => Err(fault),
        }
    }

    async fn refuse(self, id: EvidenceId, problem: Problem) {
        self.change(id, |file| file.refusal = Some(problem));
        self.keep(id).await;
        // The record no longer lists what was announced.
        self.arrived.try_update(|n| *n += 1);
    }

    async fn deliver(self, file: &PendingFile) -> Result<Instant, Fault> {
        self.sending.try_set(Some((file.id, 0)));
        if !file.announced {
            let body = EvidenceNew {
                id: file.id,
                purpose: file.purpose,
                source: Source::File {
                    name: file.name.clone(),
                    kind: file.kind,
                    size: file.size,
                    sha256: file.sha256.clone(),
                },
                note: file.note.clone(),
                captured_at: file.captured_at,
                date_from: file.date_from,
                on_site: file.on_site,
            };
            let innovation = file.innovation;
            api::call_keyed(&EvidenceAdd { innovation }, &body, file.key).await?;
            self.change(file.id, |file| file.announced = true);
            self.keep(file.id).await;
        }
        if file.tried {
            // The answer may have been lost, or its look may have had to wait: asked without sending ten megabytes again.
            match send::ask(file.id).await {
                Ok(saved) => return Ok(saved.at),
                Err(Fault::Refused(problem)) if problem.code == Code::FileDigest => {}
                Err(fault) => return Err(fault),
            }
        }
        let bytes = match self.bytes(file.id).await {
            Ok(Some(bytes)) => bytes,
            // The device lost it: the person picks it again.
            Ok(None) => return Err(Fault::Refused(Problem::new(Code::FileBroken))),
            // It could not be read now: the next round tries again.
            Err(_) => return Err(Fault::TimedOut),
        };
        let (id, sending) = (file.id, self.sending);
        let moved = move |percent| {
            sending.try_set(Some((id, percent)));
        };
        self.change(file.id, |file| file.tried = true);
        self.keep(file.id).await;
        let saved = send::put(file.id, &bytes, moved).await?;
        Ok(saved.at)
    }

    /// Makes the small picture of a photo that the server has, from an address under which this page may read it, and sends it.
    pub async fn make_small(self, id: EvidenceId, url: &str) -> Option<()> {
        let bytes = photo::small(url).await?;
        send::put_small(id, &bytes).await.ok()?;
        Some(())
    }

    /// An address under which a waiting picture can be shown; whoever shows it lets it go (`Url::revoke_object_url`).
    pub async fn picture(self, id: EvidenceId) -> Option<String> {
        photo::preview(&self.bytes(id).await.ok()??)
    }

    /// The bytes of a file; none when they are gone.
    async fn bytes(self, id: EvidenceId) -> Result<Option<ArrayBuffer>, StoreFault> {
        let loose = self
            .loose
            .try_with_value(|loose| loose.get(&id).cloned())
            .flatten();
        match loose {
            Some(bytes) => Ok(Some(bytes)),
            None => self.store.file(&place(id)).await,
        }
    }

    /// Gives a file a new identity. When the device does not take the new name for the old one, the old one stays as it is:
    /// under two names it could become two pieces of evidence.
    async fn renew(self, old: EvidenceId) -> Renewed {
        let first = self.renewing.try_update_value(|all| {
            let first = !all.contains(&old);
            if first {
                all.push(old);
            }
            first
        });
        if first != Some(true) {
            return Renewed::Underway;
        }
        let renewed = self.renew_once(old).await;
        self.renewing
            .try_update_value(|all| all.retain(|it| *it != old));
        renewed
    }

    async fn renew_once(self, old: EvidenceId) -> Renewed {
        let find = || {
            self.list
                .try_with_untracked(|list| list.iter().find(|file| file.id == old).cloned())
                .flatten()
        };
        let bytes = self.bytes(old).await;
        let Some(file) = find() else {
            return Renewed::Underway;
        };
        let bytes = match bytes {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Renewed::Gone,
            Err(_) => return Renewed::Unread,
        };
        let kept = file.kept;
        let new = PendingFile {
            id: EvidenceId(ids::new()),
            key: ids::key(),
            announced: false,
            tried: false,
            refusal: None,
            ..file
        };
        let id = new.id;
        if kept {
            let (to, from) = (place(id), place(old));
            let done = self.store.put_with_file(&to, &new, &bytes, Some(&from));
            if done.await.is_err() {
                return Renewed::Full;
            }
            // Thrown away meanwhile: it does not come back under another name.
            if find().is_none() {
                self.erase(id).await;
                return Renewed::Underway;
            }
        } else {
            self.loose.try_update_value(|loose| {
                loose.remove(&old);
                loose.insert(id, bytes);
            });
        }
        self.change(old, |file| *file = new);
        Renewed::Now(id)
    }

    /// Writes a file and what is known of it; true when both are on the device.
    async fn keep_with_bytes(self, id: EvidenceId, bytes: &ArrayBuffer) -> bool {
        let file = self
            .list
            .try_with_untracked(|list| list.iter().find(|file| file.id == id).cloned());
        let Some(file) = file.flatten() else {
            return false;
        };
        // Together: another tab lets bytes without a name go.
        let done = self
            .store
            .put_with_file(&place(id), &file, bytes, None)
            .await;
        if done.is_ok() {
            self.loose.try_update_value(|loose| loose.remove(&id));
            self.change(id, |file| file.kept = true);
        }
        done.is_ok()
    }

    fn change(self, id: EvidenceId, change: impl FnOnce(&mut PendingFile)) {
        self.list.try_update(|list| {
            if let Some(file) = list.iter_mut().find(|file| file.id == id) {
                change(file);
            }
        });
    }

    /// Writes what is known of a file whose bytes are on the device.
    async fn keep(self, id: EvidenceId) -> bool {
        let file = self
            .list
            .try_with_untracked(|list| list.iter().find(|file| file.id == id).cloned());
        match file.flatten() {
            Some(file) if file.kept => self.store.set_draft(&place(id), &file).await.is_ok(),
            _ => false,
        }
    }

    fn forget_file(self, id: EvidenceId) {
        self.list
            .try_update(|list| list.retain(|file| file.id != id));
        self.loose.try_update_value(|loose| loose.remove(&id));
        spawn_local(async move { self.erase(id).await });
    }

    fn person(self) -> Option<PersonId> {
        self.session.person_untracked().map(|actor| actor.person)
    }

    async fn erase(self, id: EvidenceId) {
        let key = place(id);
        let _ = self.store.remove(Room::Drafts, &key).await;
        let _ = self.store.remove(Room::Files, &key).await;
    }

    /// What this device holds of the person; bytes without a name (a tab that closed in between) are let go.
    async fn look_at_store(self) {
        let person = self.person();
        let found = self.store.list(Room::Drafts, PLACE).await;
        let mut files: Vec<PendingFile> = found
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(_, text)| json::read(&text).ok())
            .collect();
        if self.person() != person {
            return;
        }
        self.list.try_update(|list| {
            files.retain(|file| list.iter().all(|known| known.id != file.id));
            for mut file in files {
                file.kept = true;
                list.push(file);
            }
            list.sort_by_key(|file| file.since);
        });
        for key in self.store.files().await.unwrap_or_default() {
            let id = key.strip_prefix(PLACE).and_then(|id| id.parse().ok());
            let known = self
                .list
                .try_with_untracked(|list| list.iter().any(|file| Some(file.id) == id));
            // What does not open or cannot be read is no reason to let its bytes go.
            if known == Some(false) && self.store.get(Room::Drafts, &key).await == Ok(None) {
                let _ = self.store.remove(Room::Files, &key).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::size_words;

    #[test]
    fn sizes_are_told_as_people_say_them() {
        assert_eq!(size_words(1), "1 kB");
        assert_eq!(size_words(312_000), "312 kB");
        assert_eq!(size_words(4_100_000), "4,1 MB");
        assert_eq!(size_words(10_485_760), "10,5 MB");
    }
}
