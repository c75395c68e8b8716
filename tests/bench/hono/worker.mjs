// The plain way to answer the same board: a small Hono Worker over the same D1 file.
import { Hono } from "hono";
import { html, raw } from "hono/html";

const criteria = ["Kebaruan", "Kemanfaatan", "Memberi solusi", "Dapat direplikasikan", "Kompatibilitas"];
const number = (hundredths) => `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, "0")}`;
const app = new Hono();

app.get("/papan/:slug", async (context) => {
  const row = await context.env.DB.prepare("SELECT board FROM board WHERE slug = ?1").bind(context.req.param("slug")).first();
  if (!row?.board) return context.notFound();
  const board = JSON.parse(row.board);
  const page = html`<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>${board.edition}</title></head><body><h1>${board.edition}</h1>
<table><thead><tr><th>Peringkat</th><th>Inovasi</th><th>Instansi</th><th>Nilai</th></tr></thead><tbody>
${board.rows.map(
    (it) => html`<tr><td>${it.rank}</td><td><a href="/inovasi/${it.slug}">${it.name}</a><details><summary>Rincian</summary><dl>
${it.criteria.map((mean, n) => html`<dt>${criteria[n]}</dt><dd>${number(mean)}</dd>`)}</dl><p>${it.judges} juri</p></details></td>
<td>${it.agency}</td><td>${number(it.score)}</td></tr>`,
  )}
</tbody></table></body></html>`;
  context.header("cache-control", "public, max-age=5, stale-while-revalidate=60");
  return context.html(page);
});
app.get("/", (context) => context.html(raw("<!doctype html><title>ok</title>")));

export default app;
