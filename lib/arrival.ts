/** When a request reached this process: with many at once, its handler begins much later, while the sender waits. */
import type { IncomingMessage } from "node:http";

/** Known by name: the server and its pages are bundled apart, each with this file of its own. */
const arrived_ms = Symbol.for("hud.arrived_ms");

/** For the server, as soon as it knows of the request. */
export function noteArrival(request: IncomingMessage): void {
  Object.defineProperty(request, arrived_ms, { value: performance.now() });
}

/** On the process's own clock, `performance.now()`; this moment when nobody noted it. */
export function arrivalOf(request: IncomingMessage): number {
  const noted: unknown = Reflect.get(request, arrived_ms);
  return typeof noted === "number" ? noted : performance.now();
}
