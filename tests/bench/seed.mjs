// SQL that puts one published board of n rows beside whatever else is stored; for measuring only.
import { readFileSync } from "node:fs";

const quote = (text) => `'${text.replaceAll("'", "''")}'`;

/** The real innovations' names, agencies and regions (public facts), repeated up to n. */
function innovations(n) {
  const text = readFileSync(new URL("../../data/innovations.csv", import.meta.url), "utf8");
  const rows = text.split("\n").slice(1).filter(Boolean).map((line) => {
    const cells = [...line.matchAll(/("([^"]*(?:""[^"]*)*)"|[^,]*)(,|$)/g)].map((it) => (it[2] ?? it[1]).replaceAll('""', '"'));
    return { name: cells[0], agency: cells[1], region: cells[2], kind: cells[5] };
  });
  return Array.from({ length: n }, (_, index) => rows[index % rows.length]);
}

const kinds = new Set(["proses", "metode", "produk", "konseptual", "teknologi", "struktur", "hubungan", "sdm"]);

/** A board of n rows with plausible, invented figures. */
export function board(slug, n) {
  let state = 54;
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const rows = innovations(n).map((it, index) => {
    const level = 9400 - Math.round((index * 5200) / n);
    const criteria = Array.from({ length: 5 }, () => Math.min(10_000, level - 400 + Math.round(random() * 800)));
    const [a, b, c, d, e] = criteria;
    const folded = it.name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 56);
    return {
      rank: index + 1,
      slug: `${folded}-${index}`,
      name: it.name,
      agency: it.agency,
      region: it.region,
      kind: kinds.has(it.kind) ? it.kind : null,
      score: Math.round((20 * a + 30 * b + 20 * c + 20 * d + 10 * e) / 100),
      criteria,
      judges: 3 + (index % 5),
      tie: {},
    };
  });
  rows.sort((a, b) => b.score - a.score);
  rows.forEach((row, index) => (row.rank = index + 1));
  return {
    slug,
    edition: "Kompetisi ukur (contoh)",
    year: 2026,
    version: 1,
    published_at: 1_790_000_000_000,
    note: null,
    sample: true,
    weights: [20, 30, 20, 20, 10],
    method: "mean",
    tie_chain: ["kemanfaatan", "replikasi", "kebaruan", "solusi", "kompatibilitas"],
    min_judges: 3,
    judges: 9,
    withdrawn: 0,
    rows,
    digest: "0".repeat(64),
  };
}

/** The statements for it; `which` tells boards of one database apart, from 1. */
export function sql(slug, n, which = 1) {
  const person = "01900000-0000-7000-8000-000000000001";
  const edition = `01900000-0000-7000-8000-1${String(which).padStart(11, "0")}`;
  const it = board(slug, n);
  const rules = JSON.stringify({ weights: it.weights, tie_chain: it.tie_chain });
  const versions = JSON.stringify([{ n: 1, at: it.published_at, note: null }]);
  return [
    `INSERT OR IGNORE INTO person (id, username, name, verifier, created_at) VALUES ('${person}', 'ukur', 'Ukur', '$argon2id$tidak-dapat-masuk', 1);`,
    `INSERT INTO edition (id, slug, name, year, entrants, opens_at, closes_at, min_judges, rubric, tie_chain, sample, recorded, published, created_at, created_by, opened_at, closed_at)
     VALUES ('${edition}', ${quote(slug)}, 'Kompetisi ukur (contoh)', 2026, 'terbuka', 1, 2, 3, '{}', '[]', 1, 'published', 1, 1, '${person}', 1, 2);`,
    `INSERT INTO board (slug, edition_id, name, year, recorded, opens_at, closes_at, sample, rules, published_at, board, versions)
     VALUES (${quote(slug)}, '${edition}', 'Kompetisi ukur (contoh)', 2026, 'published', 1, 2, 1, ${quote(rules)}, ${it.published_at}, ${quote(JSON.stringify(it))}, ${quote(versions)});`,
  ].join("\n");
}
