/** Puts the parts together: the feed tells the market, the market tells the views, the address says which one is seen. */
import { announce, announceStock } from './announce.js';
import { stream } from './api.js';
import { byId, setText } from './dom.js';
import { Feed } from './feed.js';
import { haltReason } from './format.js';
import { Market } from './market.js';
import { go, onNavigation, stockOfAddress } from './router.js';
import { StockView } from './stock-view.js';
import { Table } from './table.js';
import * as theme from './theme.js';
import { present as presentToken } from './token.js';
import { TokenDialog } from './token-dialog.js';

const market = new Market();
const table = new Table(market);
const stockView = new StockView(market);

market.onChange(({ stock }, before) => {
  if (stock.status !== before.status) {
    const halted = stock.status === 'HALTED';
    announceStock(stock.symbol, halted ? `halted: ${haltReason(stock.haltReason)}` : 'trading again');
  }
});

const feed = new Feed(stream, {
  onSnapshot: (epoch, stocks) => market.open(epoch, stocks),
  onStock: (stock) => market.offer(stock),
  onState: showConnection,
});

const tokenDialog = new TokenDialog(() => feed.connect());

let wasLost = false;

/** @param {import('./feed.js').FeedState} state */
function showConnection(state) {
  const denied = state.kind === 'denied';
  const text = state.kind === 'waiting' ? `reconnecting in ${state.seconds} s` : denied ? 'token needed' : state.kind;
  byId('connection').dataset.state = state.kind;
  setText(byId('connection-text'), text);
  byId('connect').hidden = state.kind !== 'waiting' && state.kind !== 'stopped';
  byId('show-token').hidden = !denied && presentToken() === null;
  if (!denied && state.kind !== 'connecting') {
    tokenDialog.settle();
  }
  if (state.kind === 'live' && wasLost) {
    wasLost = false;
    stockView.reload();
    announce('Live again.');
  } else if (state.kind === 'waiting' && !wasLost) {
    wasLost = true;
    announce('Connection lost.');
  } else if (denied && market.loaded) {
    wasLost = true;
  }
}

byId('connect').addEventListener('click', () => feed.connect());
byId('show-token').addEventListener('click', () => tokenDialog.open());

function showTheme() {
  byId('theme').ariaPressed = String(theme.isDark());
}

byId('theme').addEventListener('click', theme.toggle);
theme.onChange(showTheme);
showTheme();

/** @param {boolean} [first] whether the page was just opened */
function navigate(first = false) {
  const symbol = stockOfAddress();
  document.title = symbol === null ? 'Bourse' : `${symbol} · Bourse`;
  if (symbol === null) {
    stockView.hide();
    table.show();
  } else {
    table.hide();
    stockView.show(symbol, { focus: !first });
  }
}

onNavigation(() => navigate());

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || tokenDialog.isOpen) {
    return;
  }
  const writing = event.target instanceof HTMLInputElement && event.target.type !== 'radio';
  if (event.key === 'Escape') {
    if (stockView.isShown) {
      go(null);
    } else {
      table.clearFilter();
    }
  } else if (event.key === '/' && !writing && table.isShown) {
    event.preventDefault();
    table.focusFilter();
  } else if (event.key === 'p' && !writing && table.isShown) {
    table.togglePause();
  }
});

navigate(true);
feed.connect();
