package org.bourse.access;

import io.github.bucket4j.TimeMeter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Makes the one who decides.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
class AccessConfiguration {

	/**
	 * @param issuer Boot's, if {@code spring.security.oauth2.resourceserver.jwt} names
	 * one
	 * @param clock the one of tests; else that of the JVM
	 */
	@Bean
	Access access(AccessProperties properties, ObjectProvider<JwtDecoder> issuer, ObjectProvider<TimeMeter> clock) {
		JwtDecoder decoder = issuer.getIfAvailable();
		return new Access(properties, (decoder != null) ? new JwtCallers(decoder, properties.jwtRolesClaim()) : null,
				clock.getIfAvailable(() -> TimeMeter.SYSTEM_NANOTIME));
	}

}
