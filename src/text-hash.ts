/** FNV-1a over UTF-16 units, finished by a mixing step (Appleby 2011, MurmurHash3 fmix32). */
export function hash(token: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < token.length; i++) h = Math.imul(h ^ token.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Scatters a 32-bit number: MurmurHash3's finaliser. */
export function mix(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
