/**
 * `npm start` and `npm run dev` (`--dev`): installs and builds what is missing or stale, then is the HUD: this process
 * is the supervisor, so there is one process to stop.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureBundled, ensureInstalled, finishWith, setUp } from "./setup.mjs";

const started_ms = Date.now();
const dev = process.argv.includes("--dev");

setUp();
finishWith(async () => {
  await ensureInstalled();
  if (!dev) {
    const bundle = await ensureBundled();
    const { runHud } = await import(pathToFileURL(join(bundle, "engines", "hud.mjs")).href);
    return runHud({ dev, started_ms, bundle, build: ensureBuilt });
  }
  // Neither can be loaded before it is installed.
  const { register } = await import("tsx/esm/api");
  register();
  const { runHud } = await import("../engines/hud.ts");
  return runHud({ dev, started_ms });
});
