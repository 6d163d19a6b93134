/** Says at start that the allowlist of out-of-tree backends names nobody: the pages would just not show them. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { codeOf } from "lib/error_code";
import { parseAllowlist } from "lib/model/oot_allowlist";

/**
 * What is wrong with the file that HUD_OOT_ALLOWLIST names; null when nothing is, or when it is an address. It is no
 * reason to refuse the start: the file is read again and again, and may be put there later.
 */
export function allowlistWarning(source: string | null): string | null {
  if (source === null || /^https?:\/\//i.test(source)) return null;
  const wrong = whatIsWrong(resolve(source));
  return wrong === null ? null : `HUD_OOT_ALLOWLIST: ${wrong}; until then, no out-of-tree backend is registered.`;
}

function whatIsWrong(path: string): string | null {
  try {
    const backends = parseAllowlist(parse(readFileSync(path, "utf8"), { maxAliasCount: 100 }));
    return backends.length > 0 ? null : `${path} should list backends as docs/oot.md says, and lists none`;
  } catch (problem) {
    const code = codeOf(problem);
    if (code === "ENOENT") return `the file ${path} should exist, and does not`;
    return `the file ${path} should be readable as YAML, and is not${code === null ? "" : ` (${code})`}`;
  }
}
