/** What the workers do from time to time, apart from the streams: reports in the archive, and what has expired. */
import { sweepArtifacts } from "lib/archive/artifacts";
import type { Archive } from "lib/archive/archive";
import { openArchive } from "lib/archive/open";
import type { Config } from "lib/config";
import { TestReports } from "lib/warehouse/test_reports";
import type { Connections } from "workers/connections";
import { type FolderWatch, watchFolder } from "workers/folder_watch";
import { jittered, Limiter, pause } from "workers/pace";
import { ReportPickup, reports_root } from "workers/report_pickup";

const minute = 60_000;
const intervals = {
  /** A folder is watched; this finds what the watch missed. A bucket's listing costs money. */
  sweep_folder_ms: minute,
  sweep_bucket_ms: 5 * minute,
  place_ms: 15_000,
  mend_ms: 10 * minute,
  expire_ms: 6 * 60 * minute,
};
/** No upload is silent for so long and still going on. */
const unfinished_ms = 24 * 60 * minute;
const jobs_max = 200;
/** A report is read and stored one at a time: each is held in pieces of megabytes. */
const pickups_at_once = 1;

export interface Chores {
  /** Resolves when what was begun has ended. */
  stop(): Promise<void>;
}

export function startChores(config: Config, { warehouse, log }: Connections): Chores {
  const archive = openArchive(config.archive, config.dynamodb.region);
  const reports = new TestReports(warehouse);
  const pickup = new ReportPickup({ archive, reports, log });
  const stopping = new AbortController();
  const { signal } = stopping;
  const limiter = new Limiter(pickups_at_once);

  /** Does something again and again until stopped; what fails is said once in a row, and tried again. */
  const repeat = async (name: string, interval_ms: number, work: () => Promise<unknown>): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await work();
        failures = 0;
      } catch (error) {
        if (failures++ === 0) log.warn({ err: error, chore: name }, "a chore failed and will be tried again");
      }
      await pause(jittered(interval_ms), signal);
    }
  };

  const picked = (key: string): void => {
    void limiter.run(async () => {
      if (signal.aborted) return;
      try {
        await pickup.pickUpKey(key);
      } catch (error) {
        log.warn({ err: error, key }, "a test report waits for the next sweep");
      }
    });
  };
  const { archive: kept } = config;
  const watching: Promise<FolderWatch | null> =
    kept.kind === "folder"
      ? watchFolder(`${kept.path}/${reports_root}`, (path) => picked(`${reports_root}/${path}`), log)
      : Promise.resolve(null);
  const sweep_ms = kept.kind === "folder" ? intervals.sweep_folder_ms : intervals.sweep_bucket_ms;

  const running = [
    repeat("reports", sweep_ms, () => limiter.run(() => pickup.sweep(signal))),
    repeat("place", intervals.place_ms, () => reports.place({ jobs_max })),
    repeat("mend", intervals.mend_ms, () => reports.mend({ jobs_max })),
    repeat("expire", intervals.expire_ms, () => expire(config, archive, signal)),
  ];
  return {
    stop: async () => {
      stopping.abort();
      (await watching)?.stop();
      await Promise.all(running);
      await limiter.run(() => Promise.resolve());
    },
  };
}

/** Removes artifacts that are old, and what uploads left behind whose process was killed. @returns how many artifacts */
export async function expire({ artifacts }: Config, archive: Archive, signal?: AbortSignal): Promise<number> {
  await archive.removeUnfinished(new Date(Date.now() - unfinished_ms));
  return artifacts.days === null ? 0 : sweepArtifacts(archive, artifacts.days, new Date(), signal);
}
