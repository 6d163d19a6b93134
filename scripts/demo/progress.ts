/** How far the demo has got: a bar on a terminal, a line every few seconds elsewhere. */
import { Presets, SingleBar } from "cli-progress";

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

export interface Progress {
  advance(): void;
  stop(): void;
}

const line_every_ms = 5000;

/** `total` is null when there is no end: then the number alone is told. */
export function showProgress(out: Output & NodeJS.WritableStream, total: number | null): Progress {
  return out.isTTY === true && total !== null ? bar(out, total) : lines(out, total);
}

function bar(out: NodeJS.WritableStream, total: number): Progress {
  const shown = new SingleBar(
    {
      stream: out,
      format: "  {bar} {percentage}%  {value} of {total}  {rate}/s",
      hideCursor: true,
      fps: 8,
      etaBuffer: 500,
    },
    Presets.rect,
  );
  const started = performance.now();
  let done = 0;
  shown.start(total, 0, { rate: 0 });
  return {
    advance: () => {
      done++;
      shown.update(done, { rate: perSecond(done, started) });
    },
    stop: () => shown.stop(),
  };
}

function lines(out: Output, total: number | null): Progress {
  const started = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const of = total === null ? "" : ` of ${count(total)}`;
    out.write(`  ${count(done)}${of} deliveries, ${count(perSecond(done, started))}/s\n`);
  }, line_every_ms);
  return { advance: () => void done++, stop: () => clearInterval(timer) };
}

/** Whole deliveries a second since a time. */
export function perSecond(done: number, started: number): number {
  return Math.round(done / Math.max(0.001, (performance.now() - started) / 1000));
}

export const count = (value: number): string => value.toLocaleString("en-US");
