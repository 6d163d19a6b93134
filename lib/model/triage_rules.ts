/** What the classifier's rules, by their names, tell of a failure: rules are added in files, and their names say what they are about. */

/** About the machines, the network and the services around a job, not about its code. */
const infra_words =
  /\b(infra\w*|network|dns|name not resolved|connection|runner|no space|broken file system|gpu fell off|rate limit\w*|registry|artifact service|docker:? (cannot )?(pull|daemon)|image pull|remote hung up|spot|preempt\w*|shutdown|server answered an error|gateway|service unavailable|tls|certificate|credential\w*|quota)\b/i;

export const isInfraRule = (rule: string): boolean => infra_words.test(rule.replaceAll(/[_-]/g, " "));

/** Last resorts of the classifier: that a process ended with 1 makes no two failures the same, nor different ones. */
const vague_rules =
  /^(exit code|error annotation|a tool's error|make: target failed|npm script failed|step cancelled|job timed out)$/i;

export const tellsFailuresApart = (rule: string | null): rule is string => rule !== null && !vague_rules.test(rule);
