package org.bourse.grpc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.netty.handler.ssl.util.KeyManagerFactoryWrapper;
import io.netty.handler.ssl.util.TrustManagerFactoryWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;

/**
 * The certificates of a bundle, for a server that asks for them once: when the bundle is
 * reloaded they change inside, and connections that come afterwards have the new ones.
 */
final class ReloadingManagers implements SslManagerBundle {

	/** How settings name it. */
	static final String BUNDLE = "bourse-grpc";

	private final String name;

	private final ObjectProvider<SslBundles> bundles;

	private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();

	private final AdvancedTlsX509TrustManager trust;

	private boolean loaded;

	/**
	 * @param name of the bundle
	 * @param bundles that are asked when they are complete
	 */
	ReloadingManagers(String name, ObjectProvider<SslBundles> bundles) {
		this.name = name;
		this.bundles = bundles;
		try {
			this.trust = AdvancedTlsX509TrustManager.newBuilder().build();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public KeyManagerFactory getKeyManagerFactory() {
		load();
		return new KeyManagerFactoryWrapper(this.keys);
	}

	@Override
	public TrustManagerFactory getTrustManagerFactory() {
		load();
		return new TrustManagerFactoryWrapper(this.trust);
	}

	private synchronized void load() {
		if (!this.loaded) {
			this.loaded = true;
			SslBundles all = this.bundles.getObject();
			use(all.getBundle(this.name));
			all.addBundleUpdateHandler(this.name, this::use);
		}
	}

	private void use(SslBundle bundle) {
		try {
			useKey(bundle);
			KeyStore trusted = bundle.getStores().getTrustStore();
			if (trusted != null) {
				this.trust.updateTrustCredentials(certificates(trusted));
			}
			else {
				this.trust.useSystemDefaultTrustCerts();
			}
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("the TLS bundle " + this.name + " cannot be used: " + ex.getMessage(), ex);
		}
	}

	private void useKey(SslBundle bundle) throws GeneralSecurityException {
		KeyStore store = bundle.getStores().getKeyStore();
		if (store == null) {
			throw new IllegalStateException("the TLS bundle " + this.name + " has no key store");
		}
		String password = (bundle.getKey().getPassword() != null) ? bundle.getKey().getPassword()
				: bundle.getStores().getKeyStorePassword();
		for (String alias : aliases(bundle.getKey().getAlias(), store)) {
			if (store.getKey(alias, (password != null) ? password.toCharArray() : null) instanceof PrivateKey key) {
				this.keys.updateIdentityCredentials(x509(store.getCertificateChain(alias)), key);
				return;
			}
		}
		throw new IllegalStateException("the TLS bundle " + this.name + " has no private key");
	}

	private static List<String> aliases(@Nullable String wanted, KeyStore store) throws GeneralSecurityException {
		return (wanted != null) ? List.of(wanted) : Collections.list(store.aliases());
	}

	private static X509Certificate[] certificates(KeyStore store) throws GeneralSecurityException {
		List<Certificate> certificates = new ArrayList<>();
		for (String alias : Collections.list(store.aliases())) {
			certificates.add(store.getCertificate(alias));
		}
		return x509(certificates.toArray(Certificate[]::new));
	}

	private static X509Certificate[] x509(Certificate[] certificates) {
		return Arrays.stream(certificates)
			.filter(X509Certificate.class::isInstance)
			.map(X509Certificate.class::cast)
			.toArray(X509Certificate[]::new);
	}

}
