//! The shortest script that still breaks a promise.

use tests::world::Broken;

use super::life::{live, timeline};
use super::script::Script;

/// Tells a broken promise by its seed and the shortest script found that breaks one.
pub(crate) fn shortest(seed: u64, broken: &Broken, trials_at_most: u64) -> String {
    let mut search = Search {
        script: Script::of(seed),
        broken: broken.clone(),
        trials: 0,
        trials_at_most,
    };
    loop {
        let before = search.size();
        search.cut(|script| &mut script.rules);
        search.cut(|script| &mut script.mishaps);
        search.cut(|script| &mut script.strokes);
        search.cut(|script| &mut script.deeds);
        search.cut(|script| &mut script.customers);
        if search.size() == before || search.trials >= trials_at_most {
            break;
        }
    }
    let Search {
        script,
        broken: shortest,
        trials,
        ..
    } = search;
    let list = |items: Vec<String>| items.join("\n  ");
    format!(
        "seed {seed}: {broken}\nthe shortest story found ({trials} tried) breaks: {shortest}\nit begins on {}\n  {}\n  {}\n  {}\n  {}\n  {}\nDunlin's own books:\n  {}",
        script.begins_on,
        list(script.customers.iter().map(|item| format!("{item:?}")).collect()),
        list(script.rules.iter().map(|item| format!("{item:?}")).collect()),
        list(script.deeds.iter().map(|item| format!("{item:?}")).collect()),
        list(script.mishaps.iter().map(|item| format!("{item:?}")).collect()),
        list(script.strokes.iter().map(|item| format!("{item:?}")).collect()),
        list(timeline(&script)),
    )
}

struct Search {
    script: Script,
    broken: Broken,
    trials: u64,
    trials_at_most: u64,
}

impl Search {
    fn size(&self) -> usize {
        let script = &self.script;
        script.customers.len()
            + script.deeds.len()
            + script.mishaps.len()
            + script.strokes.len()
            + script.rules.len()
    }

    /// Leaves out halves, quarters, … of a list, down to single items, as long as a promise stays broken.
    fn cut<T: Clone>(&mut self, list: fn(&mut Script) -> &mut Vec<T>) {
        let mut chunk = list(&mut self.script.clone()).len();
        while chunk > 0 {
            let mut at = 0;
            loop {
                let mut shorter = self.script.clone();
                let items = list(&mut shorter);
                if at >= items.len() || self.trials >= self.trials_at_most {
                    break;
                }
                items.drain(at..(at + chunk).min(items.len()));
                self.trials += 1;
                match live(&shorter) {
                    Err(broken) => (self.script, self.broken) = (shorter, broken),
                    Ok(_) => at += chunk,
                }
            }
            chunk /= 2;
        }
    }
}
