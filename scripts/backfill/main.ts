/** `npm run backfill -- owner/repo`: fills the HUD with a repository's past. */
import { runBackfill } from "scripts/backfill/command";
import { runAsProcess } from "scripts/command";

runAsProcess((context) => runBackfill(context));
