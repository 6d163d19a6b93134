/** What became of the deliveries, and the summary that says so. */
import { count } from "scripts/demo/progress";
import type { Answer } from "scripts/demo/send";
import type { Delivery } from "scripts/demo/timeline";

const most_reasons = 5;

export class Tally {
  sent = 0;
  rejected = 0;
  private retries = 0;
  private readonly by_event = new Map<string, number>();
  private readonly notes = new Set<string>();
  private readonly reasons = new Map<string, string>();

  add({ event, id }: Delivery, { status, text, retries }: Answer): void {
    this.sent++;
    this.retries += retries;
    this.by_event.set(event, (this.by_event.get(event) ?? 0) + 1);
    if (status >= 200 && status < 300) return;
    this.rejected++;
    const reason = `${event} was answered ${status}: ${text.slice(0, 200)}`;
    if (this.reasons.size < most_reasons && !this.reasons.has(reason)) this.reasons.set(reason, id);
  }

  /** Something to be told once, at the end. */
  note(text: string): void {
    this.notes.add(text);
  }

  summary({ url, per_second, repo }: { url: string; per_second: number; repo: string }): string {
    const events = [...this.by_event].sort(([, a], [, b]) => b - a);
    const widest = Math.max(0, ...events.map(([event]) => event.length));
    const lines = [
      `Sent ${count(this.sent)} deliveries, ${count(per_second)} a second${this.retries > 0 ? `, ${count(this.retries)} of them tried again` : ""}.`,
      ...events.map(([event, times]) => `  ${event.padEnd(widest)}  ${count(times).padStart(8)}`),
      ...this.notes,
    ];
    if (this.rejected > 0)
      lines.push(
        `${count(this.rejected)} were not accepted:`,
        ...[...this.reasons].map(([reason, id]) => `  ${reason} (delivery ${id})`),
      );
    lines.push(`Look at ${url}/hud/${repo}/main`, `     and ${url}/oot`, "");
    return lines.join("\n");
  }
}
