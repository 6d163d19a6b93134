/** @jest-environment jsdom */
/** When an open page of a commit or of a pull request reads again: for what is its own, and not for all of a repository. */
import { renderHook } from "@testing-library/react";
import { useCommitNews } from "components/jobs/use_commit_news";

/** What the browser's own would do, by hand. */
class Stream {
  static readonly CLOSED = 2;
  static last: Stream | null = null;
  readyState = 1;
  onmessage: ((message: { data: string; lastEventId: string }) => void) | null = null;

  constructor() {
    Stream.last = this;
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
}
const say = (event: unknown): void =>
  Stream.last?.onmessage?.({ data: JSON.stringify(event), lastEventId: String(Date.now()) });
const hear = (kind: "cells" | "commits", ...shas: string[]): void => say({ kind, shas });

let reads: number;
let unmount: () => void;

function listen(sha: string, known: readonly string[] | null): (heads: readonly string[]) => void {
  const hook = renderHook(({ heads }) => useCommitNews("acme/rocket", sha, () => Promise.resolve(reads++), heads), {
    initialProps: { heads: known },
  });
  unmount = hook.unmount;
  say({ kind: "hello", caught_up: true });
  return (heads) => hook.rerender({ heads });
}

beforeEach(() => {
  jest.useFakeTimers();
  reads = 0;
  Object.defineProperty(globalThis, "EventSource", { configurable: true, value: Stream });
});
afterEach(() => {
  unmount();
  jest.useRealTimers();
});

test("a commit's page reads again for its own commit, and for no other", () => {
  listen("a", null);
  hear("cells", "b");
  hear("commits", "c");
  jest.advanceTimersByTime(30_000);
  expect(reads).toBe(0);
  hear("cells", "b", "a");
  jest.advanceTimersByTime(0);
  for (let second = 0; second < 10; second++) {
    hear("cells", "a");
    jest.advanceTimersByTime(1_000);
  }
  expect(reads).toBe(6);
});

test("a pull request's page reads again soon after a push to it, also while its own jobs keep it reading", () => {
  const know = listen("old", ["old", "older"]);
  hear("cells", "older");
  jest.advanceTimersByTime(60_000);
  expect(reads).toBe(0);
  hear("commits", "new");
  jest.advanceTimersByTime(1_000);
  expect(reads).toBe(1);
  know(["new", "old", "older"]);
  hear("cells", "new"); // The head that is shown was chosen: its picker knows the new one, and that is all.
  jest.advanceTimersByTime(60_000);
  expect(reads).toBe(1);

  hear("cells", "old");
  jest.advanceTimersByTime(0);
  hear("commits", "newer");
  jest.advanceTimersByTime(2_000);
  expect(reads).toBe(3);
});

test("a head that is heard of before its pull request is looked for once more", () => {
  listen("old", ["old"]);
  hear("cells", "new");
  jest.advanceTimersByTime(1_000);
  hear("cells", "new");
  jest.advanceTimersByTime(16_000);
  expect(reads).toBe(2);
});

test("the commits of others, however busy, cost a read now and then, and in the end none", () => {
  listen("ours", ["ours"]);
  const others = Array.from({ length: 300 }, (_, index) => `other ${index}`);
  for (let second = 0; second < 300; second++) {
    hear("cells", others[second] ?? "");
    hear("cells", ...others.slice(0, 100));
    jest.advanceTimersByTime(1_000);
  }
  expect(reads).toBeLessThanOrEqual(300 / 15 + 3);
  jest.advanceTimersByTime(30_000);
  hear("cells", ...others);
  jest.advanceTimersByTime(30_000);
  hear("cells", ...others);
  jest.advanceTimersByTime(30_000);
  reads = 0;
  hear("cells", ...others);
  jest.advanceTimersByTime(60_000);
  expect(reads).toBe(0);
});
