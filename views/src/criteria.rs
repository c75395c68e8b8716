//! The five criteria (Article 8) as bars and numbers.

use core::fmt::Write as _;

use leptos::prelude::*;

use klisida_domain::{
    law::{CRITERIA, Criterion},
    text,
};

/// Height of a full column, for 100 marks.
const HEIGHT: i64 = 10;

/// The path of five columns side by side; `means` are hundredths, 0 to 10,000.
///
/// The pen starts at the foot of the first column, draws it, comes back and steps aside; CSS mirrors
/// the picture upright. Ten steps a column, because the exact numbers stand beside it and 250 rows
/// of finer ones would cost half a kilobyte.
pub fn path(means: [i64; CRITERIA]) -> String {
    let mut d = String::with_capacity(48);
    d.push_str("M2 0");
    for mean in means {
        let height = (mean.clamp(0, 10_000) * HEIGHT + 5_000) / 10_000;
        // Writing to a String cannot fail.
        let _ = write!(d, "v{height}V0m4 0");
    }
    d
}

/// Five small columns of the mean marks. Decoration: the numbers must stand beside it.
pub fn bars(means: [i64; CRITERIA]) -> impl IntoView + use<> {
    view! {
        <svg class="crit" viewBox="0 0 20 10" aria-hidden="true">
            <path d=path(means)></path>
        </svg>
    }
}

/// The five mean marks with two decimals, what each comes to with its weight in percent when they are given, and how many judges stand
/// behind them.
///
/// A table of three rows because that is what compresses best; CSS turns it on its side.
pub fn numbers(
    means: [i64; CRITERIA],
    weights: Option<[u8; CRITERIA]>,
    judges: u32,
) -> impl IntoView + use<> {
    let heads = Criterion::ALL
        .iter()
        .map(|criterion| view! { <th>{head(*criterion, weights)}</th> })
        .collect_view();
    let cells = means
        .map(|mean| view! { <td>{text::hundredths(mean)}</td> })
        .into_iter()
        .collect_view();
    let parts = weights.map(|weights| {
        let cells = means
            .into_iter()
            .zip(weights)
            .map(|(mean, weight)| view! { <td>{share(mean, weight)}</td> })
            .collect_view();
        view! { <tr>{cells}</tr> }
    });
    view! {
        <table>
            <tbody>
                <tr>{heads}<th>"Juri"</th></tr>
                <tr>{cells}<td>{judges}</td></tr>
                {parts}
            </tbody>
        </table>
    }
}

/// "Kebaruan", or "Kebaruan × 20 %"; a weight stays in one line.
fn head(criterion: Criterion, weights: Option<[u8; CRITERIA]>) -> String {
    let label = criterion.label();
    match weights.and_then(|it| it.get(criterion.index()).copied()) {
        Some(weight) => format!("{label} ×\u{a0}{weight}\u{a0}%"),
        None => label.to_owned(),
    }
}

/// "→ 16,27": what a mean mark (hundredths) comes to by its weight in percent, rounded half up.
fn share(mean: i64, weight: u8) -> String {
    let part = (mean * i64::from(weight) + 50) / 100;
    format!("→\u{a0}{}", text::hundredths(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_mark_times_its_weight_is_its_part() {
        assert_eq!(share(8_133, 20), "→\u{a0}16,27");
        assert_eq!(share(10_000, 30), "→\u{a0}30,00");
        assert_eq!(share(0, 10), "→\u{a0}0,00");
        let weights = Some([20, 30, 20, 20, 10]);
        assert_eq!(
            head(Criterion::Benefit, weights),
            "Kemanfaatan ×\u{a0}30\u{a0}%"
        );
        assert_eq!(head(Criterion::Benefit, None), "Kemanfaatan");
    }

    #[test]
    fn a_column_is_as_high_as_its_mark_and_never_higher() {
        assert_eq!(
            path([0, 10_000, 5_000, 8_133, 20_000]),
            "M2 0v0V0m4 0v10V0m4 0v5V0m4 0v8V0m4 0v10V0m4 0"
        );
    }
}
