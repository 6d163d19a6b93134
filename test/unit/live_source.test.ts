/** @jest-environment jsdom */
/** The page's end of the stream of news: kept up, paused while hidden, caught up, and replaced by asking when it fails. */
import { LiveSource, type LiveState, type PageNews } from "lib/browser/live_source";

/** What the browser's own would do, by hand. */
class Stream {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;
  onmessage: ((message: { data: string; lastEventId: string }) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    Stream.opened.push(this);
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
  say(event: unknown, id = "1000"): void {
    this.readyState = 1;
    this.onmessage?.({ data: JSON.stringify(event), lastEventId: id });
  }
  /** `for_good`: the answer was no stream, and the browser gives up. */
  fail(for_good: boolean): void {
    this.readyState = for_good ? Stream.CLOSED : 0;
    this.onerror?.();
  }
}

const hello = { kind: "hello", caught_up: true };
let news: PageNews[];
let states: LiveState[];
let leave: () => void;

function listen(): LiveSource {
  const source = new LiveSource("acme/rocket", "main");
  leave = source.join({ onNews: (one) => news.push(one), onState: () => states.push(source.state) });
  return source;
}
const stream = (): Stream => {
  const last = Stream.opened.at(-1);
  if (!last) throw new Error("No stream has been opened");
  return last;
};
const show = (state: "visible" | "hidden"): void => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange"));
};

beforeEach(() => {
  jest.useFakeTimers();
  Stream.opened = [];
  news = [];
  states = [];
  Object.defineProperty(globalThis, "EventSource", { configurable: true, value: Stream });
  show("visible");
});
afterEach(() => {
  leave();
  jest.useRealTimers();
});

test("news are passed on, and the stream's own words are not", () => {
  listen();
  stream().say(hello);
  stream().say({ kind: "cells", shas: ["a"] });
  stream().say({ kind: "of a newer server" });
  stream().onmessage?.({ data: "{", lastEventId: "" });
  expect(stream().url).toBe("/api/events?repo=acme%2Frocket&branch=main");
  expect(news).toEqual([{ kind: "cells", shas: ["a"] }]);
  expect(states).toEqual(["live"]);
});

test("a stream that cannot tell what was missed makes the page read again", () => {
  listen();
  stream().say({ kind: "hello", caught_up: false });
  expect(news).toEqual([{ kind: "reload" }]);
});

test("a hidden page does not listen, and goes on where it left off", () => {
  const source = listen();
  stream().say(hello);
  stream().say({ kind: "cells", shas: ["a"] }, "4711");
  show("hidden");
  expect([stream().readyState, source.state]).toEqual([Stream.CLOSED, "paused"]);
  jest.advanceTimersByTime(600_000);
  expect([Stream.opened.length, news.length]).toEqual([1, 1]);
  show("visible");
  expect(stream().url).toContain("last_event_id=4711");
  stream().say(hello);
  expect(states).toEqual(["live", "paused", "connecting", "live"]);
  expect(news).toHaveLength(1);
});

test("a lost connection is the browser's to mend", () => {
  const source = listen();
  stream().say(hello);
  stream().fail(false);
  expect(source.state).toBe("connecting");
  jest.advanceTimersByTime(2_000);
  stream().say(hello);
  expect([source.state, Stream.opened.length]).toEqual(["live", 1]);
});

test("where there is no stream the page asks now and then, and a stream is tried more and more seldom", () => {
  const source = listen();
  stream().fail(true);
  expect(source.state).toBe("polling");
  for (let minute = 0; minute < 10; minute++) {
    jest.advanceTimersByTime(60_000);
    if (stream().readyState === 0) stream().fail(true);
  }
  expect(news.every(({ kind }) => kind === "reload")).toBe(true);
  expect(news.length).toBeGreaterThan(10);
  expect(Stream.opened.length).toBeLessThan(20);
  show("hidden");
  show("visible");
  news = [];
  stream().say(hello);
  expect(source.state).toBe("live");
});

test("a stream that is held back somewhere counts as none", () => {
  const source = listen();
  jest.advanceTimersByTime(9_000);
  expect(source.state).toBe("polling");
});

test("a machine that has slept opens its stream anew", () => {
  listen();
  stream().say(hello, "99");
  jest.setSystemTime(Date.now() + 3_600_000);
  jest.advanceTimersByTime(10_000);
  expect(Stream.opened).toHaveLength(2);
  expect(stream().url).toContain("last_event_id=99");
});

test("whoever leaves last closes it", () => {
  const source = listen();
  const other = source.join({ onNews: () => undefined, onState: () => undefined });
  leave();
  expect(stream().readyState).not.toBe(Stream.CLOSED);
  other();
  expect(stream().readyState).toBe(Stream.CLOSED);
  jest.advanceTimersByTime(600_000);
  expect(Stream.opened).toHaveLength(1);
});
