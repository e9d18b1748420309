package org.bourse.socket;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.bourse.access.Caller;
import org.bourse.access.Role;
import org.bourse.metrics.Outcome;
import org.bourse.resp.ReplyWriter;
import org.bourse.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked on the socket.
 *
 * @param name in upper case
 * @param group under which {@code redis-cli} files its help
 * @param role what its caller must have; null if anybody may
 * @param minSize the fewest arguments, the name counted
 * @param maxSize the most arguments, the name counted
 * @param arguments for the help and the hints of clients
 */
record Command(String name, String group, @Nullable Role role, String summary, int minSize, int maxSize, Action action,
		List<Argument> arguments) {

	static final int ANY_SIZE = Integer.MAX_VALUE;

	/** For a command that also a stranger may give. */
	static final @Nullable Role ANYBODY = null;

	Command(String name, String group, @Nullable Role role, String summary, int minSize, int maxSize, Action action,
			Argument... arguments) {
		this(name, group, role, summary, minSize, maxSize, action, List.of(arguments));
	}

	/** The size as COMMAND INFO has it: exact, or the negative of the least. */
	int arity() {
		return (this.minSize == this.maxSize) ? this.minSize : -this.minSize;
	}

	boolean accepts(int size) {
		return size >= this.minSize && size <= this.maxSize;
	}

	/**
	 * How to type it, as in {@code TRADE symbol quantity BUY|SELL [ID client-order-id]}.
	 */
	String usage() {
		StringBuilder usage = new StringBuilder(this.name);
		this.arguments.forEach((argument) -> usage.append(' ').append(argument));
		return usage.toString();
	}

	boolean mayBeGivenBy(Caller caller) {
		return this.role == null || caller.may(this.role);
	}

	/**
	 * Whether it counts against the rate of a token: not what keeps up a connection and
	 * is neither of the market nor of the server, as clients send it by themselves.
	 */
	boolean isCounted() {
		return !ConnectionCommands.GROUP.equals(this.group);
	}

	/** What a command does. */
	sealed interface Action permits Immediate, Deferred {

	}

	/** Writes its reply and returns at once. */
	@FunctionalInterface
	non-sealed interface Immediate extends Action {

		Outcome run(Request request, Session session, ReplyWriter reply);

	}

	/**
	 * Starts something that is answered later. The request's buffer is reused when this
	 * returns; the future must not fail.
	 */
	sealed interface Deferred extends Action permits Overlapping, Exclusive {

		CompletableFuture<Answer> run(Request request, Session session);

	}

	/** As {@link Deferred}, while others of the client are under way, too. */
	@FunctionalInterface
	non-sealed interface Overlapping extends Deferred {

	}

	/**
	 * As {@link Deferred}, while nothing else of the client is under way: what comes
	 * behind it depends on its outcome.
	 */
	@FunctionalInterface
	non-sealed interface Exclusive extends Deferred {

	}

	/**
	 * An argument, as clients like to have it explained.
	 *
	 * @param display how it is shown
	 * @param choices the words that it may be; empty for any text
	 * @param token the word that comes before it; empty for none
	 */
	record Argument(String display, List<String> choices, String token, boolean optional, boolean multiple) {

		static Argument of(String display) {
			return new Argument(display, List.of(), "", false, false);
		}

		static Argument oneOf(String display, String... choices) {
			return new Argument(display, Arrays.asList(choices), "", false, false);
		}

		Argument after(String token) {
			return new Argument(this.display, this.choices, token, this.optional, this.multiple);
		}

		Argument whenGiven() {
			return new Argument(this.display, this.choices, this.token, true, this.multiple);
		}

		Argument repeated() {
			return new Argument(this.display, this.choices, this.token, this.optional, true);
		}

		@Override
		public String toString() {
			String value = this.choices.isEmpty() ? this.display : String.join("|", this.choices);
			String text = (this.token.isEmpty() ? value : this.token + " " + value) + (this.multiple ? " ..." : "");
			return this.optional ? "[" + text + "]" : text;
		}

	}

}
