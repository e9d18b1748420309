/** The latest trades and events of a stock, in two tables. */
import * as api from './api.js';
import { decimalOf, ticksOf } from './decimal.js';
import { byId } from './dom.js';
import { count, eventKind, haltReason, time } from './format.js';
import { atMostEvery } from './pace.js';

const LIMIT = 50;
const REFRESH_MILLIS = 2000;

export class History {
  /** @type {string|null} */
  #symbol = null;

  /** The last reading for each table; an answer to an earlier one comes too late. */
  #readings = { trades: 0, events: 0 };

  refreshTrades = atMostEvery(REFRESH_MILLIS, () => this.#read('trades', api.trades, tradeCells));
  refreshEvents = atMostEvery(REFRESH_MILLIS, () => this.#read('events', api.events, eventCells));

  /** @param {string} symbol */
  show(symbol) {
    this.#symbol = symbol;
    fill('trades', []);
    fill('events', []);
    this.#read('trades', api.trades, tradeCells);
    this.#read('events', api.events, eventCells);
  }

  /** Reads no more. */
  hide() {
    this.#symbol = null;
  }

  /**
   * @template T
   * @param {'trades'|'events'} table
   * @param {(symbol: string, limit: number) => Promise<T[]>} read
   * @param {(entry: T) => Cell[]} cells
   */
  async #read(table, read, cells) {
    const symbol = this.#symbol;
    if (symbol === null) {
      return;
    }
    const reading = ++this.#readings[table];
    try {
      const entries = await read(symbol, LIMIT);
      if (symbol === this.#symbol && reading === this.#readings[table]) {
        fill(table, entries.map(cells));
        byId(table).nextElementSibling.hidden = entries.length > 0;
      }
    } catch {
      // What is shown stays; the next trade, halt or connection reads again.
    }
  }
}

/** @typedef {{text: string, classes?: string}} Cell */

/** @param {api.Trade} trade @returns {Cell[]} */
function tradeCells(trade) {
  return [
    { text: time(trade.time) },
    { text: trade.side === 'BUY' ? 'Buy' : 'Sell' },
    { text: count(trade.quantity), classes: 'number' },
    { text: decimalOf(ticksOf(trade.price)), classes: 'number' },
    { text: count(trade.volumeAfter), classes: 'number wide-only' },
    { text: trade.tradeId, classes: 'number wide-only' },
  ];
}

/** @param {api.MarketEvent} event @returns {Cell[]} */
function eventCells(event) {
  const reason = event.haltReason ? `: ${haltReason(event.haltReason)}` : '';
  return [
    { text: time(event.time) },
    { text: eventKind(event.kind) + reason },
    { text: event.actor },
    { text: count(event.volume), classes: 'number wide-only' },
    { text: count(event.volumeLimit), classes: 'number wide-only' },
  ];
}

/** @param {string} table @param {Cell[][]} rows */
function fill(table, rows) {
  byId(table).tBodies[0].replaceChildren(...rows.map((cells) => {
    const row = document.createElement('tr');
    for (const { text, classes = '' } of cells) {
      const cell = row.insertCell();
      cell.textContent = text;
      cell.className = classes;
    }
    return row;
  }));
}
