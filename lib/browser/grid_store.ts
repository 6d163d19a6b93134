/** What has been read of one branch's grid, and what is to be read next: one request at a time, as the news want it. */
import { ApiError } from "lib/browser/fetch_json";
import type { PageNews } from "lib/browser/live_source";
import { api_paths } from "lib/browser/paths";
import type { GridPage } from "lib/model/grid_page";
import { empty_sheet, type GridSheet, withNewest, withOlder, withRows } from "lib/model/grid_sheet";

/** Which commits and columns. */
export interface GridQuestion {
  repo: string;
  branch: string;
  /** The first one, from 0. */
  page: number;
  per_page: number;
  /** Parts of the author's name or login, and of the message; "" for all. */
  author: string;
  message: string;
  /** Providers of columns, separated by commas, that are to be shown, or hidden, other than by default. */
  show: string;
  hide: string;
}

export const per_page_default = 50;

/** Where the first page of the answer is. */
export function firstPageUrl({ repo, branch, page, per_page, author, message, show, hide }: GridQuestion): string {
  return api_paths.grid(repo, branch, page, per_page, { author, message, show, hide });
}

export interface GridState {
  /** Null until the first page is there. */
  sheet: GridSheet | null;
  error: ApiError | null;
  /** Columns that there are, and that were not asked for. */
  hidden: GridPage["hidden"];
  /** Whether there are older commits than those that have been read. */
  more: boolean;
  loading_more: boolean;
  /** The page that begins after what has been read. */
  next_page: number;
}

type Read = (url: string) => Promise<GridPage>;

/** A page that holds thousands of commits helps nobody to find one: older ones have addresses. */
const commits_max = 2_000;
/** As many as one request may name. */
const shas_max = 50;
/** Between two requests that news make: what changes in between is read at once. */
const pause_ms = 400;
const retry_ms_max = 60_000;
/** With this many commits changed, reading their page again costs less. */
const shas_worth_naming = 25;

export class GridStore {
  state: GridState;
  private readonly listeners = new Set<() => void>();
  private readonly changed = new Set<string>();
  /** The first page is to be read. */
  private newest = true;
  private older = false;
  private is_reading = false;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private read_at = 0;

  constructor(
    private readonly question: GridQuestion,
    private readonly read: Read,
  ) {
    const { page } = question;
    this.state = {
      ...{ sheet: null, error: null, hidden: { check: 0, oot: 0 }, more: false, loading_more: false },
      next_page: page + 1,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      if (this.timer !== null) clearTimeout(this.timer);
      this.timer = null;
    };
  };

  /** Reads what is missing; and once more what was read longer ago than `age_ms_max`. */
  refresh(age_ms_max: number): void {
    if (performance.now() - this.read_at > age_ms_max) this.readAll();
    this.next(0);
  }

  loadMore(): void {
    const { more, sheet } = this.state;
    if (!more || this.older || (sheet?.commits.length ?? 0) >= commits_max) return;
    this.older = true;
    this.become({ loading_more: true });
    this.next(0);
  }

  hear(news: PageNews): void {
    if (news.kind === "reload") {
      this.readAll();
    } else if (news.kind === "commits") {
      // New commits come on top: on an older page they only push what is there further down.
      if (this.question.page === 0) this.newest = true;
    } else {
      const known = new Set(this.state.sheet?.commits.map(({ sha }) => sha));
      for (const sha of news.shas) if (known.has(sha)) this.changed.add(sha);
    }
    this.next(pause_ms);
  }

  /** At once, whatever was waited for. */
  retry(): void {
    this.newest = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.next(0);
  }

  /** Also what is further down, as far as somebody may be looking at it. */
  private readAll(): void {
    this.newest = true;
    const below = this.state.sheet?.commits.slice(this.question.per_page) ?? [];
    for (const { sha } of below.slice(0, shas_max * 4)) this.changed.add(sha);
  }

  private next(wait_ms: number): void {
    if (this.listeners.size === 0 || this.is_reading || !(this.newest || this.older || this.changed.size > 0)) return;
    if (this.timer !== null) {
      if (wait_ms > 0 || this.failures > 0) return;
      clearTimeout(this.timer);
    }
    const go = (): void => {
      this.timer = null;
      void this.step();
    };
    if (wait_ms === 0) go();
    else this.timer = setTimeout(go, wait_ms);
  }

  private async step(): Promise<void> {
    this.is_reading = true;
    try {
      if (this.newest) await this.readNewest();
      else if (this.older) await this.readOlder();
      else await this.readChanged();
      this.failures = 0;
      this.is_reading = false;
      this.next(this.older ? 0 : pause_ms);
    } catch (error) {
      this.is_reading = false;
      this.older = false;
      const told = error instanceof ApiError ? error : new ApiError("The HUD's answer could not be read.", 0);
      this.become({ error: told, loading_more: false });
      if (told.problem === "refused") return;
      const wait = Math.min(1_000 * 2 ** this.failures++, retry_ms_max);
      this.newest = true;
      this.next(wait * (0.75 + Math.random() / 2));
    }
  }

  private async readNewest(): Promise<void> {
    const { page } = this.question;
    this.newest = false;
    const fresh = await this.ask(page);
    this.read_at = performance.now();
    const known = this.state.sheet ?? empty_sheet;
    const sheet = withNewest(known, fresh);
    for (const { sha } of fresh.commits) this.changed.delete(sha);
    const is_all = sheet.commits.length === fresh.commits.length;
    this.become({ sheet, error: null, hidden: fresh.hidden, ...(is_all && { more: fresh.more }) });
  }

  private async readOlder(): Promise<void> {
    const page = this.nextPage();
    const older = await this.ask(page);
    this.older = false;
    const sheet = withOlder(this.state.sheet ?? empty_sheet, older);
    this.become({ sheet, error: null, more: older.more, loading_more: false });
  }

  private async readChanged(): Promise<void> {
    const shas = [...this.changed].slice(0, shas_max);
    const top = new Set(this.state.sheet?.commits.slice(0, this.question.per_page).map(({ sha }) => sha));
    if (shas.filter((sha) => top.has(sha)).length > shas_worth_naming) {
      await this.readNewest();
      return;
    }
    for (const sha of shas) this.changed.delete(sha);
    // Few rows have few checks, which would then show although they do not on the whole page.
    const hides_checks = this.state.hidden.check > 0 && !this.question.hide.split(",").includes("check");
    const hide = hides_checks ? [this.question.hide, "check"].filter(Boolean).join(",") : this.question.hide;
    const fresh = await this.ask(0, { shas: shas.join(","), hide });
    this.become({ sheet: withRows(this.state.sheet ?? empty_sheet, fresh), error: null });
  }

  private ask(page: number, more: { shas?: string; hide?: string } = {}): Promise<GridPage> {
    const { repo, branch, per_page, show } = this.question;
    if (more.shas === undefined) return this.read(firstPageUrl({ ...this.question, page }));
    return this.read(api_paths.grid(repo, branch, page, per_page, { show, ...more }));
  }

  private nextPage(): number {
    const { page, per_page } = this.question;
    return page + Math.max(1, Math.floor((this.state.sheet?.commits.length ?? 0) / per_page));
  }

  private become(change: Partial<GridState>): void {
    this.state = { ...this.state, ...change };
    this.state.next_page = this.nextPage();
    if ((this.state.sheet?.commits.length ?? 0) >= commits_max) this.state.more = false;
    for (const listener of this.listeners) listener();
  }
}
