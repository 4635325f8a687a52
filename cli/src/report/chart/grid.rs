//! Counts in rows and columns: the more, the darker, and written into the cell where there is room.

use svg::node::element::Element;

use super::{Described, Size, cut, line, rectangle, words};

/// Shades from few to many.
const SHADES: u64 = 5;

/// Rows of counts.
#[derive(Clone, Debug)]
pub(in crate::report) struct Grid {
    /// Label and counts of each row.
    pub(in crate::report) rows: Vec<(String, Vec<u64>)>,
    pub(in crate::report) ticks: Ticks,
    pub(in crate::report) cell: Cell,
    /// The width of the labels on a desk, and on a phone.
    pub(in crate::report) labels: (i64, i64),
}

/// What stands at the columns.
#[derive(Clone, Debug)]
pub(in crate::report) enum Ticks {
    /// A heading above the middle of each.
    Above(Vec<String>),
    /// Words below, where some columns begin; the last may stand behind the last column.
    Below(Vec<(usize, String)>),
}

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Cell {
    /// Its count.
    Written,
    /// Its shade alone: there are too many.
    Shaded,
}

pub(in crate::report) fn grid(described: &Described, grid: &Grid, size: Size) -> String {
    let labels = match size {
        Size::Wide => grid.labels.0,
        Size::Narrow => grid.labels.1,
    };
    let columns = grid
        .rows
        .iter()
        .map(|(_, counts)| counts.len())
        .max()
        .unwrap_or(1)
        .max(1);
    let columns = i64::try_from(columns).unwrap_or(1);
    let room = size.width() - labels;
    let x = |column: usize| labels + i64::try_from(column).unwrap_or_default() * room / columns;
    let most = grid
        .rows
        .iter()
        .flat_map(|(_, counts)| counts)
        .copied()
        .max()
        .unwrap_or_default();
    let (height, gap) = match grid.cell {
        Cell::Written => (30, 2),
        Cell::Shaded => (22, i64::from(size == Size::Wide)),
    };
    let mut shapes = Vec::new();
    let mut y = 0;
    if let Ticks::Above(headings) = &grid.ticks {
        for (column, heading) in headings.iter().enumerate() {
            let middle = i64::midpoint(x(column), x(column + 1));
            shapes.push(words((middle, 14), "tick middle", heading));
        }
        y = 22;
    }
    for (label, counts) in &grid.rows {
        let chars = usize::try_from(labels / 7).unwrap_or_default();
        shapes.push(words((0, y + height / 2 + 4), "label", &cut(label, chars)));
        if grid.cell == Cell::Shaded {
            shapes.push(rectangle((labels, y), (room, height - 2), "track"));
        }
        for (column, count) in counts.iter().enumerate() {
            let place = (x(column), y);
            let extent = (x(column + 1) - x(column) - gap, height - 2);
            cell(grid.cell, *count, most, place, extent, &mut shapes);
        }
        y += height;
    }
    if let Ticks::Below(ticks) = &grid.ticks {
        // On a phone there is room for every other.
        let every = if size == Size::Narrow { 2 } else { 1 };
        for (column, tick) in ticks.iter().step_by(every) {
            let at = x(*column);
            shapes.push(line((at, y), (at, y + 4), "base"));
            let class = if at >= size.width() {
                "tick end"
            } else {
                "tick middle"
            };
            shapes.push(words((at, y + 18), class, tick));
        }
        y += 24;
    }
    described.picture(size, y, shapes)
}

fn cell(kind: Cell, count: u64, most: u64, place: (i64, i64), extent: (i64, i64), shapes: &mut Vec<Element>) {
    let shade = shade(count, most);
    match kind {
        Cell::Shaded if count == 0 => {}
        Cell::Shaded => shapes.push(rectangle(place, extent, &format!("shade-{shade}"))),
        Cell::Written => {
            shapes.push(rectangle(place, extent, &format!("shade-{shade}")));
            let middle = (place.0 + extent.0 / 2, place.1 + extent.1 / 2 + 5);
            let (class, written) = match count {
                0 => ("tick middle".to_owned(), "–".to_owned()),
                count => (format!("count on-{shade} middle"), count.to_string()),
            };
            shapes.push(words(middle, &class, &written));
        }
    }
}

/// From 0 for nothing to [`SHADES`] for the most.
fn shade(count: u64, most: u64) -> u64 {
    match most {
        0 => 0,
        most => count.saturating_mul(SHADES).div_ceil(most).min(SHADES),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_is_darkest_and_nothing_has_no_shade() {
        assert_eq!(
            [0, 1, 20, 21, 99, 100].map(|count| shade(count, 100)),
            [0, 1, 1, 2, 5, 5]
        );
        assert_eq!(shade(0, 0), 0);
    }
}
