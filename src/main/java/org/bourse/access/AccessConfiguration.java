package org.bourse.access;

import io.github.bucket4j.TimeMeter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
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
	 * @throws FailureAnalyzedException if there are credentials that would have no effect
	 */
	@Bean
	Access access(AccessProperties properties, ObjectProvider<JwtDecoder> issuer, ObjectProvider<TimeMeter> clock,
			Environment environment) {
		JwtDecoder decoder = issuer.getIfAvailable();
		Access access = new Access(properties,
				(decoder != null) ? new JwtCallers(decoder, properties.jwtRolesClaim()) : null,
				clock.getIfAvailable(() -> TimeMeter.SYSTEM_NANOTIME));
		if (access.isOpen() && Credentials.areConfigured(environment)) {
			throw new FailureAnalyzedException(
					"the settings name an issuer of tokens, but Spring Boot makes none of it.",
					"Correct spring.security.oauth2.resourceserver.jwt, or leave it out.");
		}
		return access;
	}

}
