package org.bourse.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a program is told the token that it shows.
 */
public final class CredentialOptions {

	private static final int MAX_FILE_BYTES = 16 * 1024;

	@Option(names = "--token-file", paramLabel = "FILE", description = "a file whose first line is the token")
	private @Nullable Path tokenFile;

	@Option(names = "--token", paramLabel = "TOKEN", defaultValue = "${env:BOURSE_TOKEN}",
			description = "the token itself, or BOURSE_TOKEN in the environment; others on this machine may see "
					+ "options, so better a file")
	private @Nullable String token;

	/**
	 * @throws ClientException if there is no token in the file
	 */
	public Credentials credentials() {
		String shown = (this.tokenFile != null) ? read(this.tokenFile) : this.token;
		if (shown == null || shown.isEmpty()) {
			return Credentials.none();
		}
		if (shown.chars().anyMatch((c) -> c <= ' ' || c > '~')) {
			throw new ClientException(ExitCode.USAGE, "a token has no spaces and no characters beyond ASCII");
		}
		return new Credentials(shown, null);
	}

	private static String read(Path file) {
		try {
			if (Files.size(file) > MAX_FILE_BYTES) {
				throw new ClientException(ExitCode.USAGE, "--token-file " + file + " is too large for a token");
			}
			return Files.readString(file, StandardCharsets.ISO_8859_1)
				.lines()
				.map(String::strip)
				.filter((line) -> !line.isEmpty())
				.findFirst()
				.orElseThrow(() -> new ClientException(ExitCode.USAGE, "--token-file " + file + " is empty"));
		}
		catch (IOException ex) {
			throw new ClientException(ExitCode.USAGE, "--token-file " + file + " cannot be read");
		}
	}

}
