//! Real innovation names with invented marks, for looking at pages and for measuring them.

use klisida_domain::{
    agency::{self, AgencyCode},
    competition::Method,
    defaults,
    disclosure::Precision,
    ids::{self, InnovationId},
    innovation::{Carrier, Innovation, Years},
    law::{Criterion, Kind},
    publication::{Board, PublicBoard, Row, Version},
    ranking::Tie,
    text,
    time::Instant,
};

/// The innovations of the shared data set.
pub fn innovations() -> Vec<Innovation> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/innovations.csv");
    let mut reader =
        csv::Reader::from_path(path).expect("data/innovations.csv is part of the repository");
    reader
        .records()
        .map(|record| {
            let record = record.expect("a well-formed line");
            let cell = |n: usize| record.get(n).unwrap_or_default().to_owned();
            let (name, region, origin) = (cell(0), cell(2), cell(10));
            Innovation {
                id: InnovationId(ids::uuid_v7(1_790_000_000_000, [0; 10])),
                slug: text::slug(&name),
                name,
                agency: cell(1),
                agency_code: (region == agency::HOME_REGION)
                    .then(|| AgencyCode("DINKES".to_owned())),
                region,
                province: cell(3),
                years: Years::parse(&cell(4)).unwrap_or_default(),
                kind: Kind::from_code(&cell(5)),
                carrier: Carrier::Region,
                replication: !origin.is_empty(),
                replicated_from: Some(origin).filter(|it| !it.is_empty()),
                unverified: false,
                stage: None,
            }
        })
        .collect()
}

/// A published board of `count` real innovations with invented marks; the same on every run.
pub fn board(count: usize) -> PublicBoard {
    let mut seed = 20_261_012_u64;
    let mut next = move |below: u64| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let weights = [20, 30, 20, 20, 10];
    let mut taken: Vec<String> = Vec::new();
    let mut rows: Vec<Row> = innovations()
        .into_iter()
        .take(count)
        .map(|line| {
            let judges = 3 + next(3);
            let quality = 52 + next(34);
            let sums: [u64; 5] = core::array::from_fn(|_| {
                (0..judges)
                    .map(|_| (quality + next(26)).saturating_sub(10).min(100))
                    .sum()
            });
            let mean =
                |sum: u64| i64::try_from((sum * 200 + judges) / (2 * judges)).expect("small");
            let total: u64 = sums
                .iter()
                .zip(weights)
                .map(|(sum, weight)| sum * weight)
                .sum();
            let slug = text::free_slug(&text::slug(&line.name), |it| {
                taken.iter().any(|other| other == it)
            });
            taken.push(slug.clone());
            Row {
                rank: 0,
                slug,
                name: line.name,
                agency: line.agency,
                region: line.region,
                kind: line.kind,
                score: i64::try_from((total * 2 + judges) / (2 * judges)).expect("small"),
                criteria: Some(sums.map(mean)),
                judges: u32::try_from(judges).expect("small"),
                tie: Tie::default(),
            }
        })
        .collect();
    rows.sort_by_key(|row| (-row.score, row.criteria.map(|it| -it[1])));
    for n in 0..rows.len() {
        rows[n].rank = u32::try_from(n).expect("small") + 1;
        if n > 0 && rows[n].score == rows[n - 1].score {
            rows[n - 1].tie.higher = Some(Criterion::Benefit);
            rows[n].tie.lower = Some(Criterion::Benefit);
        }
    }
    let at = |text: &str| Instant::from_wib_field(text).expect("a date");
    let versions = vec![
        Version {
            n: 2,
            at: at("2026-10-12T10:00"),
            note: Some(
                "Satu lembar nilai yang terkunci sebelum penutupan belum terhitung pada versi 1."
                    .to_owned(),
            ),
        },
        Version {
            n: 1,
            at: at("2026-10-09T15:30"),
            note: None,
        },
    ];
    PublicBoard::Final {
        board: Board {
            slug: "inovasi-2026".to_owned(),
            edition: "Kompetisi Inovasi Daerah 2026".to_owned(),
            year: 2026,
            version: 2,
            published_at: versions[0].at,
            note: versions[0].note.clone(),
            sample: true,
            weights: [20, 30, 20, 20, 10],
            method: Method::Mean,
            tie_chain: defaults::TIE_CHAIN.to_vec(),
            min_judges: 3,
            judges: 7,
            withdrawn: 1,
            excluded: 1,
            precision: Precision::Hundredths,
            rows,
            digest: "5f2b0c7d9e1a4c3388d0f6b1a97e52c4d3b8e6f01a2c4d5e6f708192a3b4c5d6".to_owned(),
        },
        versions,
        archived: false,
    }
}
