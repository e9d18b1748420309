package org.bourse.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.objenesis.ObjenesisStd;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README has the options that the client programs have, with their defaults.
 */
class ProgramOptionsTest {

	private static final Pattern OPTION = Pattern.compile("`[^`]*`");

	private static final Pattern NAME = Pattern.compile("--[a-z-]+");

	/** As {@code --help} tells it. What has spaces is told in other words. */
	private static final Pattern DEFAULT = Pattern.compile("\\(default: ([^ ;)]+)[;)]");

	private static String readme;

	@BeforeAll
	static void read() throws IOException {
		readme = Files.readString(Path.of("README.md"));
	}

	static List<CommandSpec> programs() throws ClassNotFoundException {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.setEnvironment(new StandardEnvironment() {
			@Override
			public boolean acceptsProfiles(Profiles profiles) {
				return true;
			}
		});
		scanner.addIncludeFilter(new AnnotationTypeFilter(Command.class));
		List<CommandSpec> programs = new ArrayList<>();
		for (BeanDefinition program : scanner.findCandidateComponents("org.bourse")) {
			programs.add(spec(Class.forName(program.getBeanClassName())));
		}
		assertThat(programs).isNotEmpty();
		return programs;
	}

	/** Without what the program works with, which is not for its options. */
	private static CommandSpec spec(Class<?> program) {
		return CommandSpec.forAnnotatedObject(new ObjenesisStd().newInstance(program));
	}

	@ParameterizedTest
	@MethodSource("programs")
	void theReadmeHasTheOptionsOfEachProgram(CommandSpec program) {
		String text = textOf(program.name());
		Set<String> names = program.options()
			.stream()
			.filter((option) -> !option.usageHelp())
			.map(OptionSpec::longestName)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(namesIn(text)).as(program.name()).isEqualTo(names);
		for (OptionSpec option : program.options()) {
			Matcher told = DEFAULT.matcher(String.join(" ", option.description()));
			if (told.find()) {
				String value = told.group(1).equals("${DEFAULT-VALUE}") ? option.defaultValue() : told.group(1);
				assertThat(text.lines().filter((line) -> line.contains(option.longestName())))
					.as("the default of %s of %s", option.longestName(), program.name())
					.anyMatch((line) -> line.contains("(" + value + ")") || line.contains("(`" + value + "`)")
							|| line.contains("| " + value + " |") || line.contains("`" + value + "`"));
			}
		}
	}

	/** The program's row, and what is said of several programs or in tables. */
	private static String textOf(String program) {
		String row = readme.lines()
			.filter((line) -> line.startsWith("| `" + program + "` |"))
			.findFirst()
			.orElseThrow();
		return switch (program) {
			case "verify", "hash-token" -> row;
			case "bench" -> table("## Measuring a server");
			case "price-updater" -> row + "\n" + table("### Prices that move") + shared(true);
			default -> row + shared(!program.equals("client-runner"));
		};
	}

	private static String shared(boolean allDoors) {
		String sentence = readme.lines()
			.filter((line) -> line.startsWith("All but `verify`"))
			.findFirst()
			.orElseThrow();
		String[] parts = sentence.split(";");
		return "\n" + parts[0] + "\n" + parts[1] + "\n" + parts[2] + (allDoors ? "\n" + parts[3] : "");
	}

	/** The rows of options below a heading. */
	private static String table(String heading) {
		String section = readme.substring(readme.indexOf(heading) + heading.length());
		return section.substring(0, section.indexOf("\n## "))
			.lines()
			.filter((line) -> line.startsWith("| `--"))
			.map((line) -> line.substring(0, line.indexOf(" |", line.indexOf(" |") + 2) + 2))
			.collect(Collectors.joining("\n"));
	}

	private static Set<String> namesIn(String text) {
		return OPTION.matcher(text)
			.results()
			.map(MatchResult::group)
			.flatMap((code) -> NAME.matcher(code).results().map(MatchResult::group))
			.collect(Collectors.toCollection(TreeSet::new));
	}

}
