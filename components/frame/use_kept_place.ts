/**
 * Back and Forward lead to where the reader was on a page. The browser does so by itself, but at once, when the page is not
 * there yet: Next.js still asks the server for it. Where the address points to a place on the page, that is gone to instead.
 */
import { type NextRouter, useRouter } from "next/router";
import { useEffect } from "react";

const storage_key = "hud-places";
const kept_max = 50;
const wait_ms_max = 5_000;

export function useKeptPlace(): void {
  const { events } = useRouter();
  useEffect(() => follow(events), [events]);
}

function follow(events: NextRouter["events"]): () => void {
  let shown = entryKey();
  let place = window.scrollY;
  let stop = (): void => undefined;
  const onScroll = () => {
    // On Back the entry changes first, and the browser may scroll the page that is about to go.
    if (entryKey() === shown) place = window.scrollY;
  };
  const onLeave = () => keep(shown, place);
  const onArrival = () => {
    const key = entryKey();
    if (key === shown) return;
    [shown, place] = [key, window.scrollY];
    stop();
    const kept = window.location.hash === "" ? places().get(key) : undefined;
    stop = kept ? scrollWhenTall(kept) : () => undefined;
  };
  const onHash = () => {
    [shown, place] = [entryKey(), window.scrollY];
  };
  window.addEventListener("scroll", onScroll, { passive: true });
  events.on("beforeHistoryChange", onLeave);
  events.on("routeChangeComplete", onArrival);
  events.on("hashChangeComplete", onHash);
  return () => {
    stop();
    window.removeEventListener("scroll", onScroll);
    events.off("beforeHistoryChange", onLeave);
    events.off("routeChangeComplete", onArrival);
    events.off("hashChangeComplete", onHash);
  };
}

/** As Next.js names the entries of the browser's history. */
function entryKey(): string {
  const state: unknown = window.history.state;
  return typeof state === "object" && state !== null && "key" in state ? String(state.key) : "";
}

/** By entry, the one left last at the end. In the tab's storage, since a log may be loaded anew before somebody goes back. */
function places(): Map<string, number> {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(storage_key) ?? "[]");
    return new Map(Array.isArray(read) ? (read as [string, number][]) : []); // Written below.
  } catch {
    return new Map(); // A browser may forbid it.
  }
}

function keep(key: string, place: number): void {
  const kept = places();
  kept.delete(key);
  kept.set(key, Math.round(place));
  try {
    sessionStorage.setItem(storage_key, JSON.stringify([...kept].slice(-kept_max)));
  } catch {
    // See above.
  }
}

const acts = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/** As soon as the page is as long as it was, unless the reader does something first. @returns what ends the waiting. */
function scrollWhenTall(place: number): () => void {
  const isThere = (): boolean => {
    window.scrollTo({ top: place, behavior: "instant" });
    return window.scrollY >= place - 1;
  };
  if (isThere()) return () => undefined;
  const observer = new ResizeObserver(() => isThere() && stop());
  const timer = setTimeout(() => stop(), wait_ms_max);
  const stop = (): void => {
    observer.disconnect();
    clearTimeout(timer);
    for (const act of acts) window.removeEventListener(act, stop);
  };
  for (const act of acts) window.addEventListener(act, stop, { passive: true });
  observer.observe(document.body);
  return stop;
}
