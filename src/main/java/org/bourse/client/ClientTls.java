package org.bourse.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import org.bourse.client.ServerOptions.Address;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * How a program speaks TLS: whom it trusts, and the certificate that it shows. A server
 * must always have a certificate for the host that was asked for.
 */
public final class ClientTls {

	private static final String HOST_NAME_IS_VERIFIED = "HTTPS";

	private final SslManagerBundle managers;

	private final SSLContext context;

	private final boolean certified;

	/**
	 * @param trusted who may sign a server's certificate; null for whom Java trusts
	 * @param own certificate and key; null for none
	 */
	ClientTls(@Nullable PemSslStore trusted, @Nullable PemSslStore own) {
		this.managers = SslManagerBundle.from(new PemSslStoreBundle(own, trusted), null);
		this.context = this.managers.createSslContext("TLS");
		this.certified = own != null;
	}

	/** The same connection, when hands are shaken. */
	Socket secure(Socket socket, Address address) throws IOException {
		SSLSocket secured = (SSLSocket) this.context.getSocketFactory()
			.createSocket(socket, bare(address.host()), address.port(), true);
		secured.setSSLParameters(verifying(secured.getSSLParameters()));
		secured.startHandshake();
		return secured;
	}

	/** For a connection that somebody else makes. */
	public SSLEngine newEngine(String host, int port) {
		SSLEngine engine = this.context.createSSLEngine(bare(host), port);
		engine.setUseClientMode(true);
		engine.setSSLParameters(verifying(engine.getSSLParameters()));
		return engine;
	}

	/** For gRPC, which verifies the host's name by itself. */
	public ChannelCredentials channelCredentials() {
		return TlsChannelCredentials.newBuilder()
			.keyManager(this.managers.getKeyManagers())
			.trustManager(this.managers.getTrustManagers())
			.build();
	}

	private static SSLParameters verifying(SSLParameters parameters) {
		parameters.setEndpointIdentificationAlgorithm(HOST_NAME_IS_VERIFIED);
		return parameters;
	}

	private static String bare(String host) {
		return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
	}

	/**
	 * Why TLS has failed, for people.
	 * @return null if it was not TLS that has failed
	 */
	@Nullable String explain(Throwable failure) {
		if (find(failure, CertificateExpiredException.class) != null) {
			return "its certificate has expired";
		}
		if (find(failure, CertificateNotYetValidException.class) != null) {
			return "its certificate is not valid yet";
		}
		if (find(failure, CertPathBuilderException.class) != null
				|| find(failure, CertPathValidatorException.class) != null) {
			return "its certificate is not trusted (--trust=FILE tells whom to trust)";
		}
		CertificateException certificate = find(failure, CertificateException.class);
		if (certificate != null) {
			return "its certificate is for another host: " + certificate.getMessage();
		}
		SSLException tls = find(failure, SSLException.class);
		if (tls == null) {
			return null;
		}
		if (!(tls instanceof SSLHandshakeException) || find(failure, EOFException.class) != null) {
			return "it speaks no TLS there (" + tls.getMessage() + ")";
		}
		return "TLS has failed: " + tls.getMessage()
				+ (this.certified ? "" : " (does it want a certificate? --cert=FILE --key=FILE show one)");
	}

	private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
