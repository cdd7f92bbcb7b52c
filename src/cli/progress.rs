//! The bar that shows how far the work is, to somebody who waits for longer than a moment. The only file that
//! names indicatif; counts nothing itself.

use super::Terminal;
use indicatif::{ProgressBar, ProgressStyle};
use protune_engine::documents::{Progress, Stage};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Work that is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

const FRAME: Duration = Duration::from_millis(80);

/// A bar, while there is one of these.
pub(super) struct Bar(Option<(Sender<()>, JoinHandle<()>)>);

/// Shows a bar on standard error from half a second on, if somebody looks.
pub(super) fn watch(progress: &Arc<Progress>, quiet: bool, terminal: &Terminal) -> Bar {
    if quiet || !terminal.can_animate {
        return Bar(None);
    }
    let (stop, stopped) = mpsc::channel();
    let progress = Arc::clone(progress);
    Bar(Some((stop, thread::spawn(move || draw(&progress, &stopped)))))
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            // What is drawn matters to nobody any more.
            let _ = thread.join();
        }
    }
}

fn draw(progress: &Progress, stopped: &Receiver<()>) {
    let has_to_wait = |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !has_to_wait(PATIENCE) {
        return;
    }
    let style = |template| ProgressStyle::with_template(template).expect("it is sound");
    let files = style("{msg:10} {bar:30} {pos}/{len} files");
    let bytes = style("{msg:10} {bar:30} {binary_bytes}/{binary_total_bytes}");
    // Of a pipe it is not known how much will come.
    let (endless, uncounted) = (style("{msg:10} {spinner} {binary_bytes}"), style("{msg:10} {spinner}"));
    let bar = ProgressBar::new(0);
    loop {
        let (stage, done, all) = progress.now();
        let style = match stage {
            Stage::Measuring if all > 0 => &bytes,
            Stage::Measuring => &endless,
            _ if all > 0 => &files,
            _ => &uncounted,
        };
        bar.set_style(style.clone());
        bar.set_message(name(stage));
        bar.update(|state| {
            state.set_len(all as u64);
            state.set_pos(if all > 0 { done.min(all) } else { done } as u64);
        });
        if !has_to_wait(FRAME) {
            return bar.finish_and_clear();
        }
    }
}

fn name(stage: Stage) -> &'static str {
    match stage {
        Stage::Finding => "finding",
        Stage::Reading => "reading",
        Stage::Linking => "linking",
        Stage::Checking => "checking",
        Stage::Formatting => "formatting",
        Stage::Measuring => "measuring",
    }
}
