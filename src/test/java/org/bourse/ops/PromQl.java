package org.bourse.ops;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What an expression of Prometheus names: metrics, and labels of them. It reads words and
 * brackets and knows no types, so it takes what is no valid expression, too; that is
 * promtool's business.
 *
 * @param selectors the metrics, as often as they are named
 * @param groupings the labels of aggregations, of vector matching and of their like
 */
record PromQl(List<Selector> selectors, List<Grouping> groupings) {

	/** A metric that is asked for. */
	record Selector(String metric, List<Matcher> matchers) {
	}

	/** As in {@code door=~"socket|grpc"}. */
	record Matcher(String label, String operator, String value) {

		/** The values that a series may have; none if that cannot be told. */
		List<String> alternatives() {
			if (this.value.contains("$")) {
				return List.of();
			}
			if (!this.operator.endsWith("~")) {
				return List.of(this.value);
			}
			List<String> words = List.of(this.value.split("\\|"));
			return words.stream().allMatch((word) -> word.matches("[\\w-]+")) ? words : List.of();
		}

	}

	/**
	 * As in {@code by (door)}.
	 *
	 * @param of the metrics that have to have the labels
	 */
	record Grouping(String keyword, List<String> labels, List<Selector> of) {
	}

	private static final Pattern TOKEN = Pattern.compile("""
			#[^\\n]*\
			|\\[[^\\]]*\\]\
			|"(?:[^"\\\\]|\\\\.)*"|'(?:[^'\\\\]|\\\\.)*'|`[^`]*`\
			|[a-zA-Z_:][a-zA-Z0-9_:]*\
			|[0-9.][0-9a-zA-Z.]*(?:(?<=[eE])[+-][0-9]+)?\
			|=~|!~|!=|\\S""");

	private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");

	private static final Set<String> GROUPINGS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");

	private static final Set<String> OTHER_WORDS = Set.of("and", "or", "unless", "atan2", "bool", "offset", "inf",
			"nan");

	private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*),\\s*(\\w+)\\)", Pattern.DOTALL);

	/**
	 * Reads an expression, or a query for the values of a variable of Grafana.
	 */
	static PromQl of(String expression) {
		return new Reader(LABEL_VALUES.matcher(expression).replaceFirst("count by ($2) ($1)")).read();
	}

	/** The labels that results are told apart by, as long as they are aggregated. */
	Set<String> groupedBy() {
		Set<String> labels = new LinkedHashSet<>();
		this.groupings.stream()
			.filter((grouping) -> grouping.keyword().equals("by"))
			.forEach((grouping) -> labels.addAll(grouping.labels()));
		return labels;
	}

	private static final class Reader {

		private final List<String> tokens;

		private final List<Selector> selectors = new ArrayList<>();

		private final List<Grouping> groupings = new ArrayList<>();

		/** What was asked for before each bracket that is open. */
		private final Deque<Integer> open = new ArrayDeque<>();

		/** A grouping in front of its brackets. */
		private final Deque<Grouping> waiting = new ArrayDeque<>();

		private int next;

		/** What was asked for before the bracket that was closed last. */
		private int closed;

		Reader(String expression) {
			this.tokens = TOKEN.matcher(expression)
				.results()
				.map(MatchResult::group)
				.filter((token) -> !token.startsWith("#"))
				.toList();
		}

		PromQl read() {
			while (this.next < this.tokens.size()) {
				String token = this.tokens.get(this.next++);
				switch (token) {
					case "(" -> open(new Grouping("", List.of(), List.of()));
					case ")" -> close();
					case "{" -> throw new IllegalArgumentException("a selector without the name of a metric");
					default -> word(token);
				}
			}
			return new PromQl(List.copyOf(this.selectors), List.copyOf(this.groupings));
		}

		private void word(String token) {
			if (!NAME.matcher(token).matches() || OTHER_WORDS.contains(token.toLowerCase(Locale.ROOT))) {
				return;
			}
			if (GROUPINGS.contains(token)) {
				group(token);
			}
			else if (!isNext("(") && !isNext("by") && !isNext("without")) {
				this.selectors.add(new Selector(token, isNext("{") ? matchers() : List.of()));
			}
		}

		/**
		 * Of {@code sum by (door) (...)}, {@code sum(...) by (door)},
		 * {@code a / on (door) b}.
		 */
		private void group(String keyword) {
			List<String> labels = new ArrayList<>();
			if (isNext("(")) {
				while (!isNext(")")) {
					String token = this.tokens.get(this.next++);
					if (NAME.matcher(token).matches()) {
						labels.add(token);
					}
				}
				this.next++;
			}
			boolean isOfAnAggregation = keyword.equals("by") || keyword.equals("without");
			if (isOfAnAggregation && isNext("(")) {
				this.next++;
				open(new Grouping(keyword, labels, List.of()));
			}
			else if (isOfAnAggregation) {
				this.groupings.add(new Grouping(keyword, labels, since(this.closed)));
			}
			else {
				this.groupings.add(new Grouping(keyword, labels, List.of()));
			}
		}

		private void open(Grouping grouping) {
			this.open.push(this.selectors.size());
			this.waiting.push(grouping);
		}

		private void close() {
			this.closed = this.open.pop();
			Grouping grouping = this.waiting.pop();
			if (!grouping.keyword().isEmpty()) {
				this.groupings.add(new Grouping(grouping.keyword(), grouping.labels(), since(this.closed)));
			}
		}

		private List<Selector> since(int start) {
			return List.copyOf(this.selectors.subList(start, this.selectors.size()));
		}

		private List<Matcher> matchers() {
			List<Matcher> matchers = new ArrayList<>();
			this.next++;
			while (!isNext("}")) {
				if (isNext(",")) {
					this.next++;
					continue;
				}
				String quoted = this.tokens.get(this.next + 2);
				matchers.add(new Matcher(this.tokens.get(this.next), this.tokens.get(this.next + 1),
						quoted.substring(1, quoted.length() - 1)));
				this.next += 3;
			}
			this.next++;
			return matchers;
		}

		private boolean isNext(String token) {
			return this.next < this.tokens.size() && this.tokens.get(this.next).equals(token);
		}

	}

}
