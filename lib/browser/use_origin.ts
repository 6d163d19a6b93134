/** Where this HUD is, as the browser knows it: "https://hud.example.org". */
import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** A placeholder while the server renders, which need not know how it is reached. */
export const useOrigin = (): string =>
  useSyncExternalStore(
    never,
    () => window.location.origin,
    () => "http://localhost:3000",
  );
