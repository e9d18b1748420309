/** The view of one stock: its quote at the top, and below it chart, order, trades and events. */
import { ChartPanel } from './chart-panel.js';
import { decimalOf } from './decimal.js';
import { byId, setText, showChange, showShare } from './dom.js';
import { change, count, haltReason, share, time, timeToMinutes } from './format.js';
import { History } from './history.js';
import { oncePerFrame } from './pace.js';
import { TradeForm } from './trade-form.js';

/** @typedef {import('./market.js').Stock} Stock */

export class StockView {
  #market;
  #view = byId('stock');
  #heading = byId('stock-symbol');
  #chart = new ChartPanel();
  #history = new History();
  #form;

  /** @type {string|null} */
  #symbol = null;

  #draw = oncePerFrame(() => this.#drawNow());

  /** @param {import('./market.js').Market} market */
  constructor(market) {
    this.#market = market;
    this.#form = new TradeForm((stock) => market.offer(stock));
    market.onMembership(() => this.#open());
    market.onChange(({ stock }, before) => {
      if (stock.symbol === this.#symbol) {
        this.#draw();
        this.#refresh(stock, before);
      }
    });
  }

  get isShown() {
    return this.#symbol !== null;
  }

  /**
   * @param {string} symbol
   * @param {{focus: boolean}} options
   */
  show(symbol, { focus }) {
    if (symbol !== this.#symbol) {
      this.#close();
      this.#symbol = symbol;
    }
    this.#view.hidden = false;
    this.#view.scrollTop = 0;
    setText(this.#heading, symbol);
    this.#open();
    if (focus) {
      this.#heading.focus();
    }
  }

  hide() {
    this.#close();
    this.#symbol = null;
    this.#view.hidden = true;
  }

  /** Reads all again, as much may have changed while there was no connection. */
  reload() {
    this.#chart.reload();
    this.#history.refreshTrades();
    this.#history.refreshEvents();
  }

  /** Begins to read what belongs to the stock, as soon as it is known that there is one. */
  #open() {
    if (this.#symbol === null) {
      return;
    }
    const known = this.#market.find(this.#symbol) !== undefined;
    this.#draw();
    if (known && byId('stock-panels').hidden) {
      byId('stock-panels').hidden = false;
      this.#chart.show(this.#symbol);
      this.#history.show(this.#symbol);
      this.#form.show(this.#symbol);
    }
  }

  #close() {
    byId('stock-panels').hidden = true;
    this.#chart.hide();
    this.#history.hide();
  }

  /** @param {Stock} stock @param {Stock} before */
  #refresh(stock, before) {
    if (stock.volume !== before.volume) {
      this.#chart.refresh();
      this.#history.refreshTrades();
    }
    if (stock.status !== before.status || stock.volumeLimit !== before.volumeLimit || stock.volume < before.volume) {
      this.#history.refreshEvents();
    }
  }

  #drawNow() {
    const quote = this.#symbol === null ? undefined : this.#market.find(this.#symbol);
    this.#view.classList.toggle('unknown', !quote);
    if (quote) {
      setText(byId('stock-price'), decimalOf(quote.ticks));
      showChange(byId('stock-change'), change(quote.openedAt, quote.ticks));
      byId('stock-badge').classList.toggle('halted', quote.halted);
      setText(byId('stock-badge'), quote.halted ? 'Halted' : 'Trading');
      showShare(byId('stock-volume').querySelector('.gauge'), quote.share);
      const { volume, volumeLimit } = quote.stock;
      const used = `${count(volume)} of ${count(volumeLimit)} shares (${share(quote.share)})`;
      setText(byId('stock-volume').querySelector('.shares'), used);
    }
    this.#notice(quote ? haltNotice(quote.stock) : this.#market.loaded ? `There is no stock ${this.#symbol}.` : '');
  }

  /** @param {string} text */
  #notice(text) {
    byId('stock-notice').hidden = text === '';
    setText(byId('stock-notice'), text);
  }
}

/** @param {Stock} stock @returns {string} nothing if it is not halted */
function haltNotice(stock) {
  if (stock.status !== 'HALTED') {
    return '';
  }
  const since = stock.haltedAt ? ` since ${time(stock.haltedAt)}` : '';
  const resumes = stock.resumeAt ? `Resumes ${timeToMinutes(stock.resumeAt)}.` : 'Stays so until it is resumed.';
  return `Halted${since}: ${haltReason(stock.haltReason)}. ${resumes}`;
}
