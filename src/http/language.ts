import type { Language } from "../errors.js";

/**
 * The language of texts for people: English when the client prefers it to Chinese, else Chinese.
 * @param header the value of `Accept-Language` (RFC 9110, 12.5.4)
 */
export function preferredLanguage(header: string | undefined): Language {
  const best = { zh: 0, en: 0 };
  let first: Language | undefined;
  for (const entry of (header ?? "").slice(0, 1000).split(",")) {
    const [tag = "", ...parameters] = entry
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const language = /^(zh|en)(-|$)/.exec(tag)?.[1] as Language | undefined;
    if (language === undefined) continue;
    const quality = Number(parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? 1);
    if (!(quality > 0)) continue;
    first ??= language;
    best[language] = Math.max(best[language], quality);
  }
  return best.en > best.zh || (best.en === best.zh && first === "en") ? "en" : "zh";
}
