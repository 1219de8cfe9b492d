/** Server-sent events over fetch, because EventSource can neither POST nor send headers. */

export interface SseMessage {
  id: string;
  event: string;
  data: string;
}

/** Turns text that arrives in any pieces into whole messages, by the rules of the HTML standard. */
export class SseParser {
  #line = "";
  #afterCarriageReturn = false;
  #data: string[] = [];
  #event = "";
  #id = "";

  push(text: string): SseMessage[] {
    const messages: SseMessage[] = [];
    let start = this.#afterCarriageReturn && text.startsWith("\n") ? 1 : 0;
    if (text) this.#afterCarriageReturn = false;
    const breaks = /\r\n|\r|\n/g;
    breaks.lastIndex = start;
    for (let found = breaks.exec(text); found; found = breaks.exec(text)) {
      const message = this.#take(this.#line + text.slice(start, found.index));
      if (message) messages.push(message);
      this.#line = "";
      start = breaks.lastIndex;
      this.#afterCarriageReturn = found[0] === "\r" && start === text.length;
    }
    this.#line += text.slice(start);
    return messages;
  }

  #take(line: string): SseMessage | null {
    if (line === "") return this.#dispatch();
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#event = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #dispatch(): SseMessage | null {
    const message = this.#data.length
      ? { id: this.#id, event: this.#event || "message", data: this.#data.join("\n") }
      : null;
    this.#data = [];
    this.#event = "";
    return message;
  }
}

/**
 * Reads a response body as messages.
 * @param silence milliseconds without a byte (heartbeats count) after which the line is taken for dead.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, silence: number): AsyncGenerator<SseMessage> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new SseParser();
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silence);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer = 0;
  const silence = new Promise<never>((_, reject) => {
    timer = window.setTimeout(() => reject(new TypeError("The server has gone silent.")), milliseconds);
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
