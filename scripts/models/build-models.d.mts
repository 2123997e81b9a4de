/** One model in the manifest: the file made, and the files of an npm package that it is made from. */
export interface ModelEntry {
  readonly file: string;
  readonly sha256: string;
  readonly origin: string;
  readonly licence: string;
  readonly package: string;
  readonly version: string;
  readonly sources: readonly { readonly path: string; readonly sha256: string }[];
}

/** The manifest of models: sources and results, each with its SHA-256. */
export function readManifest(): Promise<readonly ModelEntry[]>;

/**
 * Builds the ONNX models of face recognition from the installed npm packages; a file that verifies is left alone.
 * Throws when a source is missing, or a source or a result is not the one of the manifest.
 */
export function buildModels(options: {
  readonly outDir: string;
  readonly models?: readonly ModelEntry[];
}): Promise<readonly { readonly file: string; readonly built: boolean }[]>;
