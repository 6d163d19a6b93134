/** Live events on the wire, and how many may listen. */
import { eventText, heartbeatText, lastEventId, liveEvents } from "lib/model/live_event";
import { LiveEvents } from "lib/server/events";

test("a message is one line of data after its id; a heartbeat moves the id on and is no message", () => {
  expect(eventText(7, { kind: "cells", shas: ["a"] })).toBe('id: 7\ndata: {"kind":"cells","shas":["a"]}\n\n');
  expect(heartbeatText(8)).toBe(": heartbeat\nid: 8\n\n");
  expect(heartbeatText(null)).toBe(": heartbeat\n\n");
});

test("however much happens at once, each message is small and nothing is left out", () => {
  const shas = Array.from({ length: 450 }, (_, index) => String(index));
  const events = liveEvents("cells", shas);
  expect(events.map((event) => ("shas" in event ? event.shas.length : 0))).toEqual([200, 200, 50]);
  expect(events.flatMap((event) => ("shas" in event ? event.shas : []))).toEqual(shas);
  expect(liveEvents("commits", [])).toEqual([]);
});

test.each([
  ["1700000000000", 1_700_000_000_000],
  ["0", null],
  ["-1", null],
  ["1e5", null],
  ["17000000000000", null],
  ["", null],
  [undefined, null],
  [["1", "2"], null],
])("a last event's id of %j is %j", (header, id) => {
  expect(lastEventId(header)).toBe(id);
});

test("a thousand may listen; the next is told to come again until one leaves, once", () => {
  const live = new LiveEvents();
  const exits = Array.from({ length: 1_000 }, () => live.enter());
  expect(() => live.enter()).toThrow(expect.objectContaining({ status: 503, headers: { "Retry-After": "30" } }));
  exits[0]?.();
  exits[0]?.();
  expect(live.listeners).toBe(999);
  live.enter();
  expect(() => live.enter()).toThrow(/again/);
});
