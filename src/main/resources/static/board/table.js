/** The table of all stocks: filter, order, keys, pause. What a row looks like is left to row.js, which rows to rows.js. */
import { byId, setText } from './dom.js';
import { count, time } from './format.js';
import { Order } from './order.js';
import { atMostEvery, oncePerFrame } from './pace.js';
import { go } from './router.js';
import { Rows } from './rows.js';
import * as theme from './theme.js';

/** How often ticking prices may change the order, as rows that jump cannot be read. */
const SORT_MILLIS = 1000;

/** @typedef {import('./market.js').Quote} Quote */

export class Table {
  #market;
  #order = new Order();
  #scroller = byId('scroller');
  #filter = byId('filter');
  #pause = byId('pause');
  #rows = new Rows(this.#scroller, byId('stocks'));

  /** @type {Quote[]} those that pass the filter, in order */
  #sorted = [];

  /** @type {{quotes: Quote[], at: number}|null} what is shown while paused */
  #frozen = null;

  /** The stock whose row has the focus, or had it last. */
  #active = '';

  /** Where the table was scrolled to when it was left. */
  #scrollTop = 0;

  #draw = oncePerFrame(() => this.#drawNow());
  #tellCountSoon = oncePerFrame(() => this.#tellCount());
  #sortSoon = atMostEvery(SORT_MILLIS, () => this.#sort());

  /** @param {import('./market.js').Market} market */
  constructor(market) {
    this.#market = market;
    market.onMembership(() => this.#sort());
    market.onChange((quote, before) => {
      if (this.#order.isLive) {
        this.#sortSoon();
      }
      if (quote.stock.status !== before.status) {
        this.#tellCountSoon();
      }
      this.#draw();
    });

    this.#scroller.addEventListener('scroll', this.#draw, { passive: true });
    this.#scroller.addEventListener('keydown', (event) => this.#onKey(event));
    this.#scroller.addEventListener('click', (event) => this.#onClick(event));
    this.#scroller.addEventListener('focusin', (event) => this.#onFocus(event));
    new ResizeObserver(() => this.#restyle()).observe(this.#scroller);
    theme.onChange(() => this.#restyle());
    setInterval(this.#draw, 1000);

    this.#filter.addEventListener('input', () => {
      this.#order.filter = this.#filter.value.trim();
      this.#scroller.scrollTop = 0;
      this.#sort();
    });
    this.#filter.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        this.#activate(0);
      }
    });
    this.#pause.addEventListener('click', () => this.togglePause());
    for (const header of this.#headers) {
      header.firstElementChild.addEventListener('click', () => this.#sortBy(header.dataset.column));
    }
    this.#showOrder();
  }

  get isShown() {
    return !byId('board').hidden;
  }

  show() {
    byId('board').hidden = false;
    this.#scroller.scrollTop = this.#scrollTop;
    this.#drawNow();
    this.#rows.find(this.#active)?.link.focus({ preventScroll: true });
  }

  hide() {
    this.#scrollTop = this.#scroller.scrollTop;
    byId('board').hidden = true;
  }

  focusFilter() {
    this.#filter.focus();
    this.#filter.select();
  }

  /** Empties the filter, or does nothing if it is empty. */
  clearFilter() {
    if (this.#filter.value !== '') {
      this.#filter.value = '';
      this.#filter.dispatchEvent(new Event('input'));
    }
  }

  togglePause() {
    this.#frozen = this.#frozen ? null : { quotes: this.#market.quotes.map((quote) => quote.copy()), at: Date.now() };
    this.#pause.ariaPressed = String(this.#frozen !== null);
    this.#sort();
  }

  get #headers() {
    return /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#stocks [data-column]'));
  }

  /** @param {any} column */
  #sortBy(column) {
    this.#order.sortBy(column);
    this.#showOrder();
    this.#scroller.scrollTop = 0;
    this.#sort();
  }

  #showOrder() {
    for (const header of this.#headers) {
      const sorted = header.dataset.column === this.#order.column;
      header.ariaSort = sorted ? (this.#order.descending ? 'descending' : 'ascending') : null;
    }
  }

  #sort() {
    this.#sorted = this.#order.apply(this.#frozen?.quotes ?? this.#market.quotes);
    this.#tellCount();
    this.#draw();
  }

  #tellCount() {
    const all = this.#frozen?.quotes ?? this.#market.quotes;
    const halted = all.reduce((sum, quote) => sum + Number(quote.halted), 0);
    const passed = this.#sorted.length === all.length ? '' : `${count(this.#sorted.length)} of `;
    const noun = all.length === 1 ? 'stock' : 'stocks';
    const since = this.#frozen ? `, paused at ${time(new Date(this.#frozen.at).toISOString())}` : '';
    const text = `${passed}${count(all.length)} ${noun}, ${count(halted)} halted${since}`;
    setText(byId('count'), this.#market.loaded ? text : '');
    const empty = byId('empty');
    empty.hidden = this.#sorted.length > 0;
    if (this.#market.loaded) {
      setText(empty, all.length === 0 ? 'No stock is listed here.' : `No symbol contains “${this.#order.filter}”.`);
    }
  }

  #restyle() {
    if (this.isShown) {
      this.#rows.restyle();
      this.#draw();
    }
  }

  #drawNow() {
    if (!this.isShown) {
      return;
    }
    if (this.#rows.rowHeight === 0) {
      this.#rows.restyle();
    }
    const hadFocus = document.activeElement?.closest('#rows') !== null;
    this.#rows.show(this.#sorted, this.#frozen?.at ?? Date.now());
    this.#keepFocus(hadFocus);
  }

  /**
   * Tab comes to one row only, the active one, or the first. If the active one has scrolled away, the keys still work,
   * as the table itself has the focus then.
   *
   * @param {boolean} hadFocus whether a row had the focus
   */
  #keepFocus(hadFocus) {
    const active = this.#rows.find(this.#active);
    const entry = active?.link ?? this.#rows.find(this.#sorted[0]?.symbol)?.link;
    const previous = document.querySelector('#rows a[tabindex="0"]');
    if (entry && previous !== entry) {
      previous?.setAttribute('tabindex', '-1');
      entry.setAttribute('tabindex', '0');
    }
    if (!hadFocus && document.activeElement !== this.#scroller) {
      return;
    }
    const target = active?.link ?? this.#scroller;
    if (document.activeElement !== target) {
      target.focus({ preventScroll: true });
    }
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const link = /** @type {Element} */ (event.target).closest('#rows a');
    if (link) {
      this.#active = link.textContent;
    }
  }

  /** @param {MouseEvent} event a click anywhere on a row opens its stock, but for that on the link, which does so itself */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const link = target.closest('a') ? null : target.closest('#rows tr')?.querySelector('a');
    if (link && getSelection().isCollapsed) {
      this.#active = link.textContent;
      go(this.#active);
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /** @type {Element} */ (event.target).closest('thead')) {
      return;
    }
    const active = this.#sorted.findIndex((quote) => quote.symbol === this.#active);
    const last = this.#sorted.length - 1;
    const target = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + this.#rows.rowsOfAPage,
      PageUp: active - this.#rows.rowsOfAPage,
      Home: 0,
      End: last,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#activate(Math.max(0, Math.min(last, target)));
    }
  }

  /** @param {number} index */
  #activate(index) {
    const quote = this.#sorted[index];
    if (!quote) {
      return;
    }
    this.#active = quote.symbol;
    this.#rows.reveal(index);
    this.#rows.show(this.#sorted, this.#frozen?.at ?? Date.now());
    this.#keepFocus(true);
  }
}
