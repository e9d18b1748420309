package org.bourse;

import java.util.Arrays;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Profiles;

/**
 * Starts the server or, with the profile of a client program, runs that program.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@Import({ ServerConfiguration.class, ClientConfiguration.class })
public class Bourse {

	public static void main(String[] args) {
		if (Arrays.stream(args).anyMatch((arg) -> arg.startsWith("--spring.profiles.active="))) {
			// What Boot prepares in the background, Jackson and Tomcat among it, a
			// program
			// hardly ever needs: it only takes the other core.
			System.setProperty("spring.backgroundpreinitializer.ignore", "true");
		}
		ConfigurableApplicationContext context;
		try {
			SpringApplication application = new SpringApplication(Bourse.class);
			application.addListeners(new ServerArguments());
			context = application.run(args);
		}
		catch (AbandonedRunException ex) {
			// Not a failure: this is how Boot ends a run that only prepares caches.
			throw ex;
		}
		catch (RuntimeException ex) {
			// Has been told by now.
			System.exit(StartFailures.exitCode(ex));
			return;
		}
		// After Ctrl-C the context is closed and the process ends already.
		if (context.getEnvironment().acceptsProfiles(Profiles.of("client")) && context.isActive()) {
			System.exit(SpringApplication.exit(context));
		}
	}

}
