import { SaxesParser } from "saxes";

/** What happens in an XML text; names are without their namespace prefix. */
export interface XmlHandlers {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** A text, tag or comment longer than this, in bytes, is no cell of a table: a file made to exhaust memory. */
const MAX_SILENCE = 1 << 24;

/**
 * Streams an XML text through handlers, chunk by chunk, and yields after each chunk so that what the handlers have
 * gathered can be passed on.
 *
 * @throws Error with line and column when the XML is malformed, or goes on for 16 MB
 * without a tag.
 */
export async function* streamXml(bytes: AsyncIterable<Uint8Array>, handlers: XmlHandlers): AsyncGenerator<void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  let silence = 0;
  parser.on("opentag", (tag) => {
    silence = 0;
    handlers.open?.(localName(tag.name), tag.attributes as Record<string, string>);
  });
  if (handlers.text) parser.on("text", handlers.text.bind(handlers));
  parser.on("closetag", (tag) => {
    silence = 0;
    handlers.close?.(localName(tag.name));
  });
  for await (const chunk of bytes) {
    silence += chunk.length;
    if (silence > MAX_SILENCE) throw new Error(`a text or tag of more than ${MAX_SILENCE} bytes`);
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

/** As `streamXml`, for a member small enough to be read at once. */
export async function readXml(bytes: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of streamXml(bytes, handlers));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
