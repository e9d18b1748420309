package org.bourse.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A setting as the configuration metadata has it, which the compiler makes of the records
 * and their javadoc.
 *
 * @param type the full name of its Java type
 * @param source the name of the class that declares it; empty if unknown
 */
record Setting(String name, String type, @Nullable String defaultValue, String description, String source) {

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String ELEMENTS = "META-INF/spring/configuration-metadata/";

	private static final Pattern LIST_OF_RECORDS = Pattern.compile("java\\.util\\.List<(org\\.bourse\\..*)>");

	/**
	 * The settings of Bourse in the order in which the records declare them; the keys of
	 * the records of a list behind the list.
	 */
	static List<Setting> ofBourse() throws IOException {
		List<Setting> settings = new ArrayList<>();
		for (Setting setting : sorted(ofClassPath().values().stream().filter(Setting::isOurs).toList())) {
			settings.add(setting);
			Matcher list = LIST_OF_RECORDS.matcher(setting.type());
			if (list.matches()) {
				URL elements = Objects.requireNonNull(
						Setting.class.getClassLoader().getResource(ELEMENTS + list.group(1) + ".json"),
						() -> list.group(1) + " needs @ConfigurationPropertiesSource");
				settings.addAll(sorted(read(elements, setting.name() + "[].")));
			}
		}
		return settings;
	}

	/** All that anything on the class path declares, by name. */
	static Map<String, Setting> ofClassPath() throws IOException {
		Map<String, Setting> settings = new LinkedHashMap<>();
		for (URL metadata : Collections.list(Setting.class.getClassLoader().getResources(METADATA))) {
			read(metadata, "").forEach((setting) -> settings.put(setting.name(), setting));
		}
		return settings;
	}

	private static List<Setting> read(URL metadata, String prefix) throws IOException {
		List<Setting> settings = new ArrayList<>();
		try (InputStream json = metadata.openStream()) {
			for (JsonNode property : new JsonMapper().readTree(json).path("properties")) {
				JsonNode value = property.path("defaultValue");
				settings.add(new Setting(prefix + property.path("name").asString(), property.path("type").asString(""),
						(value.isValueNode() && !value.asString().isEmpty()) ? value.asString() : null,
						property.path("description").asString(""), property.path("sourceType").asString("")));
			}
		}
		return settings;
	}

	/** The metadata is in alphabetical order, the records in that of importance. */
	private static List<Setting> sorted(List<Setting> settings) {
		return settings.stream()
			.sorted(Comparator.comparing(Setting::room).thenComparing(Setting::prefix).thenComparing(Setting::place))
			.toList();
	}

	private int place() {
		List<String> components = Arrays.stream(sourceClass().getRecordComponents())
			.map((component) -> component.getName().toLowerCase(Locale.ROOT))
			.toList();
		return components.indexOf(key().replace("-", ""));
	}

	Class<?> sourceClass() {
		try {
			return Class.forName(this.source);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private boolean isOurs() {
		return this.name.startsWith("bourse.");
	}

	/** Whether it belongs to the records of a list. */
	boolean isElement() {
		return this.name.contains("[]");
	}

	/** The name of what it belongs to, such as {@code bourse.socket}. */
	String prefix() {
		return this.name.substring(0, this.name.lastIndexOf('.'));
	}

	/** The first two words of the name. */
	String room() {
		String[] words = this.name.split("\\.");
		return words[0] + "." + words[1];
	}

	private String key() {
		return this.name.substring(this.name.lastIndexOf('.') + 1);
	}

}
