/** The search in a log as the address has it: `q`, `regex`, `case`; asked of the log when the typing pauses. */
import { useEffect, useMemo } from "react";
import type { LogReader } from "components/logs/log_reader";
import type { Question } from "components/logs/reading/search";
import { useQueryState } from "lib/browser/use_query_state";

const pause_ms = 120;

export function useSearch(reader: LogReader): [Question, (question: Question) => void] {
  const [text, setText] = useQueryState("q");
  const [regex, setRegex] = useQueryState("regex");
  const [match_case, setMatchCase] = useQueryState("case");
  const question = useMemo(
    () => ({ text, is_regex: regex !== "", match_case: match_case !== "" }),
    [text, regex, match_case],
  );
  useEffect(() => {
    const timer = setTimeout(() => reader.search(question), question.text === "" ? 0 : pause_ms);
    return () => clearTimeout(timer);
  }, [reader, question]);
  const ask = (next: Question) => {
    if (next.text !== text) setText(next.text);
    if (next.is_regex !== question.is_regex) setRegex(next.is_regex ? "1" : "");
    if (next.match_case !== question.match_case) setMatchCase(next.match_case ? "1" : "");
  };
  return [question, ask];
}
