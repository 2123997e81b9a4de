import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import type { CommonPasswords } from "../../app/accounts/secrets.ts";

/** A password that is found by fewer tries is common. */
const fewTries = 1e8;

/** The beginning says enough, and time grows with the length. */
const looksAt = 64;

/** Common passwords and what is made of them, by zxcvbn and its list of fifty thousand. Read when it is first asked. */
export function createCommonPasswords(): CommonPasswords {
  let estimator: Promise<ZxcvbnFactory> | null = null;
  return {
    async isCommon(password, about) {
      estimator ??= load();
      const { guesses } = (await estimator).check(password.slice(0, looksAt), [...about]);
      return guesses < fewTries;
    },
  };
}

async function load(): Promise<ZxcvbnFactory> {
  const [core, common] = await Promise.all([import("@zxcvbn-ts/core"), import("@zxcvbn-ts/language-common")]);
  return new core.ZxcvbnFactory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}
