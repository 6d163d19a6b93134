/** / — the repositories this HUD knows. */
import { PageTitle } from "components/frame/PageTitle";
import { Home } from "components/home/Home";

export default function HomePage() {
  return (
    <>
      <PageTitle parts={["Repositories"]} />
      <Home />
    </>
  );
}
