/** The list of out-of-tree backends as a table for spreadsheets. */
import type { OotBackend } from "lib/model/oot_answers";
import { csvField } from "lib/server/csv";

const columns = [
  ...(["repo", "downstream_repo_level", "registered", "device", "successes", "failures", "cancelled"] as const),
  ...(["timed_out", "in_progress", "stale", "total", "pass_rate", "avg_duration_s", "p50_duration_s"] as const),
  ...(["p90_duration_s", "p50_queue_s", "p90_queue_s", "last_run", "silent"] as const),
] satisfies (keyof OotBackend)[];

export function backendsCsv(backends: readonly OotBackend[]): string {
  const lines = [
    [...columns, "oncalls"],
    ...backends.map((backend) => [...columns.map((column) => backend[column]), backend.oncalls.join(" ")]),
  ];
  return lines.map((line) => `${line.map(csvField).join(",")}\r\n`).join("");
}
