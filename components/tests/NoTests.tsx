/** Where there are no tests yet: what this is for, and how the first report gets here. */
import Link from "next/link";
import { Snippet } from "components/frame/Snippet";
import { paths } from "lib/browser/paths";
import { useOrigin } from "lib/browser/use_origin";
import page from "components/frame/Page.module.css";

/** @param repo null: whichever. */
export function NoTests({ repo }: { repo: string | null }) {
  const command = `curl --fail -X POST ${useOrigin()}/api/test-reports \\
  -H "Authorization: Bearer $HUD_API_TOKEN" \\
  -F repo=${repo ?? "owner/repo"} -F workflow_id=$GITHUB_RUN_ID \\
  -F run_attempt=$GITHUB_RUN_ATTEMPT -F job_id=$JOB_ID \\
  -F report=@junit.xml`;
  return (
    <section className={page.card} aria-labelledby="no-tests">
      <h2 id="no-tests" className={page.heading}>
        {repo === null ? "No test report yet" : `No test report of ${repo} yet`}
      </h2>
      <p>
        Test runners write JUnit XML: pytest, Jest, Surefire, gotestsum, nextest, GoogleTest, Bazel, Playwright,
        xUnit.net and most others. Sent here, every test has a history, and flaky ones are told from broken ones.
      </p>
      <Snippet text={command} what="the command for test reports" />
      <p>
        A ready step for GitHub Actions, and where the token is: <Link href={paths.setup(repo)}>Set up</Link>.
      </p>
    </section>
  );
}
