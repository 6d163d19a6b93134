/** A test's name as a link to its history, and where it is from below it. */
import Link from "next/link";
import { placeOfTest, type TestIdentity } from "components/tests/test_name";
import { paths } from "lib/browser/paths";
import styles from "components/tests/TestName.module.css";

export function TestName({ repo, test }: { repo: string; test: TestIdentity }) {
  const place = placeOfTest(test);
  return (
    <span className={styles.name}>
      <Link href={paths.test(repo, test)} prefetch={false} className={styles.link}>
        {test.name}
      </Link>
      {place !== "" && <span className={styles.place}>{place}</span>}
    </span>
  );
}
