/** Serves the artifacts' routes on an archive folder: `serve_artifacts.ts <folder> <token>`; says its memory when asked. */
import upload from "pages/api/artifacts/index";
import download from "pages/api/artifacts/[owner]/[repo]/[workflow_id]/[run_attempt]/[...path]";
import { serveRoutes } from "test/kit/api_routes";
import { servicesWith } from "test/kit/services";
import { z } from "zod";

const [folder, token] = z.tuple([z.string(), z.string()]).parse(process.argv.slice(2));
const nowhere = { url: "http://127.0.0.1:1" };
const services = servicesWith(nowhere, { HUD_ARCHIVE: `file:${folder}`, HUD_API_TOKEN: token });
const { url } = await serveRoutes(services, {
  "/api/artifacts": upload,
  "/api/artifacts/[owner]/[repo]/[workflow_id]/[run_attempt]/[...path]": download,
});
process.on("message", () => {
  const mb = 1024 * 1024;
  process.send?.({ rss_mb: process.memoryUsage.rss() / mb, peak_mb: process.resourceUsage().maxRSS / 1024 });
});
process.on("disconnect", () => process.exit(0));
process.send?.({ url });
