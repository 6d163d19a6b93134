/** How long `npm start` takes, installed and built. */
import { below, type Benchmark, percentile } from "bench/measure";
import { startBenchHud } from "bench/running_hud";

export const start: Benchmark = {
  name: "start",
  method:
    "from the command to the first ready answer of /api/readyz, installed and built, on an empty data directory; three times",
  async run({ say }) {
    const samples: number[] = [];
    for (let index = 0; index < 4; index++) {
      const hud = await startBenchHud();
      await hud.stop();
      say(`${hud.start_seconds.toFixed(1)} s`);
      if (index > 0) samples.push(hud.start_seconds); // The first may build.
    }
    return [below("start, median", percentile(samples, 0.5), "s", 6)];
  },
};
