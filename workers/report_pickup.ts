/** Test reports that CI writes into the archive by itself: found, read as a stream, and stored each once. */
import type { Archive, ArchiveEntry } from "lib/archive/archive";
import { ReportRefused } from "lib/intake/junit/bounded_xml";
import { readReport } from "lib/intake/junit/read_report";
import { parseReportKey } from "lib/model/test_report";
import { StagedCases } from "lib/warehouse/staged_cases";
import type { TestReports } from "lib/warehouse/test_reports";
import type { Logger } from "pino";

export const reports_root = "test-reports";

export interface PickupDependencies {
  archive: Archive;
  reports: TestReports;
  log: Logger;
}

export type PickupOutcome = "stored" | "known" | "refused" | "none";

/** A report in the archive may be far larger than one that is sent; but not endless, which a packed one can be. */
const unpacked_bytes_max = 4 * 1024 ** 3;
const remembered_max = 100_000;

export class ReportPickup {
  /** What was dealt with, and how it looked then: a key is looked at again only once its object is another. */
  readonly #dealt_with = new Map<string, string>();

  constructor(private readonly dependencies: PickupDependencies) {}

  /** Looks through all that lies there. One that cannot be stored just now is tried again by the next sweep. */
  async sweep(signal: AbortSignal): Promise<{ stored: number; failed: number }> {
    const told = { stored: 0, failed: 0 };
    for await (const entry of this.dependencies.archive.list(`${reports_root}/`)) {
      if (signal.aborted) break;
      try {
        if ((await this.pickUp(entry)) === "stored") told.stored++;
      } catch (error) {
        if (told.failed++ === 0) this.dependencies.log.warn({ err: error, key: entry.key }, "a test report waits");
      }
    }
    return told;
  }

  /** What lies under one key. @throws when an engine is away */
  async pickUpKey(key: string): Promise<PickupOutcome> {
    const entry = await this.dependencies.archive.stat(key);
    return entry ? this.pickUp(entry) : "none";
  }

  /** @throws when an engine is away */
  async pickUp({ key, bytes, modified_at }: ArchiveEntry): Promise<PickupOutcome> {
    const look = `${bytes} ${modified_at}`;
    if (this.#dealt_with.get(key) === look) return "known";
    const place = parseReportKey(key);
    if (!place) return "none";
    const stored_at = (await this.dependencies.reports.storedAt(place.job)).get(place.report);
    const outcome = stored_at !== undefined && stored_at > modified_at ? "known" : await this.#read(key, place);
    this.#dealt_with.delete(key); // The oldest come first.
    this.#dealt_with.set(key, look);
    const [oldest] = this.#dealt_with.keys();
    if (this.#dealt_with.size > remembered_max && oldest !== undefined) this.#dealt_with.delete(oldest);
    return outcome;
  }

  async #read(key: string, { job, report }: NonNullable<ReturnType<typeof parseReportKey>>): Promise<PickupOutcome> {
    const { archive, reports, log } = this.dependencies;
    const found = await archive.open(key);
    if (!found) return "none";
    const cases = new StagedCases();
    let bytes = 0;
    try {
      const { amendments, ...read } = await readReport(found.body, {
        onCase: (told, number) => cases.add(report, told, number),
        settle: () => cases.settle(),
        spend: (count) => {
          bytes += count;
          if (bytes > unpacked_bytes_max) throw new ReportRefused("The report is too large");
        },
      });
      cases.amend(report, amendments);
      return await reports.store(job, [{ report, ...read }], cases);
    } catch (error) {
      if (!(error instanceof ReportRefused)) throw error;
      // Perhaps it is still being written: then it will look another way soon.
      log.warn({ key, reason: error.message }, "a test report cannot be taken");
      return "refused";
    } finally {
      found.body.destroy();
      await cases.dispose();
    }
  }
}
