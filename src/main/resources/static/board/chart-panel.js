/** The panel with the chart: its intervals, what the pointer is on, and what it says when there is nothing to draw. */
import { Candles } from './candles.js';
import { Chart } from './chart.js';
import { decimalOf, ticksOf } from './decimal.js';
import { byId, setText } from './dom.js';
import { count, day, timeToMinutes } from './format.js';
import { atMostEvery } from './pace.js';
import * as theme from './theme.js';

const REFRESH_MILLIS = 2000;

export class ChartPanel {
  #element = byId('chart');
  #empty = byId('chart-empty');
  #reading = byId('chart-reading');
  #chart = new Chart(this.#element, (index) => this.#read(index));

  /** @type {Candles|undefined} */
  #candles;

  /** The candle below the pointer; the last one if there is none. */
  #pointer = /** @type {number|undefined} */ (undefined);

  /** Reads what has come since; called for each trade, and bounded here. */
  refresh = atMostEvery(REFRESH_MILLIS, () => this.#refresh());

  constructor() {
    byId('intervals').addEventListener('change', () => this.reload());
    theme.onChange(() => this.#restyle());
  }

  /** @param {string} symbol */
  show(symbol) {
    this.#tell('Reading…');
    this.#open(symbol);
  }

  /** Forgets what was read, as the interval is another, or perhaps the server. */
  reload() {
    if (this.#candles) {
      this.#open(this.#candles.symbol);
    }
  }

  /** Reads no more. */
  hide() {
    this.#candles = undefined;
  }

  /** @param {string} symbol */
  #open(symbol) {
    const interval = byId('intervals').querySelector('input:checked').value;
    this.#candles = new Candles(symbol, interval);
    this.#pointer = undefined;
    this.#refresh();
  }

  async #refresh() {
    const candles = this.#candles;
    if (!candles) {
      return;
    }
    const isNew = candles.list.length === 0;
    try {
      await candles.refresh();
      if (candles !== this.#candles) {
        return;
      }
      if (candles.list.length === 0) {
        this.#tell('No candles yet: they are made of trades.');
        return;
      }
      this.#empty.hidden = true;
      await this.#chart.draw(candles, isNew);
      this.#describe(candles);
    } catch (error) {
      if (candles === this.#candles && isNew) {
        this.#tell(`The candles cannot be read: ${error.message}`);
      }
    }
  }

  #restyle() {
    this.#chart.restyle();
    if (this.#candles?.list.length) {
      this.#chart.draw(this.#candles, false);
    }
  }

  /** @param {string} text in place of a chart */
  #tell(text) {
    this.#element.style.visibility = 'hidden';
    this.#reading.replaceChildren();
    this.#empty.hidden = false;
    setText(this.#empty, text);
  }

  /** @param {Candles} candles */
  #describe({ symbol, interval, list }) {
    this.#element.style.visibility = 'visible';
    this.#element.ariaLabel = `${count(list.length)} candles of ${interval} of ${symbol}; the last price is ${list.at(-1).close}`;
    this.#read(this.#pointer);
  }

  /** @param {number|undefined} index */
  #read(index) {
    this.#pointer = index;
    const { list, interval } = this.#candles ?? { list: [], interval: '' };
    const candle = list[index ?? list.length - 1];
    if (!candle) {
      return;
    }
    const price = (/** @type {string} */ decimal) => decimalOf(ticksOf(decimal));
    const parts = [
      ['', interval === '1d' ? day(candle.time) : timeToMinutes(candle.time)],
      ['Open ', price(candle.open)],
      ['High ', price(candle.high)],
      ['Low ', price(candle.low)],
      ['Close ', price(candle.close)],
      ['Volume ', count(candle.volume)],
    ];
    this.#reading.replaceChildren(...parts.flatMap(([name, value]) => {
      const part = document.createElement('span');
      const bold = document.createElement('b');
      bold.textContent = value;
      part.append(name, bold);
      return [part, ' '];
    }));
  }
}
