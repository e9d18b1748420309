package org.bourse.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What SECURITY.md says of each limit is there: its settings, its meters and its tests.
 */
class LimitsTest {

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final int SETTING = 1;

	private static final int METER = 3;

	private static final int TEST = 4;

	@Test
	void eachSettingIsOne() throws IOException {
		Set<String> known = new TreeSet<>(Setting.ofClassPath().keySet());
		Setting.ofBourse().forEach((setting) -> known.add(setting.name()));
		assertThat(settings()).hasSizeGreaterThan(20)
			.allSatisfy((named) -> assertThat(known)
				.anyMatch((setting) -> setting.equals(named) || setting.startsWith(named + ".")));
	}

	@Test
	void eachMeterIsInTheReadme() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		assertThat(column(METER)).hasSizeGreaterThan(10)
			.allSatisfy((meter) -> assertThat(readme).contains("\n| `" + meter + "` |"));
	}

	@Test
	void eachLimitHasATestAndEachTestIsThere() throws IOException {
		Set<String> tests;
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			tests = files.map((file) -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
		}
		assertThat(column(TEST)).hasSizeGreaterThan(20)
			.allSatisfy((test) -> assertThat(tests).contains(test + ".java"));
		assertThat(rows()).allSatisfy((row) -> assertThat(CODE.matcher(row.get(TEST)).find()).as(row.get(0)).isTrue());
	}

	/** One that begins with a dot has the words before it from the one before it. */
	private static List<String> settings() throws IOException {
		List<String> settings = new ArrayList<>();
		for (String named : column(SETTING)) {
			String last = settings.isEmpty() ? "" : settings.get(settings.size() - 1);
			settings.add(named.startsWith(".") ? last.substring(0, last.lastIndexOf('.')) + named : named);
		}
		return settings;
	}

	private static List<String> column(int number) throws IOException {
		return rows().stream()
			.flatMap((row) -> CODE.matcher(row.get(number)).results())
			.map((MatchResult code) -> code.group(1))
			.toList();
	}

	private static List<List<String>> rows() throws IOException {
		String text = Files.readString(Path.of("SECURITY.md"));
		String limits = text.substring(text.indexOf("\n## Limits\n"), text.indexOf("\n## Dependencies\n"));
		return limits.lines()
			.filter((line) -> line.startsWith("| "))
			.skip(1)
			.map((line) -> List.of(line.substring(1).split("\\|", -1)))
			.toList();
	}

}
