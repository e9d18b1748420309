/** The REST interface of the server. Addresses are relative, so that the board also works behind a path of a proxy. */
import * as token from './token.js';

const ROOT = 'api/v1';
const READ_TIMEOUT_MILLIS = 10_000;
const TRADE_TIMEOUT_MILLIS = 20_000;
const EVENT_STREAM = 'text/event-stream';

/** @typedef {'1m'|'5m'|'15m'|'1h'|'1d'} Interval */
/** @typedef {{time: string, open: string, high: string, low: string, close: string, volume: number, trades: number}} Candle */
/** @typedef {{tradeId: string, sequence: number, side: 'BUY'|'SELL', quantity: number, price: string, volumeAfter: number, time: string}} Trade */
/** @typedef {{version: number, kind: string, haltReason: import('./market.js').HaltReason|null, volume: number, volumeLimit: number, actor: string, time: string}} MarketEvent */
/** @typedef {{outcome: 'EXECUTED'|'HALTED'|'LIMIT_EXCEEDED', tradeId: string|null, duplicate: boolean, remainingVolume: number, stock: import('./market.js').Stock}} TradeAnswer */

/** An answer of the server that is none: an RFC 9457 problem. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, title?: string, detail?: string, violations?: {field: string, message: string}[]}} body
   */
  constructor(status, body) {
    const violations = (body.violations ?? []).map((violation) => violation.message).join('; ');
    super(violations || body.detail || body.title || `The server answered with status ${status}`);
    this.status = status;
    this.code = body.code ?? '';
  }
}

/** Nobody knows whether what was asked for has been done. */
export class OutcomeUnknown extends Error {}

/**
 * Opens the stream of changes.
 *
 * @param {AbortSignal} signal closes it
 * @returns {Promise<Response>} whose body is server-sent events
 * @throws {Problem} if it was refused
 */
export async function stream(signal) {
  const response = await ask(`${ROOT}/stream`, { headers: { Accept: EVENT_STREAM }, cache: 'no-store', signal });
  if (!response.ok || !response.headers.get('Content-Type')?.startsWith(EVENT_STREAM)) {
    throw new Problem(response.status, {});
  }
  return response;
}

/**
 * @param {string} symbol
 * @param {Interval} interval
 * @param {{from?: string, limit: number}} range without `from`, the latest
 * @returns {Promise<Candle[]>} the oldest first
 */
export function candles(symbol, interval, range) {
  return read(`${stock(symbol)}/candles`, { interval, ...range });
}

/**
 * @param {string} symbol
 * @param {number} limit
 * @returns {Promise<Trade[]>} the newest first
 */
export function trades(symbol, limit) {
  return read(`${stock(symbol)}/trades`, { limit });
}

/**
 * @param {string} symbol
 * @param {number} limit
 * @returns {Promise<MarketEvent[]>} the newest first
 */
export function events(symbol, limit) {
  return read(`${stock(symbol)}/events`, { limit });
}

/**
 * @param {string} symbol
 * @param {{quantity: number, side: string}} order
 * @param {string} key the order with the same key is executed once, however often it is sent
 * @returns {Promise<TradeAnswer>}
 * @throws {Problem} if it was not executed
 * @throws {OutcomeUnknown} if it may have been
 */
export async function trade(symbol, order, key) {
  let response;
  let body;
  try {
    response = await ask(`${stock(symbol)}/trades`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(order),
      signal: AbortSignal.timeout(TRADE_TIMEOUT_MILLIS),
    });
    body = await response.json();
  } catch {
    throw new OutcomeUnknown('No answer came.');
  }
  if (response.ok) {
    return body;
  }
  if (response.status >= 500 && response.status !== 503) {
    throw new OutcomeUnknown(body.detail ?? body.title);
  }
  throw new Problem(response.status, body);
}

/** @returns {string} 128 random bits, in hexadecimal. crypto.randomUUID is there only behind https or on localhost. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param {string} symbol */
function stock(symbol) {
  return `${ROOT}/stocks/${encodeURIComponent(symbol)}`;
}

/**
 * @param {string} path
 * @param {Record<string, string|number>} parameters
 */
async function read(path, parameters) {
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  const response = await ask(`${path}?${query}`, { signal: AbortSignal.timeout(READ_TIMEOUT_MILLIS) });
  const body = await response.json();
  if (!response.ok) {
    throw new Problem(response.status, body);
  }
  return body;
}

/**
 * Shows the token, if there is one, and tells when the server wants another.
 *
 * @param {string} address
 * @param {RequestInit & {headers?: Record<string, string>}} options
 */
async function ask(address, { headers, ...options }) {
  const shown = token.present();
  const authorization = shown === null ? {} : { Authorization: `Bearer ${shown}` };
  const response = await fetch(address, { ...options, headers: { ...headers, ...authorization } });
  if (response.status === 401) {
    token.refused(shown);
  }
  return response;
}
