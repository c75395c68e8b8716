//! What the people of an innovation are told of on their home page without having to look for it.

use crate::closed_list::closed_list;

/// How long something is news, in days.
pub const NEWS_DAYS: i64 = 14;
/// How far appointments are shown ahead, in days.
pub const AHEAD_DAYS: i64 = 7;
/// Most pieces of news, and most appointments, on a home page.
pub const MOST: usize = 5;

closed_list! {
    /// What is news, by the name of its event.
    pub enum News {
        /// Somebody commented.
        Remark = "remark.added", "Komentar baru";
        /// A result of the clinic was announced (Articles 11(3), 12(3)).
        Review = "review.announced", "Hasil validasi diumumkan";
        /// The criteria were judged (Article 8).
        Criteria = "record.criteria_judged", "Kriteria Pasal 8 dinilai";
        /// It is public.
        Published = "record.published", "Dipublikasikan";
        /// It is public no more.
        Unpublished = "record.unpublished", "Publikasi ditarik";
        /// Closed.
        Finished = "record.finished", "Dinyatakan selesai";
        /// Closed, and goes on.
        Continued = "record.continued", "Dinyatakan berlanjut";
        /// The closing was taken back.
        Reopened = "record.reopened", "Penutupan ditarik kembali";
    }
}

#[cfg(test)]
mod tests {
    use super::News;
    use crate::event;

    #[test]
    fn what_is_news_is_an_event() {
        for news in News::ALL {
            assert_ne!(event::words(news.code()), news.code(), "{}", news.code());
        }
    }
}
