//! Answers that come late, in an order that dice decide.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::Poll;

/// How long each answer takes; none by itself.
#[derive(Default)]
pub(super) struct Hesitation(RefCell<Option<Dice>>);

/// Says how often an answer is asked for in vain.
type Dice = Box<dyn FnMut() -> u8>;

impl Hesitation {
    pub(super) fn by(&self, dice: impl FnMut() -> u8 + 'static) {
        *self.0.borrow_mut() = Some(Box::new(dice));
    }

    /// Waits for the next answer.
    pub(super) async fn over(&self) {
        let mut left = self.0.borrow_mut().as_mut().map_or(0, |dice| dice());
        poll_fn(|_| {
            let is_over = left == 0;
            left = left.saturating_sub(1);
            if is_over { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}
