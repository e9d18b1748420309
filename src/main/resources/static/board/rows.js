/**
 * Draws only the rows that can be seen (and a few more), however many stocks there are. Two bodies of the table without
 * any text are as high as the rows above and below, so the scroll bar is right; `aria-rowcount` and `aria-rowindex`
 * tell the rest to those who do not see it.
 */
import { Row } from './row.js';
import { drawSparkline, readColors } from './sparkline.js';

/** Rows that are drawn above and below, so that fast scrolling shows no gaps. */
const SPARE = 8;

/** @typedef {import('./market.js').Quote} Quote */

export class Rows {
  #scroller;
  #table;
  #body;
  #above;
  #below;

  /** @type {Row[]} those that are drawn, in their order */
  #rows = [];

  /** The index of the first of them. */
  #first = 0;

  /** @type {Quote[]} */
  #quotes = [];

  rowHeight = 0;

  /**
   * @param {HTMLElement} scroller
   * @param {HTMLTableElement} table
   */
  constructor(scroller, table) {
    this.#scroller = scroller;
    this.#table = table;
    const [above, body, below] = table.tBodies;
    this.#body = body;
    this.#above = above.querySelector('td');
    this.#below = below.querySelector('td');
  }

  /**
   * @param {Quote[]} quotes all rows, whether they can be seen or not
   * @param {number} now
   */
  show(quotes, now) {
    this.#quotes = quotes;
    const headHeight = this.#table.tHead.offsetHeight;
    const top = Math.max(0, this.#scroller.scrollTop);
    const space = this.#scroller.clientHeight - headHeight;
    const last = Math.min(quotes.length, Math.ceil((top + space) / this.rowHeight) + SPARE);
    const first = Math.max(0, Math.min(Math.floor(top / this.rowHeight) - SPARE, last));

    this.#move(first, last);
    this.#rows.forEach((row, index) => row.show(quotes[first + index], first + index, now));
    this.#above.style.height = `${first * this.rowHeight}px`;
    this.#below.style.height = `${(quotes.length - last) * this.rowHeight}px`;
    this.#table.ariaRowCount = String(quotes.length + 1);
  }

  /** Reads sizes and colours from the style sheets again. */
  restyle() {
    this.rowHeight = parseFloat(getComputedStyle(this.#scroller).getPropertyValue('--row-height'));
    readColors();
    this.#rows.forEach((row, index) => drawSparkline(row.canvas, this.#quotes[this.#first + index].trend));
  }

  /** @param {string} symbol */
  find(symbol) {
    return this.#rows.find((row) => row.symbol === symbol);
  }

  /** @param {number} index scrolls no further than it must to show this row */
  reveal(index) {
    const space = this.#scroller.clientHeight - this.#table.tHead.offsetHeight;
    const top = index * this.rowHeight;
    if (top < this.#scroller.scrollTop) {
      this.#scroller.scrollTop = top;
    } else if (top + this.rowHeight > this.#scroller.scrollTop + space) {
      this.#scroller.scrollTop = top + this.rowHeight - space;
    }
  }

  get rowsOfAPage() {
    return Math.max(1, Math.floor(this.#scroller.clientHeight / this.rowHeight) - 2);
  }

  /**
   * Makes the rows those of first to last. Rows that stay are not moved, as an element that is moved loses the focus;
   * the others are used again.
   */
  #move(first, last) {
    const size = last - first;
    /** @type {Row[]} */
    let free = [];
    if (first >= this.#first + this.#rows.length || last <= this.#first) {
      free = this.#rows.splice(0);
    } else {
      free.push(...this.#rows.splice(0, Math.max(0, first - this.#first)));
      free.push(...this.#rows.splice(last - Math.max(first, this.#first)));
    }
    const oldFirst = Math.max(first, this.#first);
    const before = this.#rows.length > 0 ? oldFirst - first : 0;
    const anchor = this.#rows[0]?.element ?? null;
    const added = Array.from({ length: before }, () => free.pop() ?? new Row());
    added.forEach((row) => this.#body.insertBefore(row.element, anchor));
    this.#rows.unshift(...added);
    while (this.#rows.length < size) {
      const row = free.pop() ?? new Row();
      this.#body.append(row.element);
      this.#rows.push(row);
    }
    free.forEach((row) => row.element.remove());
    this.#first = first;
  }
}
