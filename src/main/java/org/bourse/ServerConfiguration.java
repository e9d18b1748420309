package org.bourse;

import java.lang.management.ManagementFactory;
import java.util.Locale;

import org.bourse.socket.SocketListener;
import org.bourse.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.security.GrpcServerOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.grpc.server.autoconfigure.security.GrpcServerSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/**
 * The server: the market and all its doors.
 */
@Configuration(proxyBeanMethods = false)
@Profile("!client")
// The store has its own connections, and decides by its URL whether there is a database.
// The web door tells errors itself.
// Access is the same for all doors, so the doors set Spring Security up themselves.
@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, ErrorMvcAutoConfiguration.class,
		SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class,
		ServletWebSecurityAutoConfiguration.class, SecurityFilterAutoConfiguration.class,
		ManagementWebSecurityAutoConfiguration.class, OAuth2ResourceServerWebSecurityAutoConfiguration.class,
		GrpcServerSecurityAutoConfiguration.class, GrpcServerOAuth2ResourceServerAutoConfiguration.class })
@ComponentScan({ "org.bourse.access", "org.bourse.tls", "org.bourse.store", "org.bourse.feed", "org.bourse.metrics",
		"org.bourse.socket", "org.bourse.grpc", "org.bourse.web", "org.bourse.shutdown", "org.bourse.tracing" })
class ServerConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ServerConfiguration.class);

	/** What opens or writes something depends on it. */
	@Bean
	AllSettings allSettings(ListableBeanFactory beans) {
		return new AllSettings(beans);
	}

	@Bean
	InfoContributor doorsInfo(Doors doors) {
		return (info) -> info.withDetail("doors", doors.addresses());
	}

	@Bean
	Doors doors(SocketListener socket, ObjectProvider<GrpcServerLifecycle> grpc, Environment environment) {
		return new Doors(socket, grpc, environment);
	}

	/**
	 * One line that tells where the doors are, what to type, and what it is that runs.
	 */
	@Bean
	ApplicationListener<ApplicationReadyEvent> announcement(Doors doors, ObjectProvider<BuildProperties> build) {
		return (event) -> {
			BuildProperties known = build.getIfAvailable();
			double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0;
			logger.info("Bourse is open: {}. Try: {}. Version {}, Java {}, process {}, ready after {} s",
					doors.addresses(), String.join(" | ", doors.commands()),
					(known != null) ? known.getVersion() : "unknown", Runtime.version(), ProcessHandle.current().pid(),
					String.format(Locale.ROOT, "%.1f", seconds));
		};
	}

}
