package org.bourse.tls;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * What a server speaks TLS with, if it does. When the bundle is reloaded, connections
 * that come afterwards have the new certificate. Safe for use by many threads.
 */
public final class ServerTls {

	private static final Logger logger = LoggerFactory.getLogger(ServerTls.class);

	private static final Duration SOON = Duration.ofDays(14);

	private final ClientAuth clientAuth;

	/** Null for no TLS; replaced by whoever reloads the bundle. */
	private volatile @Nullable Material material;

	private ServerTls(ClientAuth clientAuth) {
		this.clientAuth = clientAuth;
	}

	/** No TLS. */
	public static ServerTls none() {
		return new ServerTls(ClientAuth.NONE);
	}

	/**
	 * @param name of the bundle
	 */
	public static ServerTls of(String name, ClientAuth clientAuth, SslBundles bundles) {
		ServerTls tls = new ServerTls(clientAuth);
		tls.use(name, bundles.getBundle(name));
		bundles.addBundleUpdateHandler(name, (bundle) -> {
			tls.use(name, bundle);
			logger.info("The TLS bundle {} was reloaded; connections from now on use it", name);
		});
		return tls;
	}

	private void use(String name, SslBundle bundle) {
		this.material = new Material(bundle.createSslContext(), bundle.getOptions().getEnabledProtocols(),
				bundle.getOptions().getCiphers());
		warnOfValidity(name, bundle.getStores().getKeyStore(), Instant.now());
	}

	private static void warnOfValidity(String name, @Nullable KeyStore keys, Instant now) {
		if (keys == null) {
			return;
		}
		try {
			for (String alias : Collections.list(keys.aliases())) {
				if (keys.isKeyEntry(alias) && keys.getCertificate(alias) instanceof X509Certificate certificate) {
					warnOfValidity(name, certificate, now);
				}
			}
		}
		catch (KeyStoreException ex) {
			logger.warn("The certificates of the TLS bundle {} cannot be read", name, ex);
		}
	}

	private static void warnOfValidity(String name, X509Certificate certificate, Instant now) {
		Instant from = certificate.getNotBefore().toInstant();
		Instant until = certificate.getNotAfter().toInstant();
		if (now.isBefore(from)) {
			logger.warn("The certificate of the TLS bundle {} is not valid before {}: clients will refuse it", name,
					from);
		}
		else if (now.isAfter(until)) {
			logger.warn("The certificate of the TLS bundle {} has expired at {}: clients will refuse it", name, until);
		}
		else if (now.plus(SOON).isAfter(until)) {
			logger.warn("The certificate of the TLS bundle {} expires at {}", name, until);
		}
	}

	public boolean isOn() {
		return this.material != null;
	}

	/**
	 * With the present certificates.
	 * @throws IllegalStateException if there is no TLS
	 */
	public SSLContext context() {
		return present().context;
	}

	/**
	 * For one connection.
	 * @param context from {@link #context}
	 */
	public SSLEngine newEngine(SSLContext context) {
		Material present = present();
		SSLEngine engine = context.createSSLEngine();
		engine.setUseClientMode(false);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setProtocols((present.protocols != null) ? present.protocols : TlsSettings.PROTOCOLS);
		if (present.ciphers != null) {
			parameters.setCipherSuites(present.ciphers);
		}
		switch (this.clientAuth) {
			case NONE -> parameters.setNeedClientAuth(false);
			case WANT -> parameters.setWantClientAuth(true);
			case NEED -> parameters.setNeedClientAuth(true);
		}
		engine.setSSLParameters(parameters);
		return engine;
	}

	private Material present() {
		Material present = this.material;
		if (present == null) {
			throw new IllegalStateException("no TLS");
		}
		return present;
	}

	/** Of one state of the bundle; null for the defaults. */
	private record Material(SSLContext context, String @Nullable [] protocols, String @Nullable [] ciphers) {
	}

}
