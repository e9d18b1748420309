/**
 * The one place that a screen reader is told of by itself: halts, own trades, the connection. Ticking prices are not
 * announced, as nobody could listen to them. What comes quickly is put together and told at most every few seconds.
 */
import { byId } from './dom.js';
import { atMostEvery } from './pace.js';

const INTERVAL_MILLIS = 3000;
const SHOWN_MILLIS = 15_000;
const MOST_SYMBOLS = 3;

const region = byId('announcement');

/** @type {number|undefined} */
let clearing;

/** @type {Map<string, string[]>} what happened, and to which stocks */
let waiting = new Map();

const tell = atMostEvery(INTERVAL_MILLIS, () => {
  region.textContent = [...waiting].map(([what, symbols]) => sentence(what, symbols)).join(' ');
  waiting = new Map();
  clearTimeout(clearing);
  clearing = setTimeout(() => region.replaceChildren(), SHOWN_MILLIS);
});

/** @param {string} sentence */
export function announce(sentence) {
  waiting.set(sentence, []);
  tell();
}

/**
 * @param {string} symbol
 * @param {string} what happened to it: "halted: volume limit"
 */
export function announceStock(symbol, what) {
  waiting.set(what, [...(waiting.get(what) ?? []), symbol]);
  tell();
}

/** @param {string} what @param {string[]} symbols */
function sentence(what, symbols) {
  if (symbols.length === 0) {
    return what;
  }
  const more = symbols.length - MOST_SYMBOLS;
  return `${symbols.slice(0, MOST_SYMBOLS).join(', ')}${more > 0 ? ` and ${more} more` : ''} ${what}.`;
}
