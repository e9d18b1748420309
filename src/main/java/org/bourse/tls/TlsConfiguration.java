package org.bourse.tls;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes what the socket encrypts with. The other doors get it from their own settings,
 * which {@link TlsSettings} fills in.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TlsProperties.class)
class TlsConfiguration {

	@Bean
	ServerTls serverTls(TlsProperties properties, SslBundles bundles) {
		return properties.bundle().isBlank() ? ServerTls.none()
				: ServerTls.of(properties.bundle(), properties.clientAuth(), bundles);
	}

}
