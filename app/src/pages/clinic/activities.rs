//! Activities, and planning one: for the clinic with the form, for agencies to see what comes and where they were.

use klisida_domain::{
    api::{ActivityCreate, ActivityList},
    ids::ActivityId,
    time::{DAY, Instant},
    wire::{ActivityLine, ActivityNew},
};
use klisida_views::kit;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::activity_form::{Form, when_and_where};
use crate::{
    action::{Action, Said},
    clock, paths as to,
    ui::{Loaded, Page, Press, load_kept, more},
    work::article,
};

/// `/app/klinik/kegiatan` and `/app/kegiatan`.
pub fn page() -> AnyView {
    let clinic = use_location()
        .pathname
        .with_untracked(|path| path.starts_with(to::CLINIC_ACTIVITIES));
    let list: Loaded<klisida_domain::page::Page<ActivityLine>> =
        load_kept("activities", ActivityList {});
    let (lead, back) = if clinic {
        (
            "Kegiatan pembangkit semangat dan lokakarya, dengan daftar hadirnya.",
            (to::CLINIC.to_owned(), "Meja klinik".to_owned()),
        )
    } else {
        (
            "Ikuti kegiatan klinik. Kehadiran membuka tahap berikutnya.",
            (to::HOME.to_owned(), "Beranda".to_owned()),
        )
    };
    let on = if clinic {
        planning(list)
    } else {
        view! {
            <div class="actions">
                <a class="btn" href=to::CHECK_IN>"Catat kehadiran dengan kode"</a>
            </div>
        }
        .into_any()
    };
    view! {
        <Page title="Kegiatan" lead=lead back=back>
            {list.view("kegiatan", move |all| lists(clinic, &all.items))}
            {more(list)}
            {on}
        </Page>
    }
    .into_any()
}

fn lists(clinic: bool, all: &[ActivityLine]) -> AnyView {
    let now = clock::now();
    if all.is_empty() {
        return kit::empty(
            "Belum ada kegiatan",
            if clinic {
                "Buat kegiatan pertama: sosialisasi, kuliah umum, kunjungan, atau lokakarya."
            } else {
                "Kegiatan yang direncanakan Tim Klinik tampil di sini."
            },
            (),
        )
        .into_any();
    }
    let (mut coming, past): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.about.ends_at >= now);
    coming.sort_by_key(|it| it.about.starts_at);
    let section = |id: &'static str, title: &'static str, rows: Vec<&ActivityLine>, none| {
        let content = if rows.is_empty() {
            view! { <p class="soft">{none}</p> }.into_any()
        } else {
            let rows = rows
                .into_iter()
                .map(|it| row(clinic, it, now))
                .collect_view();
            view! { <ul class="rows">{rows}</ul> }.into_any()
        };
        view! {
            <section class="card stack" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                {content}
            </section>
        }
    };
    view! {
        {section("datang", "Akan datang", coming, "Belum ada kegiatan yang direncanakan.")}
        {section("lalu", "Sudah berlangsung", past, "Belum ada kegiatan yang berlangsung.")}
    }
    .into_any()
}

fn row(clinic: bool, it: &ActivityLine, now: Instant) -> AnyView {
    let about = &it.about;
    let title = if clinic {
        view! { <a href=to::activity(it.id)>{about.title.clone()}</a> }.into_any()
    } else {
        view! { <b>{about.title.clone()}</b> }.into_any()
    };
    let open = about.check_in(now, None).is_ok();
    let mark = if it.attended {
        view! { <span class="tag done">"✓ Anda hadir"</span> }.into_any()
    } else if !clinic && open {
        view! { <a href=to::CHECK_IN>"Catat kehadiran"</a> }.into_any()
    } else {
        ().into_any()
    };
    let present = clinic.then(|| {
        view! { <span class="tag">{[&it.present.to_string(), " hadir"].concat()}</span> }
    });
    let soon = (about.starts_at > now && about.starts_at.0 - now.0 < 2 * DAY)
        .then(|| view! { <span class="tag warn">"sebentar lagi"</span> });
    let text = (!about.text.is_empty()).then(|| view! { <small>{about.text.clone()}</small> });
    view! {
        <li>
            <div>
                {title}
                <small>{when_and_where(about)}</small>
                {text}
            </div>
            <div class="chips">
                <span class="tag">{about.kind.label()}</span>
                {article(about.kind.article())}
                {soon}
                {present}
                {mark}
            </div>
        </li>
    }
    .into_any()
}

/// "Buat kegiatan" and its form.
fn planning(list: Loaded<klisida_domain::page::Page<ActivityLine>>) -> AnyView {
    let open = RwSignal::new(false);
    let said = Said::new();
    // Outlives the form: opened again while the first is on its way, it is still the same activity.
    let action = Action::new().says_in(said).closes(open);
    let form = move || {
        open.get().then(|| {
            untrack(|| {
                let mut form = Form::new(clock::now());
                form.faults = action.faults;
                let kept = form.keep("baru");
                let send = move |activity| {
                    let body = ActivityNew {
                        id: ActivityId(action.id()),
                        activity,
                    };
                    let words = "Kegiatan tersimpan. Buka dari daftar untuk kode hadirnya.";
                    action.run(ActivityCreate {}, body, words, move |_| {
                        kept.done();
                        list.reload();
                    });
                };
                view! {
                    <section class="card stack" aria-labelledby="baru">
                        <h2 id="baru">"Kegiatan baru"</h2>
                        {form.view(kept, "Simpan kegiatan", action.busy, send)}
                    </section>
                }
            })
        })
    };
    let button = move || {
        let (words, class) = if open.get() {
            ("Tutup formulir", "btn plain")
        } else {
            ("Buat kegiatan", "btn")
        };
        view! { <Press label=words class=class on=Callback::new(move |()| open.update(|it| *it = !*it))/> }
    };
    view! {
        {said.view()}
        {form}
        <div class="actions">{button}</div>
    }
    .into_any()
}
