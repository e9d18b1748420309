package org.bourse.resp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a text of requests means, found in the most obvious way there is and with no care
 * for time or memory: {@link RequestParser} must come to the same.
 *
 * @param requests those that are whole, in order
 * @param length how many characters they have together
 * @param error what is wrong behind them; null if what is there may become a request
 */
record NaiveRequests(List<List<String>> requests, int length, @Nullable String error) {

	private static final Pattern COUNT = Pattern.compile("\\*(-1|0|[1-9][0-9]{0,8})\r\n");

	private static final Pattern LENGTH = Pattern.compile("\\$(0|[1-9][0-9]{0,8})\r\n");

	private static final Pattern LINE = Pattern.compile("([^\n]*)\n");

	static NaiveRequests in(String text, int maxBytes, int maxArguments) {
		List<List<String>> requests = new ArrayList<>();
		Rest rest = new Rest(text);
		int length = 0;
		try {
			while (!rest.text.isEmpty()) {
				requests.add(rest.next(maxBytes, maxArguments));
				length = text.length() - rest.text.length();
			}
		}
		catch (IncompleteException ex) {
			return new NaiveRequests(requests, length, null);
		}
		catch (ProtocolException ex) {
			return new NaiveRequests(requests, length, ex.getMessage());
		}
		return new NaiveRequests(requests, length, null);
	}

	/** What is behind the text that was read. */
	private static final class Rest {

		private String text;

		private Rest(String text) {
			this.text = text;
		}

		private List<String> next(int maxBytes, int maxArguments) throws ProtocolException, IncompleteException {
			return this.text.startsWith("*") ? array(maxBytes, maxArguments) : inline(maxBytes, maxArguments);
		}

		private List<String> array(int maxBytes, int maxArguments) throws ProtocolException, IncompleteException {
			int whole = this.text.length();
			int count = Integer.parseInt(take(COUNT, "invalid multibulk length"));
			if (count > maxArguments) {
				throw new ProtocolException("invalid multibulk length: more than " + maxArguments + " arguments");
			}
			List<String> arguments = new ArrayList<>();
			while (arguments.size() < count) {
				if (this.text.isEmpty()) {
					throw new IncompleteException();
				}
				if (!this.text.startsWith("$")) {
					throw new ProtocolException("expected '$', got '" + this.text.charAt(0) + "'");
				}
				int length = Integer.parseInt(take(LENGTH, "invalid bulk length"));
				if (whole - this.text.length() + length + 2L > maxBytes) {
					throw new ProtocolException("request is larger than " + maxBytes + " bytes");
				}
				String argument = this.text.substring(0, Math.min(length, this.text.length()));
				this.text = this.text.substring(argument.length());
				if (!this.text.startsWith("\r\n")) {
					if ("\r\n".startsWith(this.text)) {
						throw new IncompleteException();
					}
					throw new ProtocolException("bulk string is not followed by CR LF");
				}
				this.text = this.text.substring(2);
				arguments.add(argument);
			}
			return arguments;
		}

		private List<String> inline(int maxBytes, int maxArguments) throws ProtocolException, IncompleteException {
			char first = this.text.charAt(0);
			if ((first < ' ' && "\r\n\t".indexOf(first) < 0) || first > 0x7f) {
				throw new ProtocolException("expected '*' or an inline command, got byte 0x"
						+ Integer.toHexString(first) + "; this port speaks RESP without TLS");
			}
			int end = this.text.indexOf('\n');
			if (end >= maxBytes || (end < 0 && this.text.length() >= maxBytes)) {
				throw new ProtocolException("too big inline request: more than " + maxBytes + " bytes");
			}
			String line = take(LINE, "never: any line is one");
			List<String> words = new ArrayList<>(List.of(line.replaceFirst("\r\\z", "").split("[ \t]+")));
			words.removeIf(String::isEmpty);
			if (words.size() > maxArguments) {
				throw new ProtocolException("more than " + maxArguments + " arguments");
			}
			return words;
		}

		/** The group of a pattern with which the text begins. */
		private String take(Pattern pattern, String otherwise) throws ProtocolException, IncompleteException {
			Matcher matcher = pattern.matcher(this.text);
			if (!matcher.lookingAt()) {
				if (matcher.hitEnd()) {
					throw new IncompleteException();
				}
				throw new ProtocolException(otherwise);
			}
			this.text = this.text.substring(matcher.end());
			return matcher.group(1);
		}

	}

	/** More could make it a request. */
	private static final class IncompleteException extends Exception {

		private static final long serialVersionUID = 1L;

	}

}
