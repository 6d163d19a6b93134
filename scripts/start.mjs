/**
 * `npm start` and `npm run dev` (`--dev`): installs and builds what is missing or stale, then is the HUD: this process
 * is the supervisor, so there is one process to stop.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureBuilt, ensureBundled, ensureInstalled, finishWith, setUp } from "./setup.mjs";

const started_ms = Date.now();
const args = process.argv.slice(2);
const dev = args.includes("--dev");
const wrong = args.find((arg) => !["--dev", "--help", "-h"].includes(arg));

const usage = `npm start
npm run dev

Installs and builds what is missing or stale, starts the engines, and serves the HUD, which says where; Ctrl-C stops it
all. With "dev", pages change as their files do. It takes no options: settings come from the environment or .env.local,
and README.md lists them.
`;

setUp();
finishWith(async () => {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(usage);
    return 0;
  }
  if (wrong !== undefined) {
    console.error(`There is no option ${wrong}: settings come from the environment or .env.local.`);
    return 2;
  }
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
