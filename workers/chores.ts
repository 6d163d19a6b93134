/** What the workers do from time to time, apart from the streams: reports in the archive, what has expired, what went silent. */
import { sweepArtifacts } from "lib/archive/artifacts";
import type { Archive } from "lib/archive/archive";
import { openArchive } from "lib/archive/open";
import type { Config } from "lib/config";
import { TestReports } from "lib/warehouse/test_reports";
import type { GithubClient } from "lib/github/client";
import type { Connections } from "workers/connections";
import { type FolderWatch, watchFolder } from "workers/folder_watch";
import { jittered, Limiter, pause } from "workers/pace";
import { openReconciler } from "workers/reconcile";
import { ReportPickup, reports_root } from "workers/report_pickup";

const minute = 60_000;
const intervals = {
  /** A folder is watched; this finds what the watch missed. A bucket's listing costs money. */
  sweep_folder_ms: minute,
  sweep_bucket_ms: 5 * minute,
  place_ms: 15_000,
  mend_ms: 10 * minute,
  expire_ms: 6 * 60 * minute,
  reconcile_ms: 5 * minute,
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

/** @param github null: nobody can be asked about what has gone silent. */
export function startChores(config: Config, connections: Connections, github: GithubClient | null): Chores {
  const { warehouse, log } = connections;
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
  if (github) {
    const reconciler = openReconciler(connections, github);
    running.push(repeat("reconcile", intervals.reconcile_ms, () => reconciler.pass(signal)));
  } else {
    log.info("GitHub is not asked about workflow runs that go silent: there is no GITHUB_TOKEN, nor a GitHub App");
  }
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
