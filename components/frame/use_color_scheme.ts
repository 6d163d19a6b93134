/** The colour scheme that the reader has chosen: kept in the browser, shared by its tabs, shown by an attribute of the page. */
import { useEffect, useSyncExternalStore } from "react";
import { scheme_attribute, scheme_storage_key } from "components/frame/scheme_names";

export type SchemeMode = "system" | "light" | "dark";

const listeners = new Set<() => void>();
/** For browsers that forbid storage. */
let unstored: SchemeMode = "system";

function stored(): SchemeMode {
  try {
    const mode = localStorage.getItem(scheme_storage_key);
    return mode === "light" || mode === "dark" ? mode : "system";
  } catch {
    return unstored;
  }
}

function apply(): void {
  const mode = stored();
  const is_dark = mode === "system" ? window.matchMedia("(prefers-color-scheme: dark)").matches : mode === "dark";
  document.documentElement.setAttribute(scheme_attribute, is_dark ? "dark" : "light");
  for (const listener of listeners) listener();
}

function choose(mode: SchemeMode): void {
  unstored = mode;
  try {
    localStorage.setItem(scheme_storage_key, mode);
  } catch {
    // It holds for this page, then.
  }
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useColorScheme(): { mode: SchemeMode; setMode: (mode: SchemeMode) => void } {
  const mode = useSyncExternalStore<SchemeMode>(subscribe, stored, () => "system");
  useEffect(() => {
    // Another tab's choice, and the system's.
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    window.addEventListener("storage", apply);
    system.addEventListener("change", apply);
    return () => {
      window.removeEventListener("storage", apply);
      system.removeEventListener("change", apply);
    };
  }, []);
  return { mode, setMode: choose };
}
