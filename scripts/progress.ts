/** How far a command has come: a bar on a terminal, a line now and then where nobody watches. */
import { SingleBar } from "cli-progress";

export interface Progress {
  /** @param fraction of the work, 0 to 1. @param note what else to say, short. */
  update(fraction: number, note: string): void;
  /** Something to be seen now, such as why nothing happens. */
  say(sentence: string): void;
  /** Shows the last state for good. */
  stop(): void;
}

export interface ProgressStream extends NodeJS.WritableStream {
  isTTY?: boolean;
}

const line_every_ms = 10_000;
/** Too early to tell before this much has been done or waited for. */
const estimate_after_ms = 2_000;

export function startProgress(
  title: string,
  stream: ProgressStream = process.stderr,
  now: () => number = Date.now,
): Progress {
  const estimate = estimator(now);
  if (stream.isTTY) {
    const bar = new SingleBar({
      stream,
      format: `${title} {bar} {percentage} %{left} · {note}`,
      barsize: 24,
      barCompleteChar: "█",
      barIncompleteChar: "░",
      hideCursor: true,
      fps: 8,
      linewrap: false,
    });
    bar.start(1000, 0, { left: "", note: "starting" });
    return {
      update: (fraction, note) => bar.update(Math.floor(fraction * 1000), { left: estimate(fraction), note }),
      say: (sentence) => bar.update({ left: "", note: sentence }),
      stop: () => bar.stop(),
    };
  }
  let written_at = -Infinity;
  let last = "";
  let written = "";
  const write = () => {
    if (last === written) return;
    stream.write(`${last}\n`);
    written = last;
    written_at = now();
  };
  return {
    update(fraction, note) {
      last = `${title} ${Math.floor(fraction * 100)} %${estimate(fraction)} · ${note}`;
      if (now() - written_at >= line_every_ms) write();
    },
    say: (sentence) => void stream.write(`${title} ${sentence}\n`),
    stop: write,
  };
}

/** The time left, from the pace since the first update: what an earlier run of the command had done does not count. */
function estimator(now: () => number): (fraction: number) => string {
  let start: { fraction: number; at: number } | undefined;
  return (fraction) => {
    start ??= { fraction, at: now() };
    const elapsed_ms = now() - start.at;
    const done = fraction - start.fraction;
    if (fraction >= 1 || done <= 0 || elapsed_ms < estimate_after_ms) return "";
    return ` · ${duration((elapsed_ms / done) * (1 - fraction))} left`;
  };
}

/** "45 s", "12 min", "3 h 20 min": as exact as an estimate deserves. */
export function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
