/** Notes through which inputs each repository is heard: the first at once, then at most once a minute for each. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { HeardPing, PingedFor } from "lib/intake/github/ping";
import { fromPing } from "lib/intake/github/ping";
import { type InputName, isInputName } from "lib/model/setup";
import { app_key, markHook, markInput, organisationKey } from "lib/store/repository_inputs";
import type { Logger } from "pino";

const interval_ms = 60_000;
/** Of what is remembered to have been written: enough for thousands of repositories. */
const remembered_max = 50_000;

export class HeardInputs {
  private readonly written_ms = new Map<string, number>();

  constructor(
    private readonly dynamo: DynamoDBClient,
    private readonly table_prefix: string,
    private readonly log: Logger,
  ) {}

  /** Returns at once, and never throws: that a delivery was acknowledged does not hang on this. */
  note(repo: string, input: InputName, at: string): void {
    const name = `${repo} ${input}`;
    const now = performance.now();
    const last = this.written_ms.get(name);
    if (last !== undefined && now - last < interval_ms) return;
    if (this.written_ms.size >= remembered_max) this.written_ms.clear();
    this.written_ms.set(name, now);
    markInput(this.dynamo, this.table_prefix, { key: repo, input, at }).catch((error: unknown) => {
      this.written_ms.delete(name);
      this.log.warn({ err: error, repo, input }, "Could not note that an input was heard");
    });
  }

  /** A GitHub delivery: the events we record, and the ping in which a webhook says what it will send. */
  noteGithub(event: string, payload: unknown, { repo, at }: { repo: string | null; at: string }): void {
    if (event === "ping") {
      const ping = fromPing(payload, at);
      if (ping) this.noteHook(ping);
    } else if (repo !== null && isInputName(event)) this.note(repo, event, at);
  }

  private noteHook({ hook, pinged_for }: HeardPing): void {
    const key = keyOf(pinged_for);
    markHook(this.dynamo, this.table_prefix, { key, hook }).catch((error: unknown) => {
      this.log.warn({ err: error, key }, "Could not note a webhook's ping");
    });
  }
}

function keyOf(pinged_for: PingedFor): string {
  if ("repo" in pinged_for) return pinged_for.repo;
  return "organisation" in pinged_for ? organisationKey(pinged_for.organisation) : app_key;
}
