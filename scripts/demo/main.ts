/** `npm run demo`: feeds a running HUD with realistic traffic. See options.ts for what it takes. */
import { runDemo } from "scripts/demo/run";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());

void runDemo({
  args: process.argv.slice(2),
  env: process.env,
  folder: process.cwd(),
  out: process.stdout,
  err: process.stderr,
  signal: stop.signal,
}).then((code) => {
  process.exitCode = code;
});
