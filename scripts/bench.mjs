// `npm run bench`: measures the built product; see docs/benchmarks.md.
await import("./build-bench.mjs");
await import("../dist/bench/run-bench.js");
