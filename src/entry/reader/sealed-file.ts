import { createCipheriv, createDecipheriv, randomBytes, scrypt } from "node:crypto";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

const base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** The file as it lies on the disk. */
const sealed = z.strictObject({
  v: z.literal(1),
  what: z.literal("muster-reader-templates"),
  kdf: z.strictObject({
    name: z.literal("scrypt"),
    // A file that somebody changed must not make this machine calculate for hours.
    cost: z.literal([2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18]),
    blockSize: z.literal(8),
    parallelization: z.literal(1),
    salt: base64,
  }),
  cipher: z.literal("aes-256-gcm"),
  iv: base64,
  tag: base64,
  data: base64,
});
type Sealed = z.infer<typeof sealed>;
type Kdf = Sealed["kdf"];

/** 128 MB and about half a second for each guess. */
const COST = 2 ** 17;
/** Between one look at whether another command has done and the next. */
const lockEveryMs = 100;

/** A file of JSON, encrypted under a passphrase. */
export interface SealedFile {
  readonly path: string;
  /** Undefined where there is no file. @throws when the passphrase is another, or the file was changed or is none */
  read(): Promise<unknown>;
  /** Puts the content in the file's place in one step; resolves once it would survive a crash. */
  write(content: unknown): Promise<void>;
  /** Runs work while no other process that asks for it changes the file. @throws when another one does for too long */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** AES-256-GCM under a key by scrypt. The key is derived once for a file, each writing has a nonce of its own. */
export function sealedFile(path: string, passphrase: string, patienceMs = 5_000): SealedFile {
  let known: { readonly kdf: Kdf; readonly key: Buffer } | null = null;

  async function keyOf(kdf: Kdf): Promise<Buffer> {
    if (known?.kdf.salt === kdf.salt && known.kdf.cost === kdf.cost) return known.key;
    const key = await derive(passphrase, kdf);
    known = { kdf, key };
    return key;
  }

  return {
    path,
    async read() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (text === null) return undefined;
      const file = readSealed(text, path);
      const decipher = createDecipheriv("aes-256-gcm", await keyOf(file.kdf), bytes(file.iv));
      decipher.setAAD(headOf(file));
      decipher.setAuthTag(bytes(file.tag));
      try {
        const plain = Buffer.concat([decipher.update(bytes(file.data)), decipher.final()]);
        return JSON.parse(plain.toString("utf8"));
      } catch (cause) {
        throw new Error(`${path} does not open: the passphrase is another, or the file was changed.`, {
          cause,
        });
      }
    },
    async write(content) {
      const kdf: Kdf = known?.kdf ?? {
        name: "scrypt",
        cost: COST,
        blockSize: 8,
        parallelization: 1,
        salt: randomBytes(16).toString("base64"),
      };
      const iv = randomBytes(12);
      const head = { v: 1, what: "muster-reader-templates", kdf, cipher: "aes-256-gcm" } as const;
      const cipher = createCipheriv("aes-256-gcm", await keyOf(kdf), iv);
      cipher.setAAD(headOf(head));
      const data = Buffer.concat([cipher.update(JSON.stringify(content), "utf8"), cipher.final()]);
      const file: Sealed = {
        ...head,
        iv: iv.toString("base64"),
        tag: cipher.getAuthTag().toString("base64"),
        data: data.toString("base64"),
      };
      await replace(path, `${JSON.stringify(file)}\n`);
    },
    async alone(work) {
      const lock = `${path}.lock`;
      const held = await holdLock(lock, path, patienceMs);
      try {
        return await work();
      } finally {
        await held.close();
        await rm(lock, { force: true });
      }
    },
  };
}

/** A change takes a moment, so that one in the way is waited for: deleting a template must not fail for it. */
async function holdLock(lock: string, path: string, patienceMs: number): Promise<FileHandle> {
  for (let waited = 0; ; waited += lockEveryMs) {
    try {
      return await open(lock, "wx", 0o600);
    } catch (cause) {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
      if (waited >= patienceMs) {
        throw new Error(
          `${path} is being changed by another command. If none runs, one was cut short: delete ${lock}.`,
          { cause },
        );
      }
      await pause(lockEveryMs);
    }
  }
}

function derive(passphrase: string, { cost, blockSize, parallelization, salt }: Kdf): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    // One passphrase typed on two keyboards may be two sequences of characters.
    scrypt(passphrase.normalize("NFC"), bytes(salt), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function readSealed(text: string, path: string): Sealed {
  try {
    return sealed.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is no file of templates.`, { cause });
  }
}

/** What is not secret and must not be changed either. */
function headOf({ v, what, kdf, cipher }: Pick<Sealed, "v" | "what" | "kdf" | "cipher">): Buffer {
  const { name, cost, blockSize, parallelization, salt } = kdf;
  return Buffer.from(JSON.stringify([v, what, cipher, name, cost, blockSize, parallelization, salt]));
}

const bytes = (text: string): Buffer => Buffer.from(text, "base64");

/** Writes beside the file, and puts it in its place when it is whole. Only its owner may read it. */
async function replace(path: string, text: string): Promise<void> {
  const next = `${path}.new`;
  await rm(next, { force: true });
  const handle = await open(next, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, path);
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
