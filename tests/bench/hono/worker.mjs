// The plain way to answer the same board: a small Hono Worker over the same D1 file, with the same rows and figures in the
// same markup, so that both write as many elements.
import { Hono } from "hono";
import { html } from "hono/html";

const CRITERIA = ["Kebaruan", "Kemanfaatan", "Memberi solusi", "Dapat direplikasikan", "Kompatibilitas"];
const number = (hundredths) => `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, "0")}`;
const path = (means) => means.reduce((d, mean) => `${d}v${Math.round(mean / 1000)}V0m4 0`, "M2 0");

const breakdown = ({ criteria, judges }) => html`<details class="why"><summary><span class="sr">Rincian</span><svg class="crit" viewBox="0 0 20 10" aria-hidden="true"><path d="${path(criteria)}"></path></svg></summary>
<table><tbody><tr>${CRITERIA.map((it) => html`<th>${it}</th>`)}<th>Juri</th></tr><tr>${criteria.map((it) => html`<td>${number(it)}</td>`)}<td>${judges}</td></tr></tbody></table></details>`;

const carrier = (row) => (row.agency.includes(row.region) ? row.agency : `${row.agency}, ${row.region}`);

const page = (board) => {
  const to = (row) => `/inovasi/${row.slug}`;
  return html`<!doctype html>
<html lang="id"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${board.edition}</title></head>
<body><main><h1>Papan peringkat</h1><p>${board.edition}</p>
<ol class="podium">${board.rows.slice(0, 3).map(
    (row) => html`<li class="card"><b class="num">${row.rank}</b><div><a href="${to(row)}">${row.name}</a><small>${carrier(row)}</small></div><strong>${number(row.score)}</strong>${breakdown(row)}</li>`,
  )}</ol>
<div class="card board"><table><caption>Peringkat selanjutnya</caption><thead><tr><th>Peringkat</th><th>Inovasi</th><th>Instansi</th><th>Lima kriteria</th><th>Nilai</th></tr></thead>
<tbody>${board.rows.slice(3).map(
    (row) => html`<tr><td>${row.rank}</td><td><a href="${to(row)}">${row.name}</a></td><td>${carrier(row)}</td><td>${breakdown(row)}</td><td>${number(row.score)}</td></tr>`,
  )}</tbody></table></div></main></body></html>`;
};

const app = new Hono();

app.get("/papan/:slug", async (context) => {
  const row = await context.env.DB.prepare("SELECT board FROM board WHERE slug = ?1").bind(context.req.param("slug")).first();
  if (!row?.board) return context.notFound();
  context.header("cache-control", "public, max-age=5, stale-while-revalidate=60");
  return context.html(page(JSON.parse(row.board)));
});

export default app;
