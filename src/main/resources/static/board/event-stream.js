/**
 * Server-sent events, read by fetch: an EventSource sends no headers, and so no token. When a stream has ended or broken
 * it does not come back; that is for whoever reads it.
 */

/** The server sends something every 15 s, so a stream that is silent for so long is lost, and nobody has said so. */
const SILENT_MILLIS = 45_000;

/** No event is nearly as long. Without a bound, one that never ends would fill the memory. */
const MAX_CHARACTERS = 1_000_000;

/** @typedef {{type: string, data: string, id: string}} StreamEvent id: the last one that the stream has told */

/**
 * Reads until the server ends the stream. A listener that fails is reported as any other, and the stream goes on.
 *
 * @param {(signal: AbortSignal) => Promise<Response>} open rejects if the server refuses
 * @param {(event: StreamEvent) => void} onEvent not called any more after the abort
 * @param {{signal: AbortSignal, silentMillis?: number}} options signal: closes the connection
 * @returns {Promise<void>}
 * @throws whatever broke the stream: what `open` rejects with, the abort, silence, an event that is too long
 */
export async function readEvents(open, onEvent, { signal, silentMillis = SILENT_MILLIS }) {
  const connection = new AbortController();
  /** @type {number|undefined} */
  let silence;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => connection.abort(new Error('The stream is silent.')), silentMillis);
  };
  const either = AbortSignal.any([signal, connection.signal]);
  const parser = new EventParser((event) => either.aborted || report(onEvent, event));
  try {
    listen();
    const reader = (await open(either)).body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      listen();
      parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    clearTimeout(silence);
    connection.abort();
  }
}

/** @param {(event: StreamEvent) => void} onEvent @param {StreamEvent} event */
function report(onEvent, event) {
  try {
    onEvent(event);
  } catch (error) {
    reportError(error);
  }
}

/** Makes events of text that comes in pieces, cut anywhere: https://html.spec.whatwg.org/#event-stream-interpretation */
class EventParser {
  #onEvent;

  /** The line that has not ended yet. */
  #line = '';

  /** Whether the last piece ended with CR: then an LF that follows ends no other line. */
  #afterReturn = false;

  #type = '';
  #id = '';

  /** @type {string[]} the lines of data of the event that has not ended yet */
  #data = [];

  #dataCharacters = 0;

  /** @param {(event: StreamEvent) => void} onEvent */
  constructor(onEvent) {
    this.#onEvent = onEvent;
  }

  /** @param {string} text */
  push(text) {
    if (text === '') {
      return;
    }
    const lines = (this.#afterReturn && text[0] === '\n' ? text.slice(1) : text).split(/\r\n|\n|\r/);
    this.#afterReturn = text.endsWith('\r');
    lines[0] = this.#line + lines[0];
    this.#line = lines.pop();
    lines.forEach((line) => this.#take(line));
    if (this.#line.length + this.#dataCharacters > MAX_CHARACTERS) {
      throw new RangeError('An event of the stream is too long.');
    }
  }

  /** @param {string} line */
  #take(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      this.#data.push(value);
      this.#dataCharacters += value.length + 1;
    } else if (field === 'event') {
      this.#type = value;
    } else if (field === 'id' && !value.includes('\0')) {
      this.#id = value;
    }
    // The rest is comments, whose field is empty, and what a later standard adds.
  }

  #dispatch() {
    const event = { type: this.#type || 'message', data: this.#data.join('\n'), id: this.#id };
    const isEvent = this.#data.length > 0;
    this.#type = '';
    this.#data = [];
    this.#dataCharacters = 0;
    if (isEvent) {
      this.#onEvent(event);
    }
  }
}
