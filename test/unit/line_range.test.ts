/** @jest-environment jsdom */
/** The lines of a log that its address points to: also of an address that somebody types, which the router does not hear of. */
import { act, renderHook } from "@testing-library/react";
import { RouterContext } from "next/dist/shared/lib/router-context.shared-runtime";
import type { NextRouter } from "next/router";
import { createElement, type ReactNode, useState } from "react";
import { useLineRange } from "components/logs/use_line_range";

/** Only what the hook uses; its address is state, as Next.js's is. */
function Address({ children }: { children: ReactNode }) {
  const [asPath, setPath] = useState(window.location.pathname + window.location.hash);
  const replace = (url: unknown) => {
    window.history.replaceState(null, "", String(url));
    setPath(String(url));
    return Promise.resolve(true);
  };
  return createElement(RouterContext.Provider, { value: { asPath, replace } as NextRouter }, children); // See above.
}

function open(address: string) {
  window.history.replaceState(null, "", address);
  const { result } = renderHook(useLineRange, { wrapper: Address });
  return () => result.current;
}
const type = (hash: string): void =>
  act(() => {
    window.history.replaceState(null, "", hash || window.location.pathname);
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  });

test("a hash that is typed chooses other lines, and says so; one that names none lets go of them", () => {
  const lines = open("/o/r/job/1#L5");
  expect(lines()).toMatchObject({ range: { first: 5, last: 5 }, pointed: null });
  type("#L50-L75");
  const typed = { first: 50, last: 75 };
  expect([lines().range, lines().lastRange(), lines().pointed]).toEqual([typed, typed, typed]);
  type("");
  expect([lines().range, lines().lastRange()]).toEqual([null, null]);
});

test("what the page chooses itself is no news, also after what was typed", () => {
  const lines = open("/o/r/job/1");
  type("#L7");
  const { pointed } = lines();
  expect(pointed).toEqual({ first: 7, last: 7 });
  act(() => lines().setRange({ first: 8, last: 9 }));
  expect([window.location.hash, lines().range]).toEqual(["#L8-L9", { first: 8, last: 9 }]);
  act(() => lines().setRange(null));
  expect([window.location.hash, lines().range]).toEqual(["", null]);
  expect(lines().pointed).toBe(pointed);
  type("#L7");
  expect(lines().pointed).toEqual(pointed);
  expect(lines().pointed).not.toBe(pointed);
});
