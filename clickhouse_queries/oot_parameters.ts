/** Parameter types that the queries about out-of-tree backends share. */
import { conclusions } from "lib/model/conclusion";
import { RepoName } from "lib/model/fields";
import { oot_scopes } from "lib/model/oot";
import { count } from "lib/model/saved_query";
import { z } from "zod";

/** What to count; the statistics of pull requests stay free of everything else. */
export const Scope = z.enum([...oot_scopes, "all"]).default("pull_request");
/** One repository; "" means all of them. */
export const RepoOrAll = z.union([RepoName, z.literal("")]).default("");
/** Part of "<workflow> / <job>", in any case; "" means every job. */
export const JobPart = z.string().max(500).default("");
/** 0 means every pull request. */
export const PullOrAll = count({ min: 0, max: 1_000_000_000 }).default(0);
/** A conclusion, or how far a job without one has come; "" means any. */
export const ConclusionOrAny = z.enum(["", ...conclusions, "pending", "queued"]).default("");
/** How much time one point of a trend stands for. */
export const BucketHours = count({ min: 1, max: 10_000 }).default(24);
