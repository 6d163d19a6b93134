/** Whoever listens to what changes, by repository: how many may, and which feeds therefore run in this process. */
import { ApiError } from "lib/server/api_error";
import type { Listener } from "lib/server/events_audience";
import { RepoFeed, type Subscription } from "lib/server/events_feed";
import type { Services } from "lib/server/services";

const listeners_max = 1_000;

export class LiveEvents {
  private readonly feeds = new Map<string, RepoFeed>();
  private count = 0;

  get listeners(): number {
    return this.count;
  }

  /** Takes a place; @throws ApiError 503 when there is none. Give it back with what is returned; twice does no harm. */
  enter(): () => void {
    if (this.count >= listeners_max) {
      throw new ApiError(503, "Too many pages are listening; please try again", { "Retry-After": "30" });
    }
    this.count++;
    let inside = true;
    return () => {
      if (inside) this.count--;
      inside = false;
    };
  }

  listen(
    services: Services,
    repo: string,
    { branch, last_id }: { branch: string | null; last_id: number | null },
    listener: Listener,
  ): Subscription & { id(): number | null } {
    let feed = this.feeds.get(repo);
    if (!feed || feed.over) this.feeds.set(repo, (feed = new RepoFeed(services, repo)));
    const mine = feed;
    const { greeted, leave } = mine.subscribe(branch, listener, last_id);
    return {
      greeted,
      leave: () => {
        leave();
        if (mine.over && this.feeds.get(repo) === mine) this.feeds.delete(repo);
      },
      id: () => mine.id,
    };
  }
}
