import { createHash } from "node:crypto";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Namespace of the ids of this service for version 5 UUIDs. */
const NAMESPACE = Buffer.from("6f2b7e3a51c94d0c9a3e8d54c1b0a7f2", "hex");

/** The id itself if it is a UUID, else the UUID (RFC 9562, version 5) that is always the same for this name. */
export function stableUuid(name: string): string {
  if (UUID.test(name)) return name;
  const bytes = createHash("sha1").update(NAMESPACE).update(name, "utf8").digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
