/** Links that backends gave us. */

/** Null unless it is http(s): what the intake refuses must not come back by another way. */
export const safeHref = (url: string | null): string | null => (url !== null && /^https?:\/\//i.test(url) ? url : null);
