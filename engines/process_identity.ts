/** Tells whether a process that was noted down earlier is still the same one: pids are used again, start times are not. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

/** `started`: when the process started, in the platform's own words; null where the platform does not tell. */
export const process_identity = z.object({ pid: z.int().positive(), started: z.string().nullable() });
export type ProcessIdentity = z.infer<typeof process_identity>;

export function identifyProcess(pid: number): ProcessIdentity | null {
  if (process.platform === "linux") return fromProc(pid);
  if (!isSignalable(pid)) return null;
  return { pid, started: process.platform === "win32" ? null : fromPs(pid) };
}

export function isRunning(noted: ProcessIdentity): boolean {
  const now = identifyProcess(noted.pid);
  return now !== null && (now.started === null || noted.started === null || now.started === noted.started);
}

/** See proc_pid_stat(5): the command's name may hold anything, so fields are counted from its closing bracket. */
function fromProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // A zombie has ended already: its parent just has not asked about it yet.
    if (state === "Z" || state === "X" || state === undefined) return null;
    const ticks_since_boot = fields[18] ?? "";
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return { pid, started: `${boot}/${ticks_since_boot}` };
  } catch {
    return null;
  }
}

function fromPs(pid: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", timeout: 2_000 }).trim();
  } catch {
    return null;
  }
}

function isSignalable(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (problem) {
    // It exists, and belongs to someone else.
    return problem instanceof Object && "code" in problem && problem.code === "EPERM";
  }
}
