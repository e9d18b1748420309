package org.bourse.client;

import org.bourse.access.TokenHash;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Makes a token, or hashes one, for the settings of a server. Asks no server.
 */
@Component
@Profile("hash-token")
@Command(name = "hash-token", sortOptions = false,
		description = { "Makes a new token and prints it with its hash, or prints the hash of a given one.",
				"The hash goes into bourse.access.tokens of the server, the token to whoever may use it." })
final class HashTokenProgram implements Program {

	@Mixin
	private CredentialOptions given = new CredentialOptions();

	@Option(names = "--help", usageHelp = true, description = "prints this")
	private boolean help;

	@Override
	public ExitCode run(Console console) {
		@Nullable String token = this.given.credentials().token();
		if (token == null) {
			String made = TokenHash.newToken();
			console.answer("token " + made);
			console.answer("hash  " + TokenHash.of(made));
			return ExitCode.DONE;
		}
		if (token.length() < TokenHash.MIN_TOKEN_LENGTH || token.length() > TokenHash.MAX_TOKEN_LENGTH) {
			throw new ClientException(ExitCode.USAGE,
					"a token must have " + TokenHash.MIN_TOKEN_LENGTH + " to " + TokenHash.MAX_TOKEN_LENGTH
							+ " characters, so that it cannot be guessed from its hash; this one has " + token.length()
							+ " (without options a good one is made)");
		}
		console.answer("hash  " + TokenHash.of(token));
		return ExitCode.DONE;
	}

}
