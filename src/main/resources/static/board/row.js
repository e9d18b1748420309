/** One row of the table, which shows one stock after the other. */
import { decimalOf } from './decimal.js';
import { byId, setText, showChange, showShare } from './dom.js';
import { age, change, count, haltReason, share, timeToMinutes } from './format.js';
import { stockAddress } from './router.js';
import { drawSparkline } from './sparkline.js';

const FLASH_MILLIS = 500;

const template = byId('row');
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** @typedef {import('./market.js').Quote} Quote */

export class Row {
  /** @type {import('./market.js').Stock|null} what is shown; stocks are never changed, but replaced */
  #shown = null;

  #openedAt = 0;

  /** @type {Animation|undefined} */
  #flash;

  constructor() {
    this.element = template.content.firstElementChild.cloneNode(true);
    const cell = (name) => this.element.querySelector(name);
    this.link = cell('a');
    this.price = cell('.price');
    this.change = cell('.change');
    this.canvas = cell('canvas');
    this.volume = cell('.volume');
    this.shares = cell('.shares');
    this.gauge = cell('.gauge');
    this.badge = cell('.badge');
    this.reason = cell('.reason');
    this.age = cell('.age');
  }

  get symbol() {
    return this.#shown?.symbol;
  }

  /**
   * @param {Quote} quote
   * @param {number} index of the row, the first is 0
   * @param {number} now
   */
  show(quote, index, now) {
    // The header is row 1.
    this.element.ariaRowIndex = String(index + 2);
    setText(this.age, quote.changedAt === 0 ? '' : age(now - quote.changedAt));
    const before = this.#shown;
    if (quote.stock === before && quote.openedAt === this.#openedAt) {
      return;
    }
    this.#shown = quote.stock;
    this.#openedAt = quote.openedAt;
    if (quote.symbol !== before?.symbol) {
      this.#flash?.cancel();
      this.link.textContent = quote.symbol;
      this.link.href = stockAddress(quote.symbol);
    } else if (quote.stock.price !== before.price) {
      this.#flashOf(quote);
    }
    this.#showPrice(quote);
    this.#showVolume(quote);
    this.#showStatus(quote.stock);
  }

  /** @param {Quote} quote */
  #showPrice(quote) {
    setText(this.price, decimalOf(quote.ticks));
    showChange(this.change, change(quote.openedAt, quote.ticks));
    drawSparkline(this.canvas, quote.trend);
  }

  /** @param {Quote} quote */
  #showVolume(quote) {
    setText(this.shares, count(quote.stock.volume));
    showShare(this.gauge, quote.share);
    this.volume.title = `${share(quote.share)} of the limit of ${count(quote.stock.volumeLimit)}`;
  }

  /** @param {import('./market.js').Stock} stock */
  #showStatus(stock) {
    const halted = stock.status === 'HALTED';
    const until = stock.resumeAt ? ` until ${timeToMinutes(stock.resumeAt)}` : '';
    const reason = halted ? haltReason(stock.haltReason) + until : '';
    this.badge.classList.toggle('halted', halted);
    setText(this.badge, halted ? 'Halted' : 'Trading');
    setText(this.reason, reason);
    this.badge.title = reason;
  }

  /** @param {Quote} quote */
  #flashOf(quote) {
    if (still.matches || this.#flash?.playState === 'running') {
      return;
    }
    const [before, after] = quote.trend.slice(-2);
    const wash = after >= before ? 'var(--rise-wash)' : 'var(--fall-wash)';
    this.#flash = this.price.animate({ backgroundColor: [wash, 'transparent'] }, FLASH_MILLIS);
  }
}
