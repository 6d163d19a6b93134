/** Parameters and columns that the queries about tests share. */
import { test_statuses } from "lib/model/test_status";
import { z } from "zod";

export const TestName = z.string().min(1).max(2_000);
/** An empty one means: whichever. */
export const TestNamePart = z.string().max(2_000).default("");

export const Status = z.enum(test_statuses);

/** What one test is told from another by; class name and file are empty where its report gives none. */
export const test_identity = { name: z.string(), classname: z.string(), file: z.string() };

/** Where a case ran; the names are empty until GitHub has told of the job. */
export const test_place = {
  workflow_id: z.int(),
  workflow_name: z.string(),
  job_id: z.int(),
  job_name: z.string(),
  run_attempt: z.int(),
};
