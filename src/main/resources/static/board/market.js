/** What this page knows of the market. */
import { ticksOf } from './decimal.js';

/** @typedef {'VOLUME_LIMIT'|'ADMIN'|'NEWS'|'REGULATORY'} HaltReason */

/**
 * A stock as every door tells it.
 *
 * @typedef {object} Stock
 * @property {string} symbol
 * @property {string} price an exact decimal
 * @property {number} volume
 * @property {number} volumeLimit
 * @property {'TRADING'|'HALTED'} status
 * @property {HaltReason|null} haltReason
 * @property {string|null} haltedAt an instant, as all times here
 * @property {string|null} resumeAt
 * @property {number} version grows with each change
 */

/** So many prices are kept of each stock. */
export const TREND_POINTS = 60;

/** A stock, and what this page has seen of it. */
export class Quote {
  /** @param {Stock} stock */
  constructor(stock) {
    this.stock = stock;
    this.symbol = stock.symbol;
    this.ticks = ticksOf(stock.price);
    /** The price when the page was opened. */
    this.openedAt = this.ticks;
    /** When this page saw the stock change, in milliseconds; 0 for never. */
    this.changedAt = 0;
    /** The last prices, the oldest first. */
    this.trend = [this.ticks];
  }

  /** @param {Stock} stock */
  update(stock) {
    const ticks = ticksOf(stock.price);
    if (ticks !== this.ticks) {
      this.trend.push(ticks);
      if (this.trend.length > TREND_POINTS) {
        this.trend.shift();
      }
    }
    if (stock.version !== this.stock.version) {
      this.changedAt = Date.now();
    }
    this.stock = stock;
    this.ticks = ticks;
  }

  get halted() {
    return this.stock.status === 'HALTED';
  }

  /** How much of the volume limit is used, 0 to 1. */
  get share() {
    return this.stock.volume / this.stock.volumeLimit;
  }

  /** What this is now; later changes do not reach it. */
  copy() {
    const copy = Object.assign(Object.create(Quote.prototype), this);
    copy.trend = this.trend.slice();
    return copy;
  }
}

/**
 * All stocks. A value that is older than one already known is ignored: answers to trades and the stream overtake one
 * another.
 */
export class Market {
  /** @type {Map<string, Quote>} */
  #quotes = new Map();

  #epoch = '';

  /** @type {((quote: Quote, before: Stock) => void)[]} */
  #changeListeners = [];

  /** @type {(() => void)[]} */
  #membershipListeners = [];

  /** Whether the first snapshot has come. */
  loaded = false;

  get quotes() {
    return [...this.#quotes.values()];
  }

  get size() {
    return this.#quotes.size;
  }

  /** @param {string} symbol */
  find(symbol) {
    return this.#quotes.get(symbol);
  }

  /** @param {(quote: Quote, before: Stock) => void} listener told of each change of a stock */
  onChange(listener) {
    this.#changeListeners.push(listener);
  }

  /** @param {() => void} listener told when stocks have come or gone */
  onMembership(listener) {
    this.#membershipListeners.push(listener);
  }

  /**
   * Takes a whole snapshot. Within an epoch (the life of one server) only newer versions count. Another server's
   * replaces all, also by lower versions: one that keeps its stocks in memory begins at version 1 again.
   *
   * @param {string} epoch
   * @param {Iterable<Stock>} stocks
   */
  open(epoch, stocks) {
    const anotherServer = epoch !== this.#epoch;
    const sizeBefore = this.#quotes.size;
    /** @type {Map<string, Quote>} */
    const quotes = anotherServer ? new Map() : this.#quotes;
    for (const stock of stocks) {
      const known = this.#quotes.get(stock.symbol);
      quotes.set(stock.symbol, known ?? new Quote(stock));
      if (known && (anotherServer || stock.version > known.stock.version)) {
        this.#change(known, stock);
      }
    }
    this.#quotes = quotes;
    this.#epoch = epoch;
    if (!this.loaded || anotherServer || quotes.size !== sizeBefore) {
      this.loaded = true;
      this.#membershipListeners.forEach((listener) => listener());
    }
  }

  /** @param {Stock} stock a newer state, or an older one, which is ignored */
  offer(stock) {
    const known = this.#quotes.get(stock.symbol);
    if (!known) {
      this.#quotes.set(stock.symbol, new Quote(stock));
      this.#membershipListeners.forEach((listener) => listener());
    } else if (stock.version > known.stock.version) {
      this.#change(known, stock);
    }
  }

  /** @param {Quote} quote @param {Stock} stock */
  #change(quote, stock) {
    const before = quote.stock;
    quote.update(stock);
    this.#changeListeners.forEach((listener) => listener(quote, before));
  }
}
