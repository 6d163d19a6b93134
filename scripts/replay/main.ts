/** `npm run replay`: records archived raw deliveries again. */
import { runAsProcess } from "scripts/command";
import { runReplay } from "scripts/replay/command";

runAsProcess(runReplay);
