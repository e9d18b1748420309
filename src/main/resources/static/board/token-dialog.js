/** Asks for the token, where the server wants one. */
import { byId, setText } from './dom.js';
import * as token from './token.js';

const MISSING = 'This server wants a token.';
const WRONG = 'That token is wrong: the server does not know it, or it has expired.';
const UNSENDABLE = 'Enter a token: letters, digits and signs of ASCII, without spaces.';

export class TokenDialog {
  #dialog = byId('token-dialog');
  #form = byId('token-form');
  #field = byId('token');
  #says = byId('token-says');
  #forget = byId('token-forget');

  /** Whether a token was entered of which the server has said nothing yet. */
  #busy = false;

  /** @param {() => void} onToken told when a token was entered */
  constructor(onToken) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!this.#busy) {
        this.#submit(onToken);
      }
    });
    byId('token-cancel').addEventListener('click', () => this.#dialog.close());
    this.#dialog.addEventListener('close', () => this.#reset());
    this.#forget.addEventListener('click', () => {
      token.forget();
      // The page has nothing any more of what the token has let it see.
      location.reload();
    });
    token.onRefused((wrong) => this.#open(wrong ? WRONG : MISSING));
  }

  get isOpen() {
    return this.#dialog.open;
  }

  /** Opens it for somebody who wants to show another token, or to forget it. */
  open() {
    this.#open(token.present() === null ? MISSING : 'This tab has a token. Enter another one, or have it forgotten.');
  }

  /** Closes it if it was waiting for what becomes of the token that was entered. */
  settle() {
    if (this.#busy) {
      this.#dialog.close();
    }
  }

  /** @param {() => void} onToken */
  #submit(onToken) {
    if (!token.keep(this.#field.value.trim())) {
      this.#tell(UNSENDABLE);
      return;
    }
    this.#setBusy(true);
    setText(this.#says, 'Asking the server…');
    onToken();
  }

  /** @param {string} text */
  #open(text) {
    this.#setBusy(false);
    if (!this.#dialog.open) {
      this.#dialog.showModal();
    }
    this.#forget.hidden = token.present() === null;
    this.#tell(text);
  }

  /** @param {string} text */
  #tell(text) {
    setText(this.#says, text);
    const wrong = text === WRONG || text === UNSENDABLE;
    this.#says.classList.toggle('fall', wrong);
    this.#field.ariaInvalid = String(wrong);
    this.#field.focus();
    this.#field.select();
  }

  /** @param {boolean} busy the button keeps the focus meanwhile, which a disabled one would lose */
  #setBusy(busy) {
    this.#busy = busy;
    this.#form.querySelector('[type="submit"]').ariaDisabled = String(busy);
  }

  #reset() {
    this.#setBusy(false);
    this.#field.value = '';
  }
}
