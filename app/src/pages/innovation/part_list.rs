//! Lists of a record: add, change, remove, move; by buttons, never by dragging.

use klisida_domain::{part::Part, record::Degree, text::parse_hundredths};
use leptos::prelude::*;
use uuid::Uuid;

use super::{
    part_rows::{self, CELLS, Cells, Column, Shape, Sort, Unread},
    part_sheet::Sheet,
};
use crate::{
    browser, ids,
    offline::forms::{self, FormName},
    paths as to,
    ui::{Field, Press, announce, field_id, unique},
};

/// A row on screen.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Row {
    id: Uuid,
    cells: [RwSignal<String>; CELLS],
    /// Its fields are shown.
    open: RwSignal<bool>,
}

/// The rows. A handle: copy it into closures.
#[derive(Clone, Copy)]
struct Rows {
    sheet: Sheet,
    sort: &'static Sort,
    all: RwSignal<Vec<Row>>,
    /// The row removed last and where it stood.
    removed: RwSignal<Option<(usize, Row)>>,
    /// Whose the texts of rows are: they outlive the moment in which a row is added.
    owner: StoredValue<Owner>,
}

impl Rows {
    fn row(self, from: Cells, open: bool) -> Row {
        let make = move || Row {
            id: from.id,
            cells: from.text.map(RwSignal::new),
            open: RwSignal::new(open),
        };
        match self.owner.try_get_value() {
            Some(owner) => owner.with(make),
            None => make(),
        }
    }

    fn cells(self) -> Vec<Cells> {
        self.all
            .get()
            .into_iter()
            .map(|row| Cells {
                id: row.id,
                text: row.cells.map(|cell| cell.get()),
            })
            .collect()
    }

    fn focus(self, n: usize) {
        let first = self.sort.columns.first().map_or("", |it| it.field);
        let id = field_id(&[self.sort.field, ".", &n.to_string(), ".", first].concat());
        browser::soon(move || browser::focus(&id));
    }

    /// To the row that stands there now, else to the last one; where none is left, to the list.
    fn focus_row(self, at: usize) {
        let id = match self.all.with_untracked(Vec::len) {
            0 => field_id(self.sort.field),
            count => row_id(self.sort, at.min(count - 1)),
        };
        browser::soon(move || browser::focus(&id));
    }

    fn add(self) {
        let n = self.all.with_untracked(Vec::len);
        let row = self.row(part_rows::fresh(self.sheet.part, ids::new(), n), true);
        self.all.update(|all| all.push(row));
        self.sheet.faults.forget(self.sort.field);
        self.focus(n);
    }

    fn remove(self, row: Row) {
        let at = self
            .all
            .with_untracked(|all| all.iter().position(|it| *it == row));
        if let Some(at) = at {
            self.all.update(|all| {
                all.remove(at);
            });
            self.removed.set(Some((at, row)));
            self.sheet.faults.clear();
            self.focus_row(at);
            announce("Dihapus. Dapat diurungkan.");
        }
    }

    fn bring_back(self) {
        if let Some((at, row)) = self.removed.get_untracked() {
            self.all.update(|all| all.insert(at.min(all.len()), row));
            self.removed.set(None);
            self.focus_row(at);
        }
    }

    fn shift(self, row: Row, down: bool) {
        self.all.update(|all| {
            let Some(at) = all.iter().position(|it| *it == row) else {
                return;
            };
            let to = if down { at + 1 } else { at.saturating_sub(1) };
            if to < all.len() {
                all.swap(at, to);
            }
        });
        self.sheet.faults.clear();
        announce(if down {
            "Dipindah ke bawah."
        } else {
            "Dipindah ke atas."
        });
    }
}

/// The line of a row that opens and closes it.
fn row_id(sort: &Sort, n: usize) -> String {
    [&field_id(sort.field), "-baris-", &n.to_string()].concat()
}

/// The form of a list.
pub fn form(sheet: Sheet) -> AnyView {
    let (Some(sort), Some(owner)) = (part_rows::sort(sheet.part), Owner::current()) else {
        return ().into_any();
    };
    let rows = Rows {
        sheet,
        sort,
        all: RwSignal::new(Vec::new()),
        removed: RwSignal::new(None),
        owner: StoredValue::new(owner),
    };
    let begin = part_rows::read(&sheet.content(), ids::new);
    let few = begin.len() <= 1;
    rows.all
        .set(begin.into_iter().map(|it| rows.row(it, few)).collect());
    Effect::new(move |before: Option<Vec<Cells>>| {
        let now = rows.cells();
        if before.is_some_and(|before| before != now) {
            sheet.write(part_rows::write(sheet.part, &now));
        }
        now
    });
    sheet.faults.name(sort.field, sort.noun);
    keep_unread(rows);
    let list = move || {
        let all = rows.all.get();
        let count = all.len();
        all.into_iter()
            .enumerate()
            .map(|(n, row)| item(rows, row, n, count))
            .collect_view()
    };
    let none = move || {
        rows.all.with(Vec::is_empty).then(|| {
            view! { <p class="soft">{["Belum ada. Tambahkan ", &super::bits::lower(sort.noun), " pertama."].concat()}</p> }
        })
    };
    let full = Signal::derive(move || {
        (rows.all.with(Vec::len) >= sort.most)
            .then(|| ["Paling banyak ", &sort.most.to_string(), "."].concat())
    });
    let undo = move || {
        rows.removed.get().map(|_| {
            view! {
                <div class="notice">
                    <p>"Satu butir dihapus."</p>
                    <div class="actions"><Press label="Urungkan" class="btn plain small" on=Callback::new(move |()| rows.bring_back())/></div>
                </div>
            }
        })
    };
    let whole = move || {
        sheet
            .faults
            .of(sort.field)
            .map(|words| view! { <p class="error">{words}</p> })
    };
    view! {
        <div class="stack" id=field_id(sort.field) tabindex="-1">
            {whole}
            {none}
            <ol class="stack items">{list}</ol>
            {undo}
            <div class="actions">
                <Press label=["Tambah ", &super::bits::lower(sort.noun)].concat() class="btn plain" blocked=full on=Callback::new(move |()| rows.add())/>
            </div>
            {(sheet.part == Part::Stakeholders).then(|| map(rows))}
        </div>
    }
    .into_any()
}

/// A figure written as words cannot be stored with the part: it stays on this device, in its field, and is listed as not sent until
/// it is a figure.
fn keep_unread(rows: Rows) {
    let sheet = rows.sheet;
    if sheet.sender().is_none() {
        return;
    }
    let (id, part) = (sheet.id, sheet.part);
    let key = ["angka/", &id.to_string(), "/", part.code()].concat();
    let named = move || FormName::new("Angka yang belum terbaca", part.label(), to::fill(id, part));
    let fill = move |kept: Vec<Unread>| {
        let all = rows.all.get_untracked();
        let now = untrack(|| rows.cells());
        for (n, at, text) in part_rows::placed(kept, &now) {
            let cell = all.get(n).and_then(|row| row.cells.get(at));
            if let Some(cell) = cell.filter(|cell| cell.with_untracked(String::is_empty)) {
                cell.set(text);
            }
        }
    };
    let unread = move || part_rows::unread(part, &rows.cells());
    forms::keep(key, named, unread, fill, Vec::is_empty);
}

fn item(rows: Rows, row: Row, n: usize, count: usize) -> AnyView {
    let sort = rows.sort;
    let place = (n + 1).to_string();
    let noun = [sort.noun, " ", &place].concat();
    let head = {
        let noun = noun.clone();
        move || {
            let first = row
                .cells
                .first()
                .map_or_else(String::new, |cell| cell.get().trim().to_owned());
            if first.is_empty() {
                noun.clone()
            } else {
                [&place, ". ", &first].concat()
            }
        }
    };
    let base = [sort.field, ".", &n.to_string(), "."].concat();
    let fields = sort
        .columns
        .iter()
        .zip(row.cells)
        .map(|(column, cell)| field(rows, row, *column, cell, &base))
        .collect_view();
    let button = |words: &'static str, off: bool, on: Callback<()>| {
        let label = [words, " ", &noun].concat();
        view! {
            <button type="button" class="btn plain small" aria-label=label aria-disabled=off.then_some("true") on:click=move |_| if !off { on.run(()) }>
                {words}
            </button>
        }
    };
    let toggled = move |event: web_sys::Event| {
        use wasm_bindgen::JsCast;
        let now = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
            .map(|it| it.has_attribute("open"));
        if let Some(now) = now
            && row.open.try_get_untracked() != Some(now)
        {
            row.open.try_set(now);
        }
    };
    view! {
        <li class="card">
            <details class="fold" prop:open=move || row.open.get() on:toggle=toggled>
                <summary id=row_id(sort, n)><b>{head}</b></summary>
                <div class="fields">
                    {fields}
                    <div class="actions">
                        {button("Naik", n == 0, Callback::new(move |()| rows.shift(row, false)))}
                        {button("Turun", n + 1 == count, Callback::new(move |()| rows.shift(row, true)))}
                        {button("Hapus", false, Callback::new(move |()| rows.remove(row)))}
                    </div>
                </div>
            </details>
        </li>
    }
    .into_any()
}

fn field(rows: Rows, row: Row, column: Column, cell: RwSignal<String>, base: &str) -> AnyView {
    let faults = rows.sheet.faults;
    let name = [base, column.field].concat();
    match column.shape {
        Shape::Line => view! { <Field name=name label=column.label hint=column.hint value=cell faults=faults/> }.into_any(),
        Shape::Area => view! { <Field name=name label=column.label hint=column.hint value=cell faults=faults rows=2/> }.into_any(),
        Shape::Day => view! { <Field name=name label=column.label hint=column.hint value=cell faults=faults kind="date"/> }.into_any(),
        Shape::Figure => {
            let unread = move || {
                let bad = cell.with(|text| !text.trim().is_empty() && parse_hundredths(text).is_none());
                bad.then(|| view! { <p class="error">"Tulis angka saja, misalnya 14 atau 1.234,5."</p> })
            };
            view! {
                <div>
                    <Field name=name label=column.label hint=column.hint value=cell faults=faults mode="decimal"/>
                    {unread}
                </div>
            }
            .into_any()
        }
        Shape::Degree => degree(rows.sheet, &name, column, cell),
        Shape::Flag | Shape::Single => {
            let single = column.shape == Shape::Single;
            let change = move |event: web_sys::Event| {
                let on = event_target_checked(&event);
                if single && on {
                    let at = rows.sort.columns.iter().position(|it| it.field == column.field);
                    for other in rows.all.get_untracked() {
                        if other != row
                            && let Some(cell) = at.and_then(|at| other.cells.get(at))
                        {
                            cell.set(String::new());
                        }
                    }
                    faults.forget(rows.sort.field);
                }
                cell.set(if on { "1" } else { "" }.to_owned());
            };
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=move || cell.with(|it| !it.is_empty()) on:change=change/>
                    <span>{column.label}</span>
                </label>
            }
            .into_any()
        }
    }
}

fn degree(sheet: Sheet, name: &str, column: Column, cell: RwSignal<String>) -> AnyView {
    let group = unique("derajat");
    let faults = sheet.faults;
    faults.name(name, column.label);
    let id = field_id(name);
    let said = [&id, "-salah"].concat();
    let error = {
        let (name, said) = (name.to_owned(), said.clone());
        move || {
            let words = faults.of(&name)?;
            Some(view! { <p class="error" id=said.clone()>{words}</p> })
        }
    };
    let name = StoredValue::new(name.to_owned());
    let option = |code: &'static str, words: &'static str| {
        let group = group.clone();
        view! {
            <label>
                <input type="radio" name=group prop:checked=move || cell.with(|it| it == code) on:change=move |_| {
                    cell.set(code.to_owned());
                    name.with_value(|name| faults.forget(name));
                }/>
                {words}
            </label>
        }
    };
    view! {
        <fieldset class="field" id=id tabindex="-1" aria-describedby=said>
            <legend>{column.label}</legend>
            <div class="segment">{option("low", "Rendah")} {option("high", "Tinggi")}</div>
            {error}
        </fieldset>
    }
    .into_any()
}

/// The four quadrants of the stakeholder map, with who stands where.
fn map(rows: Rows) -> AnyView {
    let quadrants = move || {
        let content = part_rows::write(Part::Stakeholders, &rows.cells());
        let klisida_domain::part::Content::Stakeholders(all) = content else {
            return ().into_any();
        };
        if all.is_empty() {
            return ().into_any();
        }
        let cell =
            |influence: Degree, interest: Degree, words: &'static str, what: &'static str| {
                let names: Vec<_> = all
                    .iter()
                    .filter(|it| it.influence == Some(influence) && it.interest == Some(interest))
                    .map(|it| it.name.trim().to_owned())
                    .filter(|name| !name.is_empty())
                    .collect();
                let names = if names.is_empty() {
                    "–".to_owned()
                } else {
                    names.join(", ")
                };
                view! { <div><dt>{words}<small>{what}</small></dt><dd>{names}</dd></div> }
            };
        view! {
            <dl class="quadrants" aria-label="Peta pemangku kepentingan">
                {cell(Degree::High, Degree::Low, "Jaga kepuasan", "pengaruh tinggi, kepentingan rendah")}
                {cell(Degree::High, Degree::High, "Libatkan penuh", "pengaruh tinggi, kepentingan tinggi")}
                {cell(Degree::Low, Degree::Low, "Pantau", "pengaruh rendah, kepentingan rendah")}
                {cell(Degree::Low, Degree::High, "Beri kabar", "pengaruh rendah, kepentingan tinggi")}
            </dl>
        }
        .into_any()
    };
    quadrants.into_any()
}
