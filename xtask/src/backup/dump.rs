//! A database as a script that builds it again within D1's limits, and as one digest a table.
//!
//! D1's own export cannot be read back (tables that refer to later ones, statements over 100,000 bytes), and writes a text
//! that holds both a line feed and the two characters `\n` wrongly. So: tables without triggers, rows with the foreign keys
//! deferred to the end, long values in parts that one INSERT … SELECT joins, the counters of AUTOINCREMENT, indexes, triggers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::fingerprint::hex;
use crate::step::{Doing, Failure, Outcome};

use super::place::Place;

/// Longest statement written; D1 refuses one over 100,000 bytes.
const STATEMENT: usize = 90_000;
/// Bytes of one part of a long value: even if every character must be doubled, the statement stays short.
const PART: usize = 40_000;
/// Bytes asked for in one call.
const ANSWER: u64 = 8_000_000;
/// Most rows of a table in one call.
const ROWS: u64 = 5_000;
/// Where long values wait to be joined. The script drops it again.
const PARTS: &str = "restore_part";
/// How the row's own number is called in our questions.
const ROWID: &str = "own rowid";

/// What a table holds, and what its rows come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of the rows in the order of their key.
    pub sha256: String,
}

/// A file of the bucket that a row speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Key in the bucket.
    pub key: String,
    /// SHA-256 of its bytes, as the row says.
    pub sha256: String,
}

/// What was read.
pub struct Summary {
    /// Each table.
    pub tables: BTreeMap<String, Sum>,
    /// SHA-256 over the statements that made tables, indexes, triggers, and over the counters.
    pub schema: String,
    /// The files that belong to it.
    pub files: Vec<FileRow>,
}

struct Column {
    name: String,
    /// Place in the primary key, from 1; 0 outside it.
    key: u64,
}

struct Table {
    name: String,
    sql: String,
    columns: Vec<Column>,
    /// Rows have a number of their own beside the columns.
    numbered: bool,
    rows: u64,
    bytes: u64,
    most: u64,
}

impl Table {
    /// What the rows are ordered by.
    fn keys(&self) -> Vec<String> {
        if self.numbered {
            return vec!["rowid".to_owned()];
        }
        let mut keys: Vec<&Column> = self.columns.iter().filter(|it| it.key > 0).collect();
        keys.sort_by_key(|it| it.key);
        keys.into_iter().map(|it| quoted(&it.name)).collect()
    }

    /// An INTEGER PRIMARY KEY is the number itself.
    fn number_is_a_column(&self) -> bool {
        let flat = self.sql.to_ascii_uppercase();
        self.columns.iter().filter(|it| it.key > 0).count() == 1
            && flat.contains("INTEGER PRIMARY KEY")
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.columns.iter().map(|it| quoted(&it.name)).collect();
        if self.numbered && !self.number_is_a_column() {
            names.insert(0, "rowid".to_owned());
        }
        names
    }

    /// Rows that fit one answer.
    fn page(&self) -> u64 {
        let typical = (self.bytes / self.rows.max(1)).max(self.most / 8).max(1);
        (ANSWER / 2 / typical).clamp(1, ROWS)
    }

    fn question(&self, after: Option<&[Value]>) -> String {
        let keys = self.keys();
        let mut select = self.columns.iter().fold(String::new(), |mut text, it| {
            let _ = write!(text, ", {}", quoted(&it.name));
            text
        });
        if self.numbered {
            let _ = write!(select, ", rowid AS {}", quoted(ROWID));
        }
        let beyond = after.map_or_else(String::new, |values| {
            let values: Vec<String> = values.iter().map(literal).collect();
            format!(" WHERE ({}) > ({})", keys.join(", "), values.join(", "))
        });
        format!(
            "SELECT {} FROM {}{beyond} ORDER BY {} LIMIT {}",
            select.trim_start_matches(", "),
            quoted(&self.name),
            keys.join(", "),
            self.page()
        )
    }

    fn key_of(&self, row: &Value) -> Vec<Value> {
        if self.numbered {
            return vec![row[ROWID].clone()];
        }
        let mut keys: Vec<&Column> = self.columns.iter().filter(|it| it.key > 0).collect();
        keys.sort_by_key(|it| it.key);
        keys.into_iter().map(|it| row[&it.name].clone()).collect()
    }

    fn values(&self, row: &Value) -> Vec<Value> {
        let mut values: Vec<Value> = self
            .columns
            .iter()
            .map(|it| row[&it.name].clone())
            .collect();
        if self.numbered && !self.number_is_a_column() {
            values.insert(0, row[ROWID].clone());
        }
        values
    }
}

/// What stands around the tables.
struct Rest {
    counters: Vec<(String, Value)>,
    /// Indexes, then triggers and views.
    statements: Vec<String>,
}

/// Reads a whole database. With `script`, writes there what builds it again. When something is written meanwhile, nothing
/// read so far is one moment: the caller tries again ([`None`]).
pub fn read(place: &Place, script: Option<&mut dyn Write>) -> Outcome<Option<Summary>> {
    let (mut tables, rest) = outline(place)?;
    measure(place, &mut tables)?;
    let before = sizes(&tables);
    let mut script = Script::new(script);
    script.begin(&tables)?;
    let mut sums = BTreeMap::new();
    let mut files = Vec::new();
    contents(place, &tables, &mut script, &mut sums, &mut files)?;
    script.end(&rest)?;
    measure(place, &mut tables)?;
    if sizes(&tables) != before {
        return Ok(None);
    }
    let mut schema = Sha256::new();
    for text in tables.iter().map(|it| &it.sql).chain(&rest.statements) {
        schema.update(text.as_bytes());
        schema.update([0]);
    }
    schema.update(serde_json::to_vec(&rest.counters).doing("write JSON")?);
    Ok(Some(Summary {
        tables: sums,
        schema: hex(&schema.finalize()),
        files,
    }))
}

/// The names of the tables that are there.
pub fn table_names(place: &Place) -> Outcome<Vec<String>> {
    Ok(outline(place)?.0.into_iter().map(|it| it.name).collect())
}

fn sizes(tables: &[Table]) -> Vec<(u64, u64)> {
    tables.iter().map(|it| (it.rows, it.bytes)).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn outline(place: &Place) -> Outcome<(Vec<Table>, Rest)> {
    let objects = place.query(&[
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' ORDER BY type = 'trigger', rowid"
            .to_owned(),
        "SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'".to_owned(),
    ])?;
    let mut tables = Vec::new();
    let mut statements = Vec::new();
    for it in &objects[0] {
        let sql = text(&it["sql"]);
        if it["type"] == "table" {
            if sql.to_ascii_uppercase().starts_with("CREATE VIRTUAL") {
                return Err(Failure::new(
                    format!("the table {} is virtual and cannot be copied", it["name"]),
                    "",
                ));
            }
            let end = sql
                .rsplit(')')
                .next()
                .unwrap_or_default()
                .to_ascii_uppercase();
            tables.push(Table {
                name: text(&it["name"]),
                numbered: !end.contains("WITHOUT ROWID"),
                sql,
                columns: Vec::new(),
                rows: 0,
                bytes: 0,
                most: 0,
            });
        } else {
            statements.push(sql);
        }
    }
    let mut questions: Vec<String> = tables
        .iter()
        .map(|it| format!("PRAGMA table_info({})", quoted(&it.name)))
        .collect();
    if !objects[1].is_empty() {
        questions.push("SELECT name, seq FROM sqlite_sequence ORDER BY name".to_owned());
    }
    let answers = if questions.is_empty() {
        Vec::new()
    } else {
        place.query(&questions)?
    };
    for (table, columns) in tables.iter_mut().zip(&answers) {
        for column in columns {
            let kind = text(&column["type"]).to_ascii_uppercase();
            // d1_migrations is wrangler's own: TIMESTAMP there is text.
            if !["INTEGER", "TEXT", "TIMESTAMP"].contains(&kind.as_str()) {
                return Err(Failure::new(
                    format!(
                        "{}.{} is {kind}: only whole numbers and text are copied",
                        table.name, column["name"]
                    ),
                    "extend xtask/src/backup/dump.rs with a test",
                ));
            }
            table.columns.push(Column {
                name: text(&column["name"]),
                key: column["pk"].as_u64().unwrap_or(0),
            });
        }
    }
    let counters = answers
        .get(tables.len())
        .into_iter()
        .flatten()
        .map(|it| (text(&it["name"]), it["seq"].clone()))
        .collect();
    Ok((
        tables,
        Rest {
            counters,
            statements,
        },
    ))
}

fn measure(place: &Place, tables: &mut [Table]) -> Outcome {
    if tables.is_empty() {
        return Ok(());
    }
    let questions: Vec<String> = tables
        .iter()
        .map(|table| {
            let bytes: Vec<String> = table
                .columns
                .iter()
                .map(|it| format!("ifnull(length(CAST({} AS BLOB)), 0) + 3", quoted(&it.name)))
                .collect();
            format!(
                "SELECT count(*) AS n, ifnull(sum(b), 0) AS bytes, ifnull(max(b), 0) AS most FROM (SELECT {} AS b FROM {})",
                bytes.join(" + "),
                quoted(&table.name)
            )
        })
        .collect();
    let answers = place.query(&questions)?;
    for (table, found) in tables.iter_mut().zip(&answers) {
        let number = |name: &str| found.first().and_then(|it| it[name].as_u64()).unwrap_or(0);
        (table.rows, table.bytes, table.most) = (number("n"), number("bytes"), number("most"));
    }
    Ok(())
}

/// All rows, several tables in one call as far as the answer stays small.
fn contents(
    place: &Place,
    tables: &[Table],
    script: &mut Script,
    sums: &mut BTreeMap<String, Sum>,
    files: &mut Vec<FileRow>,
) -> Outcome {
    struct Reading<'a> {
        table: &'a Table,
        after: Option<Vec<Value>>,
        rows: u64,
        digest: Sha256,
        left: bool,
    }
    let mut readings: Vec<Reading> = tables
        .iter()
        .map(|table| Reading {
            table,
            after: None,
            rows: 0,
            digest: Sha256::new(),
            left: table.rows > 0,
        })
        .collect();
    loop {
        let (mut room, mut asked) = (ANSWER, Vec::new());
        for (n, it) in readings.iter().enumerate().filter(|(_, it)| it.left) {
            let left = it.table.rows.saturating_sub(it.rows).max(1);
            let size = it.table.bytes / it.table.rows.max(1) * left.min(it.table.page());
            if !asked.is_empty() && size > room {
                continue;
            }
            room = room.saturating_sub(size);
            asked.push(n);
        }
        if asked.is_empty() {
            break;
        }
        let questions: Vec<String> = asked
            .iter()
            .map(|n| readings[*n].table.question(readings[*n].after.as_deref()))
            .collect();
        for (n, rows) in asked.into_iter().zip(place.query(&questions)?) {
            let it = &mut readings[n];
            for row in &rows {
                let values = it.table.values(row);
                it.digest
                    .update(serde_json::to_vec(&values).doing("write JSON")?);
                it.digest.update([b'\n']);
                script.row(it.table, &values)?;
                files.extend(files_of(row));
            }
            it.rows += rows.len() as u64;
            it.left = rows.len() as u64 == it.table.page();
            it.after = rows.last().map(|row| it.table.key_of(row));
        }
    }
    for it in readings {
        sums.insert(
            it.table.name.clone(),
            Sum {
                rows: it.rows,
                sha256: hex(&it.digest.finalize()),
            },
        );
    }
    Ok(())
}

/// What a row with a key in the bucket has there: its bytes, confirmed and not erased since, and its small picture beside them.
fn files_of(row: &Value) -> Vec<FileRow> {
    let there = !row["stored_at"].is_null() && row.get("erased_at").is_none_or(Value::is_null);
    let Some(key) = row["object_key"].as_str().filter(|_| there) else {
        return Vec::new();
    };
    let file = |key: String, sha256: &Value| {
        let sha256 = sha256.as_str()?.to_owned();
        Some(FileRow { key, sha256 })
    };
    let taken = !row["dropped_at"].is_null();
    let small = file(format!("{key}.small"), &row["small_sha256"]).filter(|_| !taken);
    file(key.to_owned(), &row["sha256"])
        .into_iter()
        .chain(small)
        .collect()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A value as SQL. What wrangler would mistake for a transaction, and what ends a text too early, travels as bytes.
fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) if text.contains('\0') || text.contains("BEGIN TRANSACTION") => {
            format!("CAST(X'{}' AS TEXT)", hex(text.as_bytes()))
        }
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    }
}

/// The script as it grows; without a place to write to, nothing.
struct Script<'a> {
    out: Option<&'a mut dyn Write>,
    /// Statement under way: its table, its length, whether it has a row.
    open: Option<(String, usize)>,
    long: u64,
}

impl<'a> Script<'a> {
    const fn new(out: Option<&'a mut dyn Write>) -> Self {
        Self {
            out,
            open: None,
            long: 0,
        }
    }

    fn write(&mut self, text: &str) -> Outcome {
        match &mut self.out {
            Some(out) => out.write_all(text.as_bytes()).doing("write the script"),
            None => Ok(()),
        }
    }

    fn begin(&mut self, tables: &[Table]) -> Outcome {
        self.write("PRAGMA defer_foreign_keys = TRUE;\n")?;
        self.write(&format!(
            "CREATE TABLE {PARTS} (id INTEGER NOT NULL, n INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id, n)) STRICT, WITHOUT ROWID;\n"
        ))?;
        for table in tables {
            self.write(&format!("{};\n", table.sql))?;
        }
        Ok(())
    }

    fn close(&mut self) -> Outcome {
        if self.open.take().is_some() {
            self.write(";\n")?;
        }
        Ok(())
    }

    fn row(&mut self, table: &Table, values: &[Value]) -> Outcome {
        if self.out.is_none() {
            return Ok(());
        }
        let head = format!(
            "INSERT INTO {} ({}) ",
            quoted(&table.name),
            table.names().join(", ")
        );
        let mut cells: Vec<String> = values.iter().map(literal).collect();
        let mut joined = false;
        while head.len() + cells.iter().map(|it| it.len() + 2).sum::<usize>() > STATEMENT {
            let Some(n) = (0..cells.len()).max_by_key(|n| cells[*n].len()) else {
                break;
            };
            let Some(text) = values[n].as_str() else {
                break;
            };
            cells[n] = self.parts(text)?;
            joined = true;
        }
        let cells = cells.join(", ");
        if joined {
            self.close()?;
            return self.write(&format!("{head}SELECT {cells};\n"));
        }
        let more = cells.len() + 4;
        match &mut self.open {
            Some((name, length)) if *name == table.name && *length + more <= STATEMENT => {
                *length += more;
                self.write(&format!(",\n({cells})"))
            }
            _ => {
                self.close()?;
                self.open = Some((table.name.clone(), head.len() + 8 + more));
                self.write(&format!("{head}VALUES\n({cells})"))
            }
        }
    }

    /// Puts a long text aside in parts; answers the expression that joins them.
    fn parts(&mut self, text: &str) -> Outcome<String> {
        self.close()?;
        self.long += 1;
        let (id, mut rest, mut n) = (self.long, text, 0);
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.floor_char_boundary(PART));
            n += 1;
            self.write(&format!(
                "INSERT INTO {PARTS} (id, n, text) VALUES ({id}, {n}, {});\n",
                literal(&Value::String(part.to_owned()))
            ))?;
            rest = after;
        }
        Ok(format!(
            "(SELECT group_concat(text, '') FROM (SELECT text FROM {PARTS} WHERE id = {id} ORDER BY n))"
        ))
    }

    fn end(&mut self, rest: &Rest) -> Outcome {
        self.close()?;
        self.write(&format!("DROP TABLE {PARTS};\n"))?;
        if !rest.counters.is_empty() {
            self.write("DELETE FROM sqlite_sequence;\n")?;
        }
        for (name, seq) in &rest.counters {
            self.write(&format!(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ({}, {});\n",
                literal(&Value::String(name.clone())),
                literal(seq)
            ))?;
        }
        for statement in &rest.statements {
            self.write(&format!("{statement};\n"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Column, STATEMENT, Script, Table, Value, literal};

    fn table() -> Table {
        Table {
            name: "note".to_owned(),
            sql:
                "CREATE TABLE note (id TEXT NOT NULL PRIMARY KEY, text TEXT) STRICT, WITHOUT ROWID"
                    .to_owned(),
            columns: vec![
                Column {
                    name: "id".to_owned(),
                    key: 1,
                },
                Column {
                    name: "text".to_owned(),
                    key: 0,
                },
            ],
            numbered: false,
            rows: 1,
            bytes: 1,
            most: 1,
        }
    }

    fn written(rows: &[Vec<Value>]) -> String {
        let mut out = Vec::new();
        let mut script = Script::new(Some(&mut out));
        for row in rows {
            script.row(&table(), row).expect("written");
        }
        script.close().expect("written");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn no_statement_is_longer_than_d1_takes() {
        let long = "'".repeat(300_000);
        let rows: Vec<Vec<Value>> = (0..40)
            .map(|n| vec![json!(n.to_string()), json!("é".repeat(n * 2_000))])
            .chain([
                vec![json!("x"), json!(long)],
                vec![json!("y"), json!("kurz")],
            ])
            .collect();
        let script = written(&rows);
        for statement in script.split(";\n") {
            assert!(
                statement.len() <= STATEMENT + 200,
                "{} bytes",
                statement.len()
            );
        }
        assert!(script.contains("SELECT 'x', (SELECT group_concat"));
        assert!(script.ends_with("VALUES\n('y', 'kurz');\n"));
    }

    #[test]
    fn what_ends_a_text_or_looks_like_a_transaction_travels_as_bytes() {
        assert_eq!(literal(&json!("Jum'at; -- \\n\n")), "'Jum''at; -- \\n\n'");
        assert_eq!(literal(&json!("a\u{0}")), "CAST(X'6100' AS TEXT)");
        assert!(literal(&json!("BEGIN TRANSACTION")).starts_with("CAST(X'"));
        assert_eq!(literal(&json!(-5)), "-5");
        assert_eq!(literal(&Value::Null), "NULL");
    }
}
