/** A line of the last prices, on a canvas: a chart of the library for each of five thousand stocks would be too much. */
import { colorOf } from './theme.js';

/** As table.css has it. Asking each canvas for its size would make the browser lay out the page for each row. */
const WIDTH = 120;
const HEIGHT = 24;
const PADDING = 3;

const colors = { rise: '', fall: '', even: '' };

/** Must be called before the first drawing, and when the colours have changed. */
export function readColors() {
  colors.rise = colorOf('--rise');
  colors.fall = colorOf('--fall');
  colors.even = colorOf('--muted');
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} points one or more, the oldest first
 */
export function drawSparkline(canvas, points) {
  const context = clear(canvas);
  if (points.length < 2) {
    return;
  }
  const first = points[0];
  const last = points[points.length - 1];
  const low = Math.min(...points);
  const high = Math.max(...points);
  const x = (index) => PADDING + (WIDTH - 2 * PADDING) * index / (points.length - 1);
  const y = (point) => HEIGHT - PADDING - (HEIGHT - 2 * PADDING) * (high === low ? 0.5 : (point - low) / (high - low));

  context.strokeStyle = last > first ? colors.rise : last < first ? colors.fall : colors.even;
  context.fillStyle = context.strokeStyle;
  context.lineWidth = 1.4;
  context.lineJoin = 'round';
  context.beginPath();
  points.forEach((point, index) => context.lineTo(x(index), y(point)));
  context.stroke();
  context.beginPath();
  context.arc(x(points.length - 1), y(last), 2, 0, 2 * Math.PI);
  context.fill();
}

/** @param {HTMLCanvasElement} canvas sharp also where a pixel of CSS is several of the screen */
function clear(canvas) {
  const ratio = devicePixelRatio;
  const width = Math.round(WIDTH * ratio);
  if (canvas.width !== width) {
    canvas.width = width;
    canvas.height = Math.round(HEIGHT * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  return context;
}
