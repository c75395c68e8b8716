//! The clinic's demo: activities with those present, and four invented innovations at four places of the way.

use klisida_domain::activity::{
    Activity, ActivityId, ActivityKind, ActivityNew, AttendanceNew, Guest,
};
use klisida_domain::agency::AgencyCode;
use klisida_domain::api::{
    ActivityCreate, AttendanceAdd, ClinicSettingSet, ClinicSettingShow, CriteriaSet, LogAdd,
    PartPut, PublicationAsk, PublicationPut, RecordCreate, RecordShow, ReviewAdd, StepSet,
};
use klisida_domain::clinic::Judgement;
use klisida_domain::ids::{InnovationId, LogId, PlanItemId, ReviewId};
use klisida_domain::law::{Criterion, Kind, Principle, Stage};
use klisida_domain::log::{Ceremony, ItemState, MonitoringWay, Note};
use klisida_domain::part::{Answer, Content, Form, Identity, Initiator, Part, PrincipleCheck};
use klisida_domain::record::{Degree, Indicator, Message, PlanItem, Section, Stakeholder};
use klisida_domain::stage::{Desk, Finding, Hearing, Step};
use klisida_domain::time::{DAY, HOUR, Instant};
use klisida_domain::turn::{Duration, Durations};
use klisida_domain::wire::{
    self, ClinicSettings, CriteriaJudge, Empty, LogNew, PartSave, PublicationSet, RecordNew,
    RecordStep, ReviewNew, StepTake,
};

use super::people::{self, Account};
use crate::step::Outcome;

/// Who works on the demo's innovations.
pub struct Team<'a> {
    /// Initiator at the health office.
    pub innovator: &'a Account,
    /// Coordinator of the health office.
    pub agency: &'a Account,
    /// The clinic.
    pub clinic: &'a Account,
}

/// Loads it.
pub fn load(team: &Team, now: Instant) -> Outcome {
    settings(team)?;
    activities(team, now)?;
    let ideas = [
        (
            "Jemput Cek Gula Pasar (contoh)",
            "Pedagang pasar diperiksa gula darahnya di lapak, hasilnya langsung ke puskesmas.",
        ),
        (
            "Kelas Ibu Lewat Radio (contoh)",
            "Kelas ibu hamil disiarkan radio desa bagi dusun tanpa sinyal.",
        ),
        (
            "Antar Obat ke Pulau (contoh)",
            "Obat penyakit menahun diantar perahu pos setiap dua minggu.",
        ),
        (
            "Posyandu Kalender Panen (contoh)",
            "Jadwal posyandu mengikuti kalender panen supaya ibu dapat hadir.",
        ),
    ];
    for (far, (name, idea)) in ideas.into_iter().enumerate() {
        record(team, name, idea, far, now)?;
    }
    Ok(())
}

fn settings(team: &Team) -> Outcome {
    let client = &team.clinic.client;
    let version = client.call(&ClinicSettingShow {}, &Empty {})?.version;
    let days = [
        (Stage::Diagnose, Desk::Clinic, 7),
        (Stage::Design, Desk::Clinic, 10),
        (Stage::Diagnose, Desk::AgencyCoordinator, 5),
        (Stage::Design, Desk::Innovator, 30),
    ]
    .map(|(stage, desk, days)| Duration { stage, desk, days });
    let body = ClinicSettings {
        version,
        durations: Durations {
            days: days.to_vec(),
        },
    };
    client.call(&ClinicSettingSet {}, &body).map(drop)
}

fn activities(team: &Team, now: Instant) -> Outcome {
    for (kind, title, days, present) in [
        (
            ActivityKind::Socialisation,
            "Sosialisasi klinik inovasi (contoh)",
            -40,
            true,
        ),
        (
            ActivityKind::WorkshopDiagnose,
            "Lokakarya diagnosis (contoh)",
            -30,
            true,
        ),
        (
            ActivityKind::WorkshopDesign,
            "Lokakarya rancangan (contoh)",
            -20,
            true,
        ),
        (
            ActivityKind::Lecture,
            "Kuliah umum inovasi pelayanan (contoh)",
            6,
            false,
        ),
    ] {
        let activity = ActivityId(people::id()?);
        let starts_at = now.plus(days * DAY);
        let client = &team.clinic.client;
        client.call(
            &ActivityCreate {},
            &ActivityNew {
                id: activity,
                activity: Activity {
                    kind,
                    title: title.to_owned(),
                    starts_at,
                    ends_at: starts_at.plus(3 * HOUR),
                    place: "Mentok (contoh)".to_owned(),
                    host: None,
                    text: String::new(),
                },
            },
        )?;
        if present {
            let guest = |name: &str, code: &str| {
                Guest::of_agency(name.to_owned(), AgencyCode(code.to_owned()))
            };
            let guests = vec![
                guest("Ratna Kusuma (contoh)", "DINKES"),
                guest("Yoga Pratama (contoh)", "DISKOMINFO"),
            ];
            client.call(&AttendanceAdd { activity }, &AttendanceNew { guests })?;
        }
    }
    Ok(())
}

/// One innovation: `far` 0 stays a draft of an idea, 1 waits for the clinic, 2 is at its plan, 3 is delivered and public.
fn record(team: &Team, name: &str, idea: &str, far: usize, now: Instant) -> Outcome {
    let innovation = InnovationId(people::id()?);
    let writer = &team.innovator.client;
    writer.call(
        &RecordCreate {},
        &RecordNew {
            id: innovation,
            name: name.to_owned(),
            idea: idea.to_owned(),
            kind: Some(Kind::Process),
            agency: None,
        },
    )?;
    let it = Record {
        team,
        innovation,
        now,
    };
    it.names(name, idea)?;
    it.step(writer, Step::HandIn)?;
    if far == 0 {
        return it.save(
            Part::Text(Section::Problem),
            Content::Text(words("masalah")),
        );
    }
    it.idea_card()?;
    it.step(writer, Step::HandIn)?;
    it.step(&team.agency.client, Step::Release)?;
    if far == 1 {
        return Ok(());
    }
    it.review()?;
    let plan = it.plan()?;
    if far == 2 {
        return Ok(());
    }
    it.step(writer, Step::HandIn)?;
    it.step(&team.agency.client, Step::Release)?;
    it.review()?;
    it.deliver(plan)?;
    it.judge()?;
    let version = it.version()?;
    team.agency
        .client
        .call(&PublicationAsk { innovation }, &RecordStep { version })?;
    let body = PublicationSet {
        version: it.version()?,
        public: true,
        revision: it.show()?.asked_revision,
        reason: None,
    };
    team.clinic
        .client
        .call(&PublicationPut { innovation }, &body)
        .map(drop)
}

struct Record<'a> {
    team: &'a Team<'a>,
    innovation: InnovationId,
    now: Instant,
}

impl Record<'_> {
    fn show(&self) -> Outcome<wire::RecordView> {
        let innovation = self.innovation;
        self.team
            .clinic
            .client
            .call(&RecordShow { innovation }, &Empty {})
    }

    fn version(&self) -> Outcome<u32> {
        Ok(self.show()?.line.version)
    }

    fn save(&self, part: Part, content: Content) -> Outcome {
        let version = self
            .show()?
            .parts
            .iter()
            .find(|it| it.part == part)
            .map_or(0, |it| it.version);
        let body = PartSave {
            version,
            content,
            done: true,
        };
        let innovation = self.innovation;
        self.team
            .innovator
            .client
            .call(&PartPut { innovation, part }, &body)
            .map(drop)
    }

    fn step(&self, client: &crate::http::Client, step: Step) -> Outcome {
        let body = StepTake {
            version: self.version()?,
            step,
            reason: None,
        };
        let innovation = self.innovation;
        client.call(&StepSet { innovation }, &body).map(drop)
    }

    fn names(&self, name: &str, idea: &str) -> Outcome {
        self.save(
            Part::Identity,
            Content::Identity(Identity {
                name: name.to_owned(),
                idea: idea.to_owned(),
                kind: Some(Kind::Process),
                other_kinds: Vec::new(),
                digital: Some(false),
                form: Some(Form::PublicService),
                affairs: "Kesehatan".to_owned(),
                programme: "Program Pemenuhan Upaya Kesehatan".to_owned(),
                related: Vec::new(),
                trial_from: None,
                used_from: None,
            }),
        )?;
        self.save(
            Part::Initiators,
            Content::Initiators(vec![Initiator {
                name: self.team.innovator.name.clone(),
                position: "Perawat (contoh)".to_owned(),
                lead: true,
            }]),
        )
    }

    fn idea_card(&self) -> Outcome {
        for (section, about) in [
            (Section::Summary, "ringkasan"),
            (Section::Problem, "masalah"),
            (Section::Novelty, "kebaruan"),
            (Section::Solution, "solusi"),
            (Section::Benefit, "manfaat"),
        ] {
            self.save(Part::Text(section), Content::Text(words(about)))?;
        }
        let checks = Principle::ALL
            .iter()
            .map(|principle| PrincipleCheck {
                principle: *principle,
                answer: Some(Answer::Yes),
                proof: "Terlihat pada catatan layanan (contoh).".to_owned(),
            })
            .collect();
        self.save(Part::Principles, Content::Principles(checks))
    }

    fn plan(&self) -> Outcome<PlanItemId> {
        for (section, about) in [
            (Section::Replicability, "keberlanjutan"),
            (Section::Prerequisites, "prasyarat"),
            (Section::Compatibility, "kesesuaian"),
            (Section::Resources, "sumber daya"),
        ] {
            self.save(Part::Text(section), Content::Text(words(about)))?;
        }
        self.save(
            Part::Indicators,
            Content::Indicators(vec![Indicator {
                name: "Lama menunggu obat (contoh)".to_owned(),
                unit: "hari".to_owned(),
                baseline: Some(1_400),
                target: Some(300),
                result: Some(300),
                less_is_better: true,
                no_result: String::new(),
            }]),
        )?;
        let item = PlanItemId(people::id()?);
        self.save(
            Part::Plan,
            Content::Plan(vec![PlanItem {
                id: item,
                activity: "Menyiapkan rute dan petugas (contoh)".to_owned(),
                output: "Jadwal antar dua mingguan".to_owned(),
                owner: "Puskesmas (contoh)".to_owned(),
                from: Some(self.now.plus(-15 * DAY)),
                to: Some(self.now.plus(45 * DAY)),
                resources: "Perahu pos, dua petugas".to_owned(),
                indicator: "Delapan pengantaran sebulan".to_owned(),
            }]),
        )?;
        self.save(
            Part::Stakeholders,
            Content::Stakeholders(vec![Stakeholder {
                name: "Kepala desa (contoh)".to_owned(),
                influence: Some(Degree::High),
                interest: Some(Degree::High),
                approach: "Rapat singkat setiap bulan".to_owned(),
            }]),
        )?;
        self.save(
            Part::Communication,
            Content::Communication(vec![Message {
                target: "Pasien dan keluarga".to_owned(),
                message: "Obat datang sendiri, tidak perlu ke kota".to_owned(),
                channel: "Kader dan radio desa".to_owned(),
                when: "Dua hari sebelum pengantaran".to_owned(),
            }]),
        )?;
        Ok(item)
    }

    fn review(&self) -> Outcome {
        let record = self.show()?;
        let innovation = self.innovation;
        let body = ReviewNew {
            id: ReviewId(people::id()?),
            version: record.line.version,
            revision: record.revision,
            hearing: Hearing::DeskConsultation,
            held_on: self.now,
            finding: Finding::Valid,
            reasons: "Masalah, solusi, dan angkanya jelas (contoh).".to_owned(),
            parts: Vec::new(),
            remarks: Vec::new(),
            announce: true,
            aside: None,
            replaces: None,
        };
        self.team
            .clinic
            .client
            .call(&ReviewAdd { innovation }, &body)
            .map(drop)
    }

    fn deliver(&self, item: PlanItemId) -> Outcome {
        let notes = [
            Note::Launch {
                place: "Dermaga (contoh)".to_owned(),
                ceremony: Ceremony::Informal,
                text: "Pengantaran pertama bersama kader (contoh).".to_owned(),
            },
            Note::Progress {
                item,
                state: ItemState::Running,
                text: "Rute pertama berjalan (contoh).".to_owned(),
            },
            Note::Monitoring {
                way: MonitoringWay::Observation,
                text: "Petugas ikut perahu, dua belas pasien terlayani (contoh).".to_owned(),
            },
            Note::Obstacle {
                text: "Ombak tinggi menunda satu pengantaran (contoh).".to_owned(),
                owner: "Puskesmas (contoh)".to_owned(),
                due: self.now.plus(14 * DAY),
            },
        ];
        let innovation = self.innovation;
        for (n, note) in notes.into_iter().enumerate() {
            let body = LogNew {
                id: LogId(people::id()?),
                at: self.now.plus(-HOUR * (4 - i64::try_from(n).unwrap_or(0))),
                note,
            };
            let client = &self.team.innovator.client;
            client.call(&LogAdd { innovation }, &body)?;
        }
        Ok(())
    }

    fn judge(&self) -> Outcome {
        let body = CriteriaJudge {
            version: self.version()?,
            criteria: Criterion::ALL
                .iter()
                .map(|criterion| Judgement {
                    criterion: *criterion,
                    met: true,
                    reason: "Terpenuhi menurut telaah (contoh).".to_owned(),
                })
                .collect(),
        };
        let innovation = self.innovation;
        self.team
            .clinic
            .client
            .call(&CriteriaSet { innovation }, &body)
            .map(drop)
    }
}

/// An invented text about a heading.
fn words(about: &str) -> String {
    format!(
        "Teks contoh tentang {about}. Warga di dusun jauh menempuh perjalanan panjang untuk layanan yang \
         sebenarnya dapat datang kepada mereka. Petugas mencatat, menghitung, dan memperbaiki setiap bulan."
    )
}
