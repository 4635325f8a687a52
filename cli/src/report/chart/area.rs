//! Two amounts over time, the one a part of the other.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use svg::node::element::Element;

use super::super::over_time::Point;
use super::{Described, Size, line, with, words};

/// Above the plot stands the highest line's label, below it the days.
const ABOVE: i64 = 22;
const BELOW: i64 = 24;

/// Lines across, besides the one at nothing.
const LINES_AT_MOST: i64 = 4;

/// A picture of what was open and what of it was overdue; none of fewer than two points.
pub(in crate::report) fn area(
    described: &Described,
    points: &[Point],
    amount: impl Fn(Decimal) -> String,
    size: Size,
) -> Option<String> {
    let last = i64::try_from(points.len().checked_sub(1)?).ok()?;
    if last == 0 {
        return None;
    }
    let (height, days_at_most) = match size {
        Size::Wide => (330, 6),
        Size::Narrow => (210, 4),
    };
    let highest = points.iter().map(|point| point.open).max().unwrap_or_default();
    let step = step_of(highest);
    let steps = highest
        .checked_div(step)
        .and_then(|steps| steps.ceil().to_i64())
        .unwrap_or(LINES_AT_MOST)
        .max(1);
    let top = step.saturating_mul(Decimal::from(steps));
    let x = |index: i64| index * size.width() / last;
    let y = |amount: Decimal| {
        let share = amount
            .clamp(Decimal::ZERO, top)
            .checked_div(top)
            .unwrap_or_default();
        let up = share.saturating_mul(Decimal::from(height)).round();
        ABOVE + height - up.to_i64().unwrap_or_default()
    };
    let mut shapes = Vec::new();
    for index in 0..=steps {
        let value = step.saturating_mul(Decimal::from(index));
        let at = y(value);
        let class = if index == 0 { "base" } else { "line" };
        shapes.push(line((0, at), (size.width(), at), class));
    }
    let path = |of: fn(&Point) -> Decimal| -> Vec<(i64, i64)> {
        (0..)
            .zip(points)
            .map(|(index, point)| (x(index), y(of(point))))
            .collect()
    };
    let base = y(Decimal::ZERO);
    curve(&path(|point| point.open), base, "open", &mut shapes);
    curve(&path(|point| point.overdue), base, "late", &mut shapes);
    // Over the areas, so that they can be read.
    for index in 1..=steps {
        let value = step.saturating_mul(Decimal::from(index));
        shapes.push(words((0, y(value) - 5), "tick", &amount(value)));
    }
    days(points, days_at_most, base + 18, x, &mut shapes);
    Some(described.picture(size, base + BELOW, shapes))
}

/// A line with what lies below it, and a mark at its end.
fn curve(points: &[(i64, i64)], base: i64, class: &str, shapes: &mut Vec<Element>) {
    let along: Vec<String> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
    let along = along.join("L");
    let (Some((first, _)), Some((last, end))) = (points.first(), points.last()) else {
        return;
    };
    let below = format!("M{first} {base}L{along}L{last} {base}Z");
    shapes.push(with("path", &[("d", below), ("class", format!("under {class}"))]));
    shapes.push(with(
        "path",
        &[("d", format!("M{along}")), ("class", format!("curve {class}"))],
    ));
    let mark = [
        ("cx", (last - 4).to_string()),
        ("cy", end.to_string()),
        ("r", "4".to_owned()),
        ("class", format!("mark {class}")),
    ];
    shapes.push(with("circle", &mark));
}

/// Days below the plot, evenly apart from the first to the last.
fn days(points: &[Point], at_most: i64, y: i64, x: impl Fn(i64) -> i64, shapes: &mut Vec<Element>) {
    let last = i64::try_from(points.len()).unwrap_or_default() - 1;
    let gaps = last.min(at_most - 1).max(1);
    for gap in 0..=gaps {
        let index = last * gap / gaps;
        let Some(point) = usize::try_from(index).ok().and_then(|index| points.get(index)) else {
            continue;
        };
        let class = match gap {
            0 => "tick",
            gap if gap == gaps => "tick end",
            _ => "tick middle",
        };
        shapes.push(words((x(index), y), class, &day_words(point.day, last > 26)));
    }
}

fn day_words(day: NaiveDate, is_long: bool) -> String {
    let form = if is_long { "%b %Y" } else { "%-d %b" };
    day.format(form).to_string()
}

/// How far the lines across are apart: 1, 2 or 5 with noughts, and few of them up to the highest.
fn step_of(highest: Decimal) -> Decimal {
    let lines = Decimal::from(LINES_AT_MOST);
    let mut decade = Decimal::ONE;
    loop {
        for digit in [1, 2, 5] {
            let step = decade.saturating_mul(Decimal::from(digit));
            if step.saturating_mul(lines) >= highest || step == Decimal::MAX {
                return step;
            }
        }
        decade = decade.saturating_mul(Decimal::TEN);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_across_are_round_and_few() {
        for (highest, step) in [
            ("0", "1"),
            ("4", "1"),
            ("7.5", "2"),
            ("17000", "5000"),
            ("40001", "20000"),
        ] {
            assert_eq!(
                step_of(highest.parse().unwrap()),
                step.parse().unwrap(),
                "{highest}"
            );
        }
        assert_eq!(
            step_of(Decimal::MAX).saturating_mul(Decimal::from(4)),
            Decimal::MAX
        );
    }
}
