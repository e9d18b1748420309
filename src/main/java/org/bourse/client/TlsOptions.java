package org.bourse.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * Whether and how a program speaks TLS.
 */
public final class TlsOptions {

	private static final int MAX_FILE_BYTES = 1024 * 1024;

	private static final String BEGIN = "-----BEGIN";

	@Option(names = "--tls", description = "speaks TLS; the server's certificate must be for its host, and trusted")
	private boolean tls;

	@Option(names = "--trust", paramLabel = "FILE",
			description = "certificates (PEM) to trust in place of those that Java trusts; implies --tls")
	private @Nullable Path trust;

	@Option(names = "--cert", paramLabel = "FILE",
			description = "a certificate (PEM) to show to a server that wants one; implies --tls")
	private @Nullable Path cert;

	@Option(names = "--key", paramLabel = "FILE", description = "its private key (PEM, not encrypted)")
	private @Nullable Path key;

	/**
	 * @return null for no TLS
	 * @throws ClientException if a file is not what it should be
	 */
	public @Nullable ClientTls tls() {
		if ((this.cert == null) != (this.key == null)) {
			throw new ClientException(ExitCode.USAGE, "--cert and --key belong together");
		}
		if (!this.tls && this.trust == null && this.cert == null) {
			return null;
		}
		PemSslStore trusted = (this.trust != null)
				? load("--trust " + this.trust, PemSslStoreDetails.forCertificate(read("--trust", this.trust))) : null;
		PemSslStore own = (this.cert != null && this.key != null) ? load("--cert " + this.cert + " --key " + this.key,
				new PemSslStoreDetails(null, read("--cert", this.cert), read("--key", this.key))) : null;
		try {
			return new ClientTls(trusted, own);
		}
		catch (IllegalStateException ex) {
			throw new ClientException(ExitCode.USAGE, "TLS cannot be set up: " + ex.getMessage());
		}
	}

	private static @Nullable PemSslStore load(String option, PemSslStoreDetails details) {
		try {
			PemSslStore store = PemSslStore.load(details);
			if (store != null) {
				// What is wrong is found when they are asked for.
				store.certificates();
				store.privateKey();
			}
			return store;
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			throw new ClientException(ExitCode.USAGE, option + " cannot be used: " + ex.getMessage());
		}
	}

	private static String read(String option, Path file) {
		try {
			if (Files.size(file) > MAX_FILE_BYTES) {
				throw new ClientException(ExitCode.USAGE, option + " " + file + " is too large");
			}
			String text = Files.readString(file, StandardCharsets.ISO_8859_1);
			if (!text.contains(BEGIN)) {
				throw new ClientException(ExitCode.USAGE, option + " " + file + " is not in PEM format");
			}
			return text;
		}
		catch (IOException ex) {
			throw new ClientException(ExitCode.USAGE, option + " " + file + " cannot be read");
		}
	}

}
