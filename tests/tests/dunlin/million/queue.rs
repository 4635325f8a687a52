//! A queue and the functions that serve it, in simulated time: who takes which message when, and what comes again.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// As often as the template lets a message be tried.
const TRIES_AT_MOST: u8 = 5;

/// A message in its queue.
pub(super) struct Waiting<M> {
    visible_at_ms: u64,
    serial: u64,
    tries: u8,
    pub(super) message: M,
}

impl<M> Ord for Waiting<M> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.visible_at_ms, self.serial).cmp(&(other.visible_at_ms, other.serial))
    }
}

impl<M> PartialOrd for Waiting<M> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<M> PartialEq for Waiting<M> {
    fn eq(&self, other: &Self) -> bool {
        self.serial == other.serial
    }
}

impl<M> Eq for Waiting<M> {}

/// A call of a function: when it begins, which of the functions at once it is, and its messages.
pub(super) struct Call<M> {
    pub(super) began_at_ms: u64,
    pub(super) function: usize,
    pub(super) batch: Vec<Waiting<M>>,
}

/// A queue with its functions.
pub(super) struct Queue<M> {
    waiting: BinaryHeap<Reverse<Waiting<M>>>,
    free: BinaryHeap<Reverse<(u64, usize)>>,
    batch_size: usize,
    /// What a message that was taken and not finished waits before it is seen again.
    hidden_for_ms: u64,
    /// Every so many messages come twice, as a queue may deliver them.
    twice_each: u64,
    serial: u64,
    /// Messages handed out.
    pub(super) delivered: u64,
    /// Messages that failed too often.
    pub(super) dead: u64,
}

impl<M: Clone> Queue<M> {
    pub(super) fn served_by(
        functions: usize,
        batch_size: usize,
        hidden_for_ms: u64,
        twice_each: u64,
    ) -> Self {
        Self {
            waiting: BinaryHeap::new(),
            free: (0..functions).map(|function| Reverse((0, function))).collect(),
            batch_size,
            hidden_for_ms,
            twice_each,
            serial: 0,
            delivered: 0,
            dead: 0,
        }
    }

    pub(super) fn put(&mut self, visible_at_ms: u64, message: M) {
        self.serial += 1;
        if self.serial.is_multiple_of(self.twice_each) {
            self.put(visible_at_ms + 1, message.clone());
        }
        self.waiting.push(Reverse(Waiting {
            visible_at_ms,
            serial: self.serial,
            tries: 0,
            message,
        }));
    }

    /// When the next call begins, if any.
    pub(super) fn next_at_ms(&self) -> Option<u64> {
        let Reverse(first) = self.waiting.peek()?;
        let Reverse((free_at_ms, _)) = self.free.peek()?;
        Some(first.visible_at_ms.max(*free_at_ms))
    }

    /// Takes a batch out for the function that is free first.
    pub(super) fn take(&mut self) -> Option<Call<M>> {
        let began_at_ms = self.next_at_ms()?;
        let Reverse((_, function)) = self.free.pop()?;
        let mut batch = Vec::new();
        while batch.len() < self.batch_size
            && self
                .waiting
                .peek()
                .is_some_and(|Reverse(next)| next.visible_at_ms <= began_at_ms)
        {
            batch.extend(self.waiting.pop().map(|Reverse(next)| next));
        }
        self.delivered += batch.len() as u64;
        Some(Call {
            began_at_ms,
            function,
            batch,
        })
    }

    /// The function has answered, and may be called again.
    pub(super) fn answered(&mut self, function: usize, at_ms: u64) {
        self.free.push(Reverse((at_ms, function)));
    }

    /// A message was not dealt with: it comes again, or is put aside.
    pub(super) fn give_back(&mut self, mut waiting: Waiting<M>, taken_at_ms: u64) {
        waiting.tries += 1;
        if waiting.tries >= TRIES_AT_MOST {
            self.dead += 1;
            return;
        }
        waiting.visible_at_ms = taken_at_ms + self.hidden_for_ms;
        self.waiting.push(Reverse(waiting));
    }
}
