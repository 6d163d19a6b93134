/**
 * One process at a time installs and builds in this folder, however many are started; the others wait and say so.
 * Plain Node without dependencies, as setup.mjs is.
 *
 * A turn is a numbered file with the processes that have it: whoever takes it, and the command that it runs, which goes
 * on when that one is killed. A turn is over when none of them runs any more, so nobody need tidy up. The next number
 * can be made by one process only, and only the highest counts: nothing is ever taken away from under somebody.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const look_ms = 200;
/** A turn's owner writes its name into the file right after making it. */
const unwritten_ms = 5_000;

/**
 * Does the work when nobody else is at theirs in `folder`.
 * @param onWait told once which process has to be waited for
 * @param work is given `share`, to be called with the pid of each command that it runs
 */
export async function inTurn(folder, onWait, work) {
  mkdirSync(folder, { recursive: true });
  const turn = await takeTurn(folder, onWait);
  const holders = [identify(process.pid)];
  const write = () => {
    try {
      writeFileSync(`${turn}.new`, JSON.stringify(holders));
      renameSync(`${turn}.new`, turn);
    } catch {
      // Somebody has cleared the folder, or the disk is full: the work itself says so if that matters to it.
    }
  };
  try {
    return await work((pid) => {
      const command = identify(pid);
      if (command !== null) holders.push(command);
      write();
    });
  } finally {
    holders.length = 0;
    write();
  }
}

async function takeTurn(folder, onWait) {
  for (let told = false; ;) {
    const newest = newestTurn(folder);
    const busy = newest > 0 ? holderOf(join(folder, String(newest))) : null;
    if (busy !== null) {
      if (!told && busy.pid !== null) onWait(busy.pid);
      told ||= busy.pid !== null;
      await sleep(look_ms);
      continue;
    }
    const turn = join(folder, String(newest + 1));
    try {
      writeFileSync(turn, JSON.stringify([identify(process.pid)]), { flag: "wx" });
    } catch (problem) {
      if (problem.code === "EEXIST") continue;
      throw problem;
    }
    // Whoever is slow may make a number anew that others have had and removed: theirs are higher.
    if (newestTurn(folder) > newest + 1) {
      rmSync(turn, { force: true });
      continue;
    }
    // A killed one's "7.new" as well.
    for (const old of readdirSync(folder)) if (parseInt(old, 10) <= newest) rmSync(join(folder, old), { force: true });
    return turn;
  }
}

function newestTurn(folder) {
  const turns = readdirSync(folder).filter((name) => /^\d+$/.test(name));
  return Math.max(0, ...turns.map(Number));
}

/** A process that has the turn, its pid null when it has not said it yet; null when the turn is over. */
function holderOf(turn) {
  try {
    const holders = JSON.parse(readFileSync(turn, "utf8"));
    return holders.find(({ pid, started }) => started === (identify(pid) || {}).started) || null;
  } catch {
    const made = statSync(turn, { throwIfNoEntry: false });
    return made !== undefined && Date.now() - made.mtimeMs < unwritten_ms ? { pid: null } : null;
  }
}

/**
 * A process, and when it was started: a pid may be another's later. As engines/process_identity.ts, which cannot be
 * loaded before it is installed; only Linux tells the start at no cost, elsewhere it is left out.
 */
function identify(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended already: its parent just has not asked about it yet.
    if (state === "Z" || state === "X") return null;
    return { pid, started: `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}/${fields[18]}` };
  } catch {
    return isThere(pid) ? { pid, started: "" } : null;
  }
}

function isThere(pid) {
  try {
    return process.kill(pid, 0);
  } catch (problem) {
    return problem.code === "EPERM"; // It exists, and belongs to someone else.
  }
}
