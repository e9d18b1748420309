package org.bourse.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A page of which a test makes one part: what stands between two marks.
 *
 * @param file the page
 * @param maker the test, which the first mark names
 */
record GeneratedPage(Path file, Class<?> maker) {

	/** The last mark. */
	static final String UNTIL_HERE = "<!-- Until here -->";

	/**
	 * Compares the part with what it should be, or writes it with
	 * {@code -Dbourse.docs.write=true}.
	 */
	void has(String part) throws IOException {
		String page = Files.readString(this.file);
		String begin = "<!-- Made by " + this.maker.getSimpleName() + " -->\n";
		String upToDate = Pattern
			.compile("(?<=" + Pattern.quote(begin) + ").*(?=" + Pattern.quote(UNTIL_HERE) + ")", Pattern.DOTALL)
			.matcher(page)
			.replaceFirst(Matcher.quoteReplacement(part));
		assertThat(upToDate).as("%s has its marks", this.file).contains(begin + part + UNTIL_HERE);
		if (Boolean.getBoolean("bourse.docs.write")) {
			Files.writeString(this.file, upToDate);
		}
		else {
			assertThat(page)
				.as("%s is stale; this rewrites it: ./mvnw -q test -Dtest=%s -Dbourse.docs.write=true", this.file,
						this.maker.getSimpleName())
				.isEqualTo(upToDate);
		}
	}

}
