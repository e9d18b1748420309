/**
 * Candles and volumes drawn by ECharts. Prices are given to it in whole ten-thousandths, so that its labels are exact.
 * A rise is hollow and a fall is filled: colour does not speak alone.
 */
import { decimalOf, ticksOf } from './decimal.js';
import { count, day, timeToMinutes } from './format.js';
import { colorOf } from './theme.js';

/** Of the webjar; a megabyte, so it is fetched only when somebody opens a stock. */
const ECHARTS = '../webjars/echarts/echarts.esm.min.js';

/** The room for each candle at first; dragging shows the earlier ones. */
const CANDLE_WIDTH = 9;

/** Where all candles are of one price, ECharts would begin at half of it. */
const ROOM_FOR_ONE_PRICE = {
  min: (/** @type {Extent} */ { min, max }) => (min === max ? around(min).min : null),
  max: (/** @type {Extent} */ { min, max }) => (min === max ? around(max).max : null),
};

/** @typedef {{min: number, max: number}} Extent */

export class Chart {
  #element;
  #onPointer;

  /** @type {any} */
  #chart;

  /**
   * @param {HTMLElement} element
   * @param {(index: number|undefined) => void} onPointer told of the candle below the pointer
   */
  constructor(element, onPointer) {
    this.#element = element;
    this.#onPointer = onPointer;
  }

  /**
   * @param {import('./candles.js').Candles} candles
   * @param {boolean} isNew whether these are other candles than before, and not the same ones grown
   */
  async draw({ list, interval }, isNew) {
    await this.#open();
    const rises = list.map((candle) => ticksOf(candle.close) >= ticksOf(candle.open));
    const { rise, fall } = this.#colors;
    const inView = this.#element.clientWidth / CANDLE_WIDTH;
    this.#set({
      xAxis: [0, 1].map(() => ({ data: list.map(({ time }) => (interval === '1d' ? day(time) : timeToMinutes(time))) })),
      series: [
        { data: list.map((candle) => [candle.open, candle.close, candle.low, candle.high].map(ticksOf)) },
        { data: list.map(({ volume }, index) => ({ value: volume, itemStyle: { color: rises[index] ? rise : fall } })) },
      ],
      ...(isNew ? { dataZoom: [{ start: Math.max(0, 100 - 100 * inView / list.length), end: 100 }] } : {}),
    });
  }

  restyle() {
    this.#set(this.#style());
  }

  /** @param {object} option drawn with the next picture, and not in the task that is running */
  #set(option) {
    this.#chart?.setOption(option, { lazyUpdate: true });
  }

  async #open() {
    if (this.#chart) {
      return;
    }
    const echarts = await import(ECHARTS);
    if (this.#chart) {
      return;
    }
    this.#chart = echarts.init(this.#element);
    this.#set(this.#layout());
    this.restyle();
    this.#chart.on('updateAxisPointer', ({ axesInfo }) => this.#onPointer(axesInfo?.[0]?.value));
    new ResizeObserver(() => this.#chart.resize()).observe(this.#element);
  }

  #layout() {
    const xAxis = { type: 'category', axisTick: { show: false }, axisPointer: { show: true, label: { show: false } } };
    const yAxis = { position: 'right', axisLine: { show: false }, axisTick: { show: false } };
    return {
      animation: false,
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      grid: [{ left: 24, right: 78, top: 14, bottom: 118 }, { left: 24, right: 78, height: 60, bottom: 30 }],
      xAxis: [
        { ...xAxis, gridIndex: 0, axisLabel: { show: false } },
        { ...xAxis, gridIndex: 1 },
      ],
      yAxis: [
        { ...yAxis, gridIndex: 0, scale: true, ...ROOM_FOR_ONE_PRICE, minInterval: 1, splitNumber: 5, axisLabel: { formatter: decimalOf } },
        { ...yAxis, gridIndex: 1, minInterval: 1, splitNumber: 1, axisLabel: { formatter: count } },
      ],
      // The wheel alone scrolls the page, as everywhere on it.
      dataZoom: [{ type: 'inside', xAxisIndex: [0, 1], zoomOnMouseWheel: 'ctrl', preventDefaultMouseMove: false }],
      series: [
        { type: 'candlestick', name: 'Price', xAxisIndex: 0, yAxisIndex: 0, barMaxWidth: 14 },
        { type: 'bar', name: 'Volume', xAxisIndex: 1, yAxisIndex: 1, barMaxWidth: 14 },
      ],
    };
  }

  get #colors() {
    return { rise: colorOf('--rise'), fall: colorOf('--fall') };
  }

  #style() {
    const { rise, fall } = this.#colors;
    const muted = colorOf('--muted');
    const line = colorOf('--line');
    const axis = {
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, fontSize: 12 },
      axisPointer: { lineStyle: { color: muted } },
      splitLine: { lineStyle: { color: line } },
    };
    const { axisLine, ...value } = axis;
    const { splitLine, ...category } = axis;
    return {
      textStyle: { fontFamily: getComputedStyle(this.#element).fontFamily },
      xAxis: [category, category],
      yAxis: [value, value],
      series: [
        {
          itemStyle: {
            color: colorOf('--surface'),
            borderColor: rise,
            color0: fall,
            borderColor0: fall,
            borderColorDoji: muted,
          },
        },
        { itemStyle: { opacity: 0.55 } },
      ],
    };
  }
}

/** @param {number} ticks @returns {Extent} some hundredths below and above, at round prices */
function around(ticks) {
  const step = Math.max(1, 2 * 10 ** Math.floor(Math.log10(ticks / 100)));
  const base = Math.floor(ticks / step) * step;
  return { min: Math.max(0, base - 2 * step), max: base + 3 * step };
}
