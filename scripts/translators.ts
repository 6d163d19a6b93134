/** Archived messages back into what they tell: by the event's name, the same translators as the endpoints'. */
import { circleciRepository, recordsFromCircleci } from "lib/intake/circleci/index";
import { recordsFromGithub, repositoryOf } from "lib/intake/github/index";
import { recordFromRelay } from "lib/intake/relay/index";
import type { Heard } from "lib/model/records/kind";

interface Translator {
  /** @throws ZodError when the payload is not as promised. */
  records: (payload: unknown) => Heard[];
  /** Whose message it is; null when it does not say. */
  repo: (payload: unknown) => string | null;
}

/** Names that the HUD gave itself; every other event is one of GitHub's. */
const own: ReadonlyMap<string, Translator> = new Map([
  [
    "oot_result",
    { records: (payload) => [recordFromRelay(payload)], repo: (payload) => recordFromRelay(payload).record.repo },
  ],
]);

const circleci: Translator = { records: recordsFromCircleci, repo: circleciRepository };

export function translatorOf(event: string): Translator {
  // All of CircleCI's events say themselves what they are.
  if (event.startsWith("circleci-")) return circleci;
  return own.get(event) ?? { records: (payload) => recordsFromGithub(event, payload), repo: repositoryOf };
}
