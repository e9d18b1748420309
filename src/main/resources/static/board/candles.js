/** The candles of one stock in one interval, and how they are kept up to date. */
import * as api from './api.js';

const LIMIT = 500;

export class Candles {
  /** @type {api.Candle[]} the oldest first; the last one may still grow */
  list = [];

  /**
   * @param {string} symbol
   * @param {api.Interval} interval
   */
  constructor(symbol, interval) {
    this.symbol = symbol;
    this.interval = interval;
  }

  /** Reads all of them at first, and later only the last one, which may have grown, and those after it. */
  async refresh() {
    const last = this.list.at(-1);
    const range = last ? { from: last.time, limit: LIMIT } : { limit: LIMIT };
    const fresh = await api.candles(this.symbol, this.interval, range);
    if (last && fresh.length === LIMIT) {
      // So much has happened meanwhile that there may be more.
      this.list = await api.candles(this.symbol, this.interval, { limit: LIMIT });
      return;
    }
    const from = fresh[0]?.time;
    const kept = from === undefined ? this.list : this.list.filter((candle) => Date.parse(candle.time) < Date.parse(from));
    this.list = [...kept, ...fresh].slice(-LIMIT);
  }
}
