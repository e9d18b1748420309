package org.bourse.docs;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No library of the jar, as its bill of materials has them, is older than the table in
 * {@code SECURITY.md} allows: a downgrade, also one that comes with another library,
 * fails the build.
 */
class LibraryFloorsTest {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.]+):([a-z0-9*-]+)` \\| (\\d\\S*) \\|");

	@Test
	void noLibraryIsOlderThanItsFloor() throws IOException {
		assertThat(tooOld(bill(), floors())).isEmpty();
	}

	@Test
	void everyFloorIsOfALibraryInTheJar() throws IOException {
		List<Library> bill = bill();
		assertThat(floors()).isNotEmpty()
			.allSatisfy((floor) -> assertThat(bill).as(floor.toString()).anyMatch(floor::holdsFor));
	}

	@Test
	void anOlderLibraryIsToldWithItsFloor() {
		List<Floor> floors = List.of(new Floor("io.netty", "*", "4.2.17.Final"),
				new Floor("org.postgresql", "postgresql", "42.7.12"));
		assertThat(tooOld(List.of(new Library("io.netty", "netty-buffer", "4.2.9.Final"),
				new Library("io.netty", "netty-common", "4.2.17.Final"),
				new Library("io.netty", "netty-handler", "4.3.0.Final"),
				new Library("org.postgresql", "postgresql", "42.7.11"), new Library("org.postgresql", "other", "1.0")),
				floors))
			.containsExactly(
					"io.netty:netty-buffer 4.2.9.Final is older than 4.2.17.Final, which SECURITY.md tells the reason of: "
							+ "raise it in pom.xml",
					"org.postgresql:postgresql 42.7.11 is older than 42.7.12, which SECURITY.md tells the reason of: "
							+ "raise it in pom.xml");
	}

	private static List<String> tooOld(List<Library> libraries, List<Floor> floors) {
		List<String> tooOld = new ArrayList<>();
		for (Library library : libraries) {
			for (Floor floor : floors) {
				if (floor.holdsFor(library)
						&& Version.parse(library.version()).compareTo(Version.parse(floor.version())) < 0) {
					tooOld.add("%s:%s %s is older than %s, which SECURITY.md tells the reason of: raise it in pom.xml"
						.formatted(library.group(), library.name(), library.version(), floor.version()));
				}
			}
		}
		return tooOld;
	}

	private static List<Floor> floors() throws IOException {
		return ROW.matcher(Files.readString(Path.of("SECURITY.md")))
			.results()
			.map((row) -> new Floor(row.group(1), row.group(2), row.group(3)))
			.toList();
	}

	private static List<Library> bill() throws IOException {
		try (InputStream bill = LibraryFloorsTest.class.getResourceAsStream("/META-INF/sbom/application.cdx.json")) {
			assertThat(bill).as("the bill of materials").isNotNull();
			List<Library> libraries = new ArrayList<>();
			for (JsonNode component : JsonMapper.shared().readTree(bill).get("components")) {
				libraries.add(new Library(component.path("group").asString(""), component.get("name").asString(),
						component.get("version").asString()));
			}
			return libraries;
		}
	}

	/** What is in the jar. */
	private record Library(String group, String name, String version) {
	}

	/**
	 * The oldest version that may be in the jar.
	 *
	 * @param name {@code *} for each of the group
	 */
	private record Floor(String group, String name, String version) {

		boolean holdsFor(Library library) {
			return this.group.equals(library.group()) && (this.name.equals("*") || this.name.equals(library.name()));
		}

	}

}
