package org.bourse.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * Somebody who signs certificates, and what was signed. Made anew for each test class, so
 * that nothing ever expires that should not.
 */
public final class TestCertificates {

	private final X509Bundle authority;

	private TestCertificates(X509Bundle authority) {
		this.authority = authority;
	}

	public static TestCertificates newAuthority() {
		return make(() -> new TestCertificates(new CertificateBuilder().subject("CN=Test CA")
			.setIsCertificateAuthority(true)
			.notAfter(Instant.now().plus(Duration.ofDays(90)))
			.buildSelfSigned()));
	}

	/** A certificate for this machine. */
	public X509Bundle forServer() {
		return make(() -> localhost().buildIssuedBy(this.authority));
	}

	/** With a key of the kind that most servers have. */
	public X509Bundle forServerWithRsa() {
		return make(() -> localhost().rsa2048().buildIssuedBy(this.authority));
	}

	public X509Bundle forServerExpired() {
		return make(() -> localhost().notBefore(Instant.now().minus(Duration.ofDays(30)))
			.notAfter(Instant.now().minus(Duration.ofDays(1)))
			.buildIssuedBy(this.authority));
	}

	public X509Bundle forAnotherServer() {
		return make(() -> new CertificateBuilder().subject("CN=elsewhere.example")
			.addSanDnsName("elsewhere.example")
			.buildIssuedBy(this.authority));
	}

	public X509Bundle forClient() {
		return make(() -> new CertificateBuilder().subject("CN=client").buildIssuedBy(this.authority));
	}

	private static CertificateBuilder localhost() {
		return new CertificateBuilder().subject("CN=localhost")
			.addSanDnsName("localhost")
			.addSanIpAddress("127.0.0.1")
			.notAfter(Instant.now().plus(Duration.ofDays(90)));
	}

	/**
	 * What a server has: a certificate, and those who may sign certificates of clients.
	 */
	public SslBundle bundle(X509Bundle certificate) {
		return SslBundle.of(new PemSslStoreBundle(
				PemSslStore.of(List.of(certificate.getCertificatePath()), certificate.getKeyPair().getPrivate()),
				PemSslStore.of(List.of(this.authority.getCertificate()), null)));
	}

	/** The context of a client that trusts this authority. */
	public SSLContext client(@Nullable X509Bundle certificate) {
		return make(() -> {
			SSLContext context = SSLContext.getInstance("TLS");
			KeyManager[] keys = (certificate != null) ? certificate.toKeyManagerFactory().getKeyManagers() : null;
			TrustManager[] trust = { this.authority.toTrustManager() };
			context.init(keys, trust, null);
			return context;
		});
	}

	/** A connection to this machine that has shaken hands. */
	public SSLSocket connect(int port, String... protocols) throws IOException {
		return connect(client(null), port, protocols);
	}

	public static SSLSocket connect(SSLContext context, int port, String... protocols) throws IOException {
		Socket plain = new Socket("127.0.0.1", port);
		SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
		socket.setSoTimeout(20_000);
		socket.setTcpNoDelay(true);
		if (protocols.length > 0) {
			socket.setEnabledProtocols(protocols);
		}
		socket.startHandshake();
		return socket;
	}

	/** Those who trust this authority have this file. */
	public Path trustFile(Path folder) throws IOException {
		return Files.writeString(folder.resolve("ca.pem"), this.authority.getCertificatePEM());
	}

	/** Writes NAME.pem and NAME.key. */
	public static void write(X509Bundle certificate, Path folder, String name) throws IOException {
		Files.writeString(folder.resolve(name + ".pem"), certificate.getCertificatePathPEM());
		Files.writeString(folder.resolve(name + ".key"), certificate.getPrivateKeyPEM());
	}

	private static <T> T make(Making<T> making) {
		try {
			return making.make();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Making<T> {

		T make() throws Exception;

	}

}
