package org.bourse.ops;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics that there are, with the values of their labels.
 */
final class Scrape {

	private static final Pattern SERIES = Pattern.compile("^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ",
			Pattern.MULTILINE);

	private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

	private final Map<String, Map<String, Set<String>>> labels = new HashMap<>();

	/**
	 * @param text what a server answers when Prometheus asks it
	 */
	Scrape(String text) {
		Matcher series = SERIES.matcher(text);
		while (series.find()) {
			Map<String, Set<String>> known = define(series.group(1), Set.of());
			if (series.group(2) != null) {
				LABEL.matcher(series.group(2))
					.results()
					.forEach((label) -> known.computeIfAbsent(label.group(1), (name) -> new TreeSet<>())
						.add(label.group(2)));
			}
		}
	}

	/**
	 * Adds a metric, with labels of any value; with those of its target in any case.
	 */
	Map<String, Set<String>> define(String metric, Set<String> names) {
		Map<String, Set<String>> known = this.labels.computeIfAbsent(metric, (name) -> new TreeMap<>());
		Stream.concat(Stream.of("job", "instance"), names.stream())
			.forEach((name) -> known.computeIfAbsent(name, (label) -> new TreeSet<>()));
		return known;
	}

	boolean has(String metric) {
		return this.labels.containsKey(metric);
	}

	Set<String> labels(String metric) {
		return this.labels.getOrDefault(metric, Map.of()).keySet();
	}

	/** None if nothing is known of them. */
	Set<String> values(String metric, String label) {
		return this.labels.getOrDefault(metric, Map.of()).getOrDefault(label, Set.of());
	}

}
