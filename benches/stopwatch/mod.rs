//! How long each named span of a run was busy.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tracing::{Subscriber, span};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

/// Sums busy time per span name, in the order in which the names first came up.
#[derive(Clone, Default)]
pub struct Stopwatch(Arc<Mutex<Vec<(&'static str, Duration)>>>);

/// When a span was entered last.
struct Entered(Instant);

impl Stopwatch {
    /// Measures every span of this process from now on.
    pub fn install() -> Stopwatch {
        let stopwatch = Stopwatch::default();
        let subscriber = Registry::default().with(stopwatch.clone());
        tracing::subscriber::set_global_default(subscriber).expect("nothing else measures here");
        stopwatch
    }

    /// Forgets what was measured.
    pub fn reset(&self) {
        self.0.lock().expect("no thread died measuring").clear();
    }

    /// Names and busy times since the last reset.
    pub fn stages(&self) -> Vec<(&'static str, Duration)> {
        self.0.lock().expect("no thread died measuring").clone()
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Stopwatch {
    fn on_enter(&self, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            span.extensions_mut().replace(Entered(Instant::now()));
        }
    }

    fn on_exit(&self, id: &span::Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        // A span within another is a part of it, and not counted twice.
        if span.parent().is_some() {
            return;
        }
        let Some(busy) = span.extensions().get::<Entered>().map(|entered| entered.0.elapsed()) else { return };
        let mut stages = self.0.lock().expect("no thread died measuring");
        match stages.iter_mut().find(|(name, _)| *name == span.name()) {
            Some((_, sum)) => *sum += busy,
            None => stages.push((span.name(), busy)),
        }
    }
}
