/** Those who listen to one branch of a repository, or to all of it: what of the news concerns them. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { branchMembers } from "clickhouse_queries/branch_members/query";
import type { ChangesRow } from "clickhouse_queries/repo_changes/query";
import { type LiveEvent, liveEvents } from "lib/model/live_event";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";

/** @param id Unix milliseconds: a reader who comes back with it is told all that it missed. */
export type Listener = (id: number, event: LiveEvent) => void;

/** A page shows a hundred commits at most; whoever looks further back is served by asking. */
const loaded_max = 1_000;
const known_max = 5_000;
const members_at_once = 1_000;

export class Audience {
  readonly listeners = new Set<Listener>();
  /** Commits that are known to be on the branch: those are no news, and what runs on them concerns us. */
  private readonly known = new Set<string>();
  private loaded = false;

  constructor(
    private readonly services: Services,
    private readonly repo: string,
    private readonly branch: string | null,
  ) {}

  /** Has to be done once before `eventsOf`. */
  async load(): Promise<void> {
    if (this.loaded) return;
    if (this.branch !== null) {
      const { repo, branch } = this;
      const heads = await ask(this.services, branchHeads, { repo, branch, limit: loaded_max });
      for (const { sha } of heads.toReversed()) this.learn(sha);
    }
    this.loaded = true;
  }

  /** @param again for one who was not there: commits that were announced before are told too, and none is learnt. */
  async eventsOf(news: readonly ChangesRow[], { again = false } = {}): Promise<LiveEvent[]> {
    const told = news.filter(({ kind, branch }) => kind === "commits" && (this.branch ?? branch) === branch);
    const commits = new Set(told.map(({ sha }) => sha).filter((sha) => again || !this.known.has(sha)));
    if (!again) for (const { sha } of told) this.learn(sha);
    const ran = [...new Set(news.flatMap(({ kind, sha }) => (kind === "cells" ? [sha] : [])))];
    return [...liveEvents("commits", [...commits]), ...liveEvents("cells", await this.ours(ran))];
  }

  tell(id: number, events: readonly LiveEvent[]): void {
    for (const listener of this.listeners) for (const event of events) listener(id, event);
  }

  private async ours(shas: readonly string[]): Promise<string[]> {
    const { repo, branch } = this;
    if (branch === null) return [...shas];
    const unknown = shas.filter((sha) => !this.known.has(sha));
    const found = new Set(shas.filter((sha) => this.known.has(sha)));
    for (let from = 0; from < unknown.length; from += members_at_once) {
      const part = unknown.slice(from, from + members_at_once);
      for (const { sha } of await ask(this.services, branchMembers, { repo, branch, shas: part })) found.add(sha);
    }
    return shas.filter((sha) => found.has(sha));
  }

  private learn(sha: string): void {
    this.known.delete(sha);
    this.known.add(sha);
    for (const oldest of this.known) {
      if (this.known.size <= known_max) break;
      this.known.delete(oldest);
    }
  }
}
