/** Which stocks the table shows, and in which order. */

/** @typedef {import('./market.js').Quote} Quote */
/** @typedef {'symbol'|'price'|'change'|'trend'|'volume'|'status'|'age'} Column */

/**
 * What a column is sorted by, the smallest first. Columns of which people want the largest first have it negative in
 * `LARGEST_FIRST`.
 *
 * @type {Record<Exclude<Column, 'symbol'>, (quote: Quote) => number>}
 */
const KEYS = {
  price: (quote) => quote.ticks,
  change: (quote) => quote.ticks / quote.openedAt,
  trend: (quote) => quote.ticks / quote.trend[0],
  volume: (quote) => quote.stock.volume,
  status: (quote) => (quote.halted ? 0 : 1),
  age: (quote) => -quote.changedAt,
};

/** Columns whose first click brings the largest to the top. */
const LARGEST_FIRST = new Set(['price', 'change', 'trend', 'volume']);

export class Order {
  /** @type {Column} */
  column = 'symbol';

  descending = false;

  filter = '';

  /** Whether ticking prices can change the order. */
  get isLive() {
    return this.column !== 'symbol';
  }

  /** @param {Column} column sorts by it; by the one that it is sorted by already, the other way round */
  sortBy(column) {
    this.descending = column === this.column ? !this.descending : LARGEST_FIRST.has(column);
    this.column = column;
  }

  /**
   * @param {Quote[]} quotes
   * @returns {Quote[]} those that pass the filter, sorted; of equal ones by symbol
   */
  apply(quotes) {
    const filter = this.filter.toLowerCase();
    const passed = filter === '' ? quotes.slice() : quotes.filter((quote) => quote.symbol.toLowerCase().includes(filter));
    const sign = this.descending ? -1 : 1;
    if (this.column === 'symbol') {
      return passed.sort((a, b) => sign * bySymbol(a, b));
    }
    const key = KEYS[this.column];
    return passed.sort((a, b) => sign * (key(a) - key(b)) || bySymbol(a, b));
  }
}

/** @param {Quote} a @param {Quote} b */
function bySymbol(a, b) {
  return a.symbol < b.symbol ? -1 : a.symbol > b.symbol ? 1 : 0;
}
