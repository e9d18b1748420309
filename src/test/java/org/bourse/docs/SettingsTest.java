package org.bourse.docs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the documents, the metadata and {@code application.yml} say of the settings is the
 * same, and true.
 */
class SettingsTest {

	private static final Path PAGE = Path.of("docs/settings.md");

	/** The first two cells of a row that tells of one setting. */
	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z][a-z0-9.-]+)` \\| ([^|]*) \\|");

	/** A range as descriptions write it, and what of it there is with one end. */
	private static final Pattern RANGE = Pattern.compile("(?<![\\w-])(\\d\\w*) to (\\d\\w*)");

	private static final Pattern AT_LEAST = Pattern.compile("at least (\\d\\w*)");

	private static final Pattern AT_MOST = Pattern.compile("at most (\\d\\w*)");

	private static final Set<String> MEASURES = Set.of("java.lang.Integer", "java.lang.Long", "java.time.Duration",
			"org.springframework.util.unit.DataSize");

	private static List<Setting> settings;

	/** What {@code application.yml} and the price updater's give, in their order. */
	private static Map<String, String> given;

	@BeforeAll
	static void read() throws IOException {
		settings = Setting.ofBourse();
		given = yaml(Function.identity());
	}

	@Test
	void thePageTellsEverySettingAsItIs() throws IOException {
		new GeneratedPage(PAGE, SettingsTest.class).has(tables());
	}

	@Test
	void everySettingIsInTheSettingsFileAndNothingElse() throws IOException {
		Set<String> keys = new TreeSet<>();
		yaml(SettingsTest::withWhatIsCommentedOut).keySet()
			.stream()
			.filter((key) -> key.startsWith("bourse."))
			.forEach((key) -> keys.add(key.replaceAll("\\[.*", "")));
		assertThat(keys).containsExactlyInAnyOrderElementsOf(
				settings.stream().filter((setting) -> !setting.isElement()).map(Setting::name).toList());
	}

	@Test
	void theSettingsFileGivesTheDefaults() {
		Map<String, String> defaults = new LinkedHashMap<>();
		settings.stream()
			.filter((setting) -> !setting.isElement() && setting.defaultValue() != null)
			.forEach((setting) -> defaults.put(setting.name(), Objects.requireNonNull(setting.defaultValue())));
		assertThat(given).containsAllEntriesOf(defaults);
	}

	@Test
	void everyMeasureHasARange() {
		assertThat(settings).allSatisfy((setting) -> assertThat(setting.description()).as(setting.name()).isNotEmpty());
		assertThat(settings).filteredOn((setting) -> MEASURES.contains(setting.type()))
			.allSatisfy((setting) -> assertThat(setting.description()).as(setting.name())
				.containsPattern(RANGE + "|at least |at most "));
	}

	@Test
	void theRangesAreThoseThatAreHeldTo() {
		for (Setting setting : settings) {
			if (!setting.isElement() && MEASURES.contains(setting.type())) {
				RANGE.matcher(setting.description()).results().forEach((range) -> {
					least(setting, range.group(1));
					most(setting, range.group(2));
				});
				AT_LEAST.matcher(setting.description()).results().forEach((least) -> least(setting, least.group(1)));
				AT_MOST.matcher(setting.description()).results().forEach((most) -> most(setting, most.group(1)));
			}
		}
	}

	private static void least(Setting setting, String least) {
		bind(setting, least);
		assertThatExceptionOfType(BindException.class).as("less than %s for %s", least, setting.name())
			.isThrownBy(() -> bind(setting, beside(setting, least, -1)));
	}

	private static void most(Setting setting, String most) {
		bind(setting, most);
		assertThatExceptionOfType(BindException.class).as("more than %s for %s", most, setting.name())
			.isThrownBy(() -> bind(setting, beside(setting, most, 1)));
	}

	private static void bind(Setting setting, String value) {
		new Binder(new MapConfigurationPropertySource(Map.of(setting.name(), value))).bindOrCreate(setting.prefix(),
				Bindable.of(setting.sourceClass()));
	}

	/** The next value, or the one before. */
	private static String beside(Setting setting, String value, int step) {
		return switch (setting.type()) {
			case "java.time.Duration" ->
				Duration.from(DurationStyle.detectAndParse(value)).plusMillis(step).toMillis() + "ms";
			case "org.springframework.util.unit.DataSize" -> (DataSize.parse(value).toBytes() + step) + "B";
			default -> new BigInteger(value).add(BigInteger.valueOf(step)).toString();
		};
	}

	@Test
	void theEnvironmentMaySayAllOfThem() {
		for (Setting setting : settings) {
			String variable = setting.name()
				.replace("[]", "_0")
				.replace('.', '_')
				.replace("-", "")
				.toUpperCase(Locale.ROOT);
			Binder binder = new Binder(ConfigurationPropertySources
				.from(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(variable, "x"))));
			assertThat(binder.bind(setting.name().replace("[]", "[0]"), String.class).orElse("nothing")).as(variable)
				.isEqualTo("x");
		}
	}

	@Test
	void whatTheReadmePicksIsThereAndSo() throws IOException {
		String readme = Files.readString(Path.of("README.md"));
		checkRows(readme.substring(readme.indexOf("## Settings"), readme.indexOf("## How fast")));
	}

	@Test
	void springsOwnSettingsAreThereAndSo() throws IOException {
		String page = Files.readString(PAGE);
		checkRows(page.substring(page.indexOf(GeneratedPage.UNTIL_HERE)));
	}

	private static void checkRows(String section) throws IOException {
		Map<String, Setting> known = Setting.ofClassPath();
		List<MatchResult> rows = ROW.matcher(section).results().toList();
		assertThat(rows).hasSize((int) section.lines().filter((line) -> line.startsWith("| `")).count()).isNotEmpty();
		for (MatchResult row : rows) {
			String name = row.group(1);
			Setting setting = known.get(name);
			assertThat(setting != null || isInMap(name, known)).as("there is a setting " + name).isTrue();
			String value = given.get(name);
			if (value == null && setting != null) {
				value = setting.defaultValue();
			}
			if (value != null && !value.isEmpty()) {
				assertThat(row.group(2)).as("the default of " + name).isEqualTo("`" + value + "`");
			}
			else {
				assertThat(row.group(2)).as("there is no default of " + name).doesNotContain("`");
			}
		}
	}

	private static boolean isInMap(String name, Map<String, Setting> known) {
		return known.values()
			.stream()
			.anyMatch((setting) -> setting.type().startsWith("java.util.Map") && name.startsWith(setting.name() + "."));
	}

	/** A table for each room, in the order of the settings file. */
	private static String tables() {
		Set<String> rooms = given.keySet()
			.stream()
			.filter((key) -> key.startsWith("bourse."))
			.map((key) -> key.substring(0, key.indexOf('.', "bourse.".length())))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		rooms.addAll(settings.stream().map(Setting::room).toList());
		StringBuilder page = new StringBuilder();
		for (String room : rooms) {
			page.append("\n## `").append(room).append("`\n\n| setting | type | default | what |\n|---|---|---|---|\n");
			settings.stream()
				.filter((setting) -> setting.room().equals(room))
				.forEach((setting) -> page.append("| `%s` | %s | %s | %s |\n".formatted(setting.name(), kind(setting),
						(setting.defaultValue() != null) ? "`" + setting.defaultValue() + "`" : "",
						sentence(setting.description()))));
		}
		return page.append('\n').toString();
	}

	private static String kind(Setting setting) {
		return switch (setting.type()) {
			case "java.lang.Integer", "java.lang.Long" -> "whole number";
			case "java.lang.Double" -> "number";
			case "java.lang.Boolean" -> "`true`, `false`";
			case "java.lang.String" -> "text";
			case "java.time.Duration" -> "duration";
			case "org.springframework.util.unit.DataSize" -> "size";
			case "java.net.InetAddress" -> "address";
			case "java.nio.file.Path" -> "file";
			default -> {
				if (setting.type().startsWith("java.util.")) {
					yield "list";
				}
				yield words(setting);
			}
		};
	}

	private static String words(Setting setting) {
		try {
			Object[] constants = Class.forName(setting.type()).getEnumConstants();
			assertThat(constants).as("the type of " + setting.name() + ", which SettingsTest must name").isNotNull();
			return Stream.of(constants)
				.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT) + "`")
				.collect(Collectors.joining(", "));
		}
		catch (ClassNotFoundException ex) {
			throw new AssertionError("SettingsTest must name the type of " + setting.name(), ex);
		}
	}

	private static String sentence(String description) {
		return Character.toUpperCase(description.charAt(0)) + description.substring(1).replace("|", "\\|");
	}

	private static Map<String, String> yaml(Function<String, String> edit) throws IOException {
		Map<String, String> values = new LinkedHashMap<>();
		for (String file : List.of("application.yml", "application-price-updater.yml")) {
			String text = edit.apply(Files.readString(Path.of("src/main/resources", file)));
			EnumerablePropertySource<?> source = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
				.load(file, new ByteArrayResource(text.getBytes(UTF_8)))
				.get(0);
			for (String name : source.getPropertyNames()) {
				values.put(name, String.valueOf(source.getProperty(name)));
			}
		}
		return values;
	}

	/** What has no default stands there as {@code #key: example}. */
	private static String withWhatIsCommentedOut(String yaml) {
		return yaml.replaceAll("(?m)^( *)#(?=[a-z-]+: )", "$1");
	}

}
