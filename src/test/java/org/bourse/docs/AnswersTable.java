package org.bourse.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.bourse.access.TokenHash;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a door answers whom, as a table in Markdown. Requests that are answered alike
 * share a row.
 */
final class AnswersTable {

	private static final String HEAD = """
			| who gets more, of what | without a token | with a wrong one | with one that lacks the role |
			|---|---|---|---|
			""";

	private static final Pattern ROLE = Pattern.compile("(?<=needs the role )\\w+");

	/** Answers to somebody who is not known. */
	private static final Pattern WHO_ARE_YOU = Pattern.compile("-NOAUTH .*|UNAUTHENTICATED\\b.*|401\\b.*");

	/** Answers to somebody who is known, and may not. */
	private static final Pattern NOT_YOU = Pattern.compile("-NOPERM .*|PERMISSION_DENIED\\b.*|403\\b.*");

	/** By role. */
	private final Map<String, String> tokens;

	/** The names of the requests, by who may, by what the other cells say. */
	private final Map<Cells, Map<String, Set<String>>> rows = new LinkedHashMap<>();

	/**
	 * @param tokens of each role one token that has no other
	 */
	AnswersTable(Map<String, String> tokens) {
		this.tokens = tokens;
	}

	/** Asks, as everybody. */
	String of(List<Knock> knocks) {
		String wrong = TokenHash.newToken();
		List<CompletableFuture<String>> toWrong = knocks.stream().map((knock) -> knock.how().by(wrong)).toList();
		for (int i = 0; i < knocks.size(); i++) {
			ask(knocks.get(i), toWrong.get(i).join());
		}
		StringBuilder table = new StringBuilder(HEAD);
		this.rows.forEach((cells,
				requests) -> table.append("| %s | %s | %s | %s |\n".formatted(requests.entrySet()
					.stream()
					.map((entry) -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
					.collect(Collectors.joining("; ")), cells.without(), cells.wrong(), cells.lacking())));
		return table.toString();
	}

	private void ask(Knock knock, String toWrong) {
		String without = knock.how().by(null).join();
		List<String> may = new ArrayList<>();
		Set<String> refusals = new LinkedHashSet<>();
		this.tokens.forEach((role, token) -> {
			String answer = knock.how().by(token).join();
			if (NOT_YOU.matcher(answer).matches()) {
				refusals.add(answer.replaceFirst("this token has \\[.*]", "this token has [ROLES]"));
			}
			else {
				may.add(role);
			}
		});
		assertThat(refusals).as("refusals of " + knock.name()).hasSizeLessThan(2);
		String refusal = String.join("", refusals);
		ROLE.matcher(refusal).results().forEach((role) -> assertThat(may).containsExactly(role.group()));
		Cells cells = new Cells(code(without), code(toWrong), code(ROLE.matcher(refusal).replaceFirst("ROLE")));
		this.rows.computeIfAbsent(cells, (key) -> new LinkedHashMap<>())
			.computeIfAbsent(who(WHO_ARE_YOU.matcher(without).matches(), may), (key) -> new LinkedHashSet<>())
			.add("`" + knock.name() + "`");
	}

	private String who(boolean known, List<String> may) {
		if (!known) {
			return "nobody";
		}
		if (may.isEmpty()) {
			return "no role";
		}
		return (may.size() == this.tokens.size()) ? "any role" : "role " + String.join(", ", may);
	}

	private static String code(String answer) {
		return answer.isEmpty() ? "" : "`" + answer.replace("|", "\\|") + "`";
	}

	/** What is told to whom. */
	private record Cells(String without, String wrong, String lacking) {
	}

}
